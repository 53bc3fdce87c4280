// Sign-in without the password (rules V-2, V-3): a challenge, signed by the key behind the recovery code or by
// the account key. A name that nobody has is asked and refused like any other.

import { randomBytes } from 'node:crypto'
import { challengeLength, isChallengeAnswered, opaqueServerKey } from '@sotto/crypto/server'
import { type AccountName, bytesToBase64url, type Result, refuse, type Schemas } from '@sotto/wire'
import type { Admission } from '../factors/admission.ts'
import type { Clock } from '../gates.ts'
import type { AccountStore, Proven, StoredAccount } from './account-store.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { ServerKeys } from './server-keys.ts'
import { randomToken } from './tokens.ts'

const pendingLifetime = 60_000
const pendingAtOnce = 20_000

export type OtherWay = Schemas['ProofStart']['way']

type Parts = {
  readonly store: AccountStore
  readonly keys: ServerKeys
  readonly admission: Admission
  readonly clock: Clock
}
type Pending = { readonly account: AccountName; readonly way: OtherWay; readonly challenge: Uint8Array }

export class OtherWays {
  readonly #parts: Parts
  readonly #pending: ExpiringMap<Pending>
  /** Stands in for the key that nobody has. */
  readonly #nobody = randomBytes(32)

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new ExpiringMap(pendingLifetime, pendingAtOnce, () => parts.clock.now())
  }

  async start(account: AccountName, way: OtherWay): Promise<Schemas['ProofStarted']> {
    const challenge = randomBytes(challengeLength)
    const attempt = randomToken()
    this.#pending.set(attempt, { account, way, challenge })
    const serverKey = await opaqueServerKey(this.#parts.keys.opaqueSetup)
    return { attempt, challenge: bytesToBase64url(challenge), serverKey: bytesToBase64url(serverKey) }
  }

  /** Each challenge is answered once. Refuses with `sign_in_failed`, and as `Admission.admit` does. */
  async finish(attempt: string, signature: Uint8Array, ticket?: string): Promise<Result<Schemas['Proved']>> {
    const { store, keys, admission } = this.#parts
    const pending = this.#pending.take(attempt)
    if (pending === undefined) return failed()
    const { account, way, challenge } = pending
    const stored = await store.account(account)
    const proven = stored && provenBy(stored, way)
    const serverKey = await opaqueServerKey(keys.opaqueSetup)
    const key = (stored && keyOf(stored, way)) ?? this.#nobody
    const isRight = await isChallengeAnswered({ account, way, serverKey, challenge }, key, signature)
    if (!isRight || stored === undefined || proven === undefined) return failed()
    const vault = way === 'recovery' ? { recovery: bytesToBase64url(stored.vaultRecovery) } : {}
    return admission.admit({ owner: stored, proven, vault, ticket })
  }
}

function keyOf(stored: StoredAccount, way: OtherWay): Uint8Array | undefined {
  return way === 'recovery' ? stored.recoveryKey : stored.accountKey
}

function provenBy({ recoveryKey }: StoredAccount, way: OtherWay): Proven | undefined {
  if (way === 'key') return { way }
  return recoveryKey === undefined ? undefined : { way, recoveryKey }
}

function failed() {
  return refuse('sign_in_failed', 'The name is wrong, or what was shown for it.')
}
