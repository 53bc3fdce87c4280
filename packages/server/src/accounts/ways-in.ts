// The ways into an account (rules V-4 to V-7): a new password, a new recovery code, both of them for whoever
// came back by the code. A session is not enough for any of it: there must be a fresh proof, and the account
// key's word for just this change.

import { isRegistrationRecord, isWaysInSigned, respondToRegistration } from '@sotto/crypto/server'
import {
  type AccountName,
  bytesToBase64url,
  limits,
  ok,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { Clock } from '../gates.ts'
import type { Identification } from '../sso/identification.ts'
import type { AccountEvents } from './account-events.ts'
import type { AccountStore, StoredAccount, WaysChange } from './account-store.ts'
import { readEnteringDevice } from './device-proof.ts'
import { isFull, refuseDevice } from './devices.ts'
import type { Proof, Proofs } from './proofs.ts'
import type { ServerKeys } from './server-keys.ts'
import type { PreparedSession, Sessions } from './sessions.ts'

type Parts = {
  readonly store: AccountStore
  readonly keys: ServerKeys
  readonly proofs: Proofs
  readonly sessions: Sessions
  readonly events: AccountEvents
  readonly identification: Pick<Identification, 'take'>
  readonly clock: Clock
}

type NewPassword = NonNullable<WaysChange['password']>
type NewRecovery = NonNullable<WaysChange['recovery']>

/** `signature`: the account key's, over all that is set under the proof. */
type Signed = { readonly proof: string; readonly signature: Uint8Array }

export type NewWays = Signed & { readonly password?: NewPassword; readonly recovery?: NewRecovery }
export type Recovery = Signed & {
  readonly password: NewPassword
  readonly recovery: NewRecovery
  readonly credential: Uint8Array
  /** The device's own signature over the proof. */
  readonly deviceProof: Uint8Array
  /** The network that the device is added from, for the account's own eyes. */
  readonly from: string | undefined
}

export class WaysIn {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The OPAQUE registration response for a new password. Refuses with `unauthenticated` or `bad_request`. */
  async startPassword(proof: string, request: Uint8Array): Promise<Result<Uint8Array>> {
    const { proofs, keys } = this.#parts
    const proved = proofs.look(proof, ['password', 'recovery', 'key', 'passkey'])
    if (proved === undefined) return unproved()
    const response = await respondToRegistration(keys.opaqueSetup, proved.account, request)
    return response.ok ? response : refuse('bad_request', 'The registration request is not valid.')
  }

  /** Uses the proof up. Refuses with `unauthenticated`, `bad_request` or `forbidden` (the signature). */
  async changePassword(ways: NewWays): Promise<Result<undefined>> {
    return this.#change(ways, this.#parts.proofs.take(ways.proof, ['password', 'key', 'passkey']))
  }

  /** The same; only who knows the password ends a recovery code. */
  async changeRecovery(ways: NewWays): Promise<Result<undefined>> {
    return this.#change(ways, this.#parts.proofs.take(ways.proof, ['password']))
  }

  /** With a proof of the recovery code alone. Refuses as the others do, and as adding a device does. */
  async recover({ credential, deviceProof, from, ...ways }: Recovery): Promise<Result<PreparedSession>> {
    const { store, proofs, sessions, events, clock, identification } = this.#parts
    const full = await isFull(store, proofs.look(ways.proof, ['recovery'])?.account, credential)
    if (full) return refuseDevice('too_many')
    const proved = proofs.take(ways.proof, ['recovery'])
    const checked = await this.#check(ways, proved)
    if (!checked.ok) return checked
    const { owner, change } = checked.value
    const { account } = owner
    const entering = { credential, proof: deviceProof, challenge: ways.proof }
    const device = await readEnteringDevice(entering, owner)
    if (!device.ok) return device
    const ticket = proved?.ticket === undefined ? undefined : identification.take(proved.ticket)
    if (proved?.ticket !== undefined && ticket === undefined) return refuseDevice('outdated')
    const session = sessions.prepare(account, device.value.device)
    const added = { ...device.value, added: clock.now(), addedFrom: from }
    const outcome = await store.recover(change, added, session.stored, limits.devicesPerAccount)
    if (outcome.kind !== 'added') {
      ticket?.giveBack()
      return refuseDevice(outcome.kind)
    }
    events.sessionsEnded(outcome.ended, 'session_revoked')
    events.waysChanged(account)
    await events.devicesChanged(account)
    return ok(session)
  }

  async own(account: AccountName): Promise<Result<Omit<Schemas['OwnAccount'], 'programAllowed'>>> {
    const stored = await this.#parts.store.account(account)
    if (stored === undefined) return refuse('forbidden', 'The account is gone.')
    const { recoveryKey, passwordChanged, recoveryChanged, recovered } = stored
    return ok({
      account,
      ...(recoveryKey === undefined ? {} : { recoveryKey: bytesToBase64url(recoveryKey) }),
      ...{ passwordChanged, recoveryChanged, recovered },
    })
  }

  async #change(ways: NewWays, proof: Proof | undefined): Promise<Result<undefined>> {
    const checked = await this.#check(ways, proof)
    if (!checked.ok) return checked
    const { change } = checked.value
    if ((await this.#parts.store.changeWays(change)) === 'outdated') return unproved()
    this.#parts.events.waysChanged(change.account)
    return ok(undefined)
  }

  async #check(
    { proof, signature, ...ways }: NewWays,
    proved: Proof | undefined,
  ): Promise<Result<{ readonly owner: StoredAccount; readonly change: WaysChange }>> {
    const { store, keys, clock } = this.#parts
    const owner = proved && (await store.account(proved.account))
    if (proved === undefined || owner === undefined) return unproved()
    const { account } = owner
    if (!(await isWaysInSigned({ account, proof, ...ways }, owner.accountKey, signature))) {
      return refuse('forbidden', 'The account key has not signed this.')
    }
    if (
      ways.password !== undefined &&
      !(await isRegistrationRecord(keys.opaqueSetup, ways.password.record))
    ) {
      return refuse('bad_request', 'The registration record is not valid.')
    }
    if (ways.password?.slot.length === 0 || ways.recovery?.slot.length === 0) {
      return refuse('bad_request', 'The vault is empty.')
    }
    return ok({ owner, change: { account, proven: proved.proven, ...ways, now: clock.now() } })
  }
}

function unproved() {
  return refuse('unauthenticated', 'The proof was used, has expired, or is not enough for this. Begin anew.')
}
