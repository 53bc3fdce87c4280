// Sign-in (RFC 9807 §6): proves that a password is right without the server seeing it, and hands out the
// sealed vault and a token for adding one device (rule S-4). A name nobody has is answered like any other,
// until the last step fails as it does for a wrong password.

import { finishOpaqueLogin, startOpaqueLogin } from '@sotto/crypto/server'
import { type AccountName, bytesToBase64url, ok, type Result, refuse, type Schemas } from '@sotto/wire'
import type { Admission } from '../factors/admission.ts'
import type { Clock } from '../gates.ts'
import type { AccountStore } from './account-store.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { ServerKeys } from './server-keys.ts'
import { randomToken } from './tokens.ts'

const pendingLifetime = 60_000
const pendingAtOnce = 20_000

type Parts = {
  readonly store: AccountStore
  readonly keys: ServerKeys
  readonly admission: Admission
  readonly clock: Clock
}
/** `record`: what the run began with; undefined for a name that nobody has. */
type Pending = {
  readonly account: AccountName
  readonly record: Uint8Array | undefined
  readonly state: Uint8Array
}

export type SignInStarted = { readonly signIn: string; readonly response: Uint8Array }

export class SignIn {
  readonly #parts: Parts
  readonly #pending: ExpiringMap<Pending>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new ExpiringMap(pendingLifetime, pendingAtOnce, () => parts.clock.now())
  }

  /** KE2 for a KE1. Refuses only what is not a KE1, with `bad_request`. */
  async start(account: AccountName, request: Uint8Array): Promise<Result<SignInStarted>> {
    const { store, keys } = this.#parts
    const record = (await store.account(account))?.record
    const started = await startOpaqueLogin({ setup: keys.opaqueSetup, account, record, request })
    if (!started.ok) return refuse('bad_request', 'The sign-in request is not valid.')
    const signIn = randomToken()
    this.#pending.set(signIn, { account, record, state: started.value.state })
    return ok({ signIn, response: started.value.response })
  }

  /**
   * Takes KE3; each started sign-in can be finished once. Refuses with `sign_in_failed` or, the password being right,
   * `account_disabled`, `second_factor_required`, `sso_required`, `sso_failed` or `sso_mismatch`.
   */
  async finish(signIn: string, finish: Uint8Array, ticket?: string): Promise<Result<Schemas['SignedIn']>> {
    const pending = this.#pending.take(signIn)
    if (pending === undefined) return failed()
    const { account, record, state } = pending
    const proof = await finishOpaqueLogin(account, state, finish)
    const stored = proof.ok ? await this.#parts.store.account(account) : undefined
    if (stored === undefined || record === undefined) return failed()
    // a password that was changed meanwhile is right no more
    if (Buffer.compare(stored.record, record) !== 0) return failed()
    const password = bytesToBase64url(stored.vaultPassword)
    const admitted = await this.#parts.admission.admit({
      owner: stored,
      proven: { way: 'password', record },
      vault: { password },
      ticket,
    })
    if (!admitted.ok) return admitted
    const { proof: deviceToken, ...rest } = admitted.value
    return ok({ ...rest, vault: { password }, deviceToken })
  }
}

function failed() {
  return refuse('sign_in_failed', 'Name or password is wrong.')
}
