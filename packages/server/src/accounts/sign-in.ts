// Sign-in (RFC 9807 §6): proves that a password is right without the server seeing it, and hands out the
// sealed vault and a token for adding one device (rule S-4). A name nobody has is answered like any other,
// until the last step fails as it does for a wrong password.

import { finishOpaqueLogin, startOpaqueLogin } from '@sotto/crypto/server'
import { type AccountName, bytesToBase64url, ok, type Result, refuse, type Schemas } from '@sotto/wire'
import type { Clock } from '../gates.ts'
import type { AccountStore } from './account-store.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { ServerKeys } from './server-keys.ts'
import { randomToken } from './tokens.ts'

const pendingLifetime = 60_000
const deviceTokenLifetime = 5 * 60_000
const pendingAtOnce = 20_000

type Parts = { readonly store: AccountStore; readonly keys: ServerKeys; readonly clock: Clock }
type Pending = { readonly account: AccountName; readonly state: Uint8Array }

export type SignInStarted = { readonly signIn: string; readonly response: Uint8Array }

export class SignIn {
  readonly #parts: Parts
  readonly #pending: ExpiringMap<Pending>
  readonly #deviceTokens: ExpiringMap<AccountName>

  constructor(parts: Parts) {
    this.#parts = parts
    const now = () => parts.clock.now()
    this.#pending = new ExpiringMap(pendingLifetime, pendingAtOnce, now)
    this.#deviceTokens = new ExpiringMap(deviceTokenLifetime, pendingAtOnce, now)
  }

  /** KE2 for a KE1. Refuses only what is not a KE1, with `bad_request`. */
  async start(account: AccountName, request: Uint8Array): Promise<Result<SignInStarted>> {
    const { store, keys } = this.#parts
    const record = (await store.account(account))?.record
    const started = await startOpaqueLogin({ setup: keys.opaqueSetup, account, record, request })
    if (!started.ok) return refuse('bad_request', 'The sign-in request is not valid.')
    const signIn = randomToken()
    this.#pending.set(signIn, { account, state: started.value.state })
    return ok({ signIn, response: started.value.response })
  }

  /** Takes KE3; each started sign-in can be finished once. Refuses with `sign_in_failed`. */
  async finish(signIn: string, finish: Uint8Array): Promise<Result<Schemas['SignedIn']>> {
    const pending = this.#pending.take(signIn)
    if (pending === undefined) return failed()
    const proof = await finishOpaqueLogin(pending.account, pending.state, finish)
    const stored = proof.ok ? await this.#parts.store.account(pending.account) : undefined
    if (stored === undefined) return failed()
    const deviceToken = randomToken()
    this.#deviceTokens.set(deviceToken, stored.account)
    return ok({
      account: stored.account,
      accountKey: bytesToBase64url(stored.accountKey),
      vault: { password: bytesToBase64url(stored.vaultPassword) },
      deviceToken,
    })
  }

  /** The account whose password the token proves, once. */
  takeDeviceToken(token: string): AccountName | undefined {
    return this.#deviceTokens.take(token)
  }
}

function failed() {
  return refuse('sign_in_failed', 'Name or password is wrong.')
}
