// Sign-up (RFC 9807 §5): the account comes to be with its first device signed in. The server learns
// neither the password nor the root key.

import { isRegistrationRecord, respondToRegistration } from '@sotto/crypto/server'
import { type AccountName, ok, type Result, refuse } from '@sotto/wire'
import type { Clock } from '../gates.ts'
import type { Identification, TakenTicket } from '../sso/identification.ts'
import type { AccountStore, NewDevice } from './account-store.ts'
import { readDeviceCredential } from './device-proof.ts'
import type { ServerKeys } from './server-keys.ts'
import type { PreparedSession, Sessions } from './sessions.ts'

export type SignUp = {
  readonly account: AccountName
  readonly record: Uint8Array
  readonly accountKey: Uint8Array
  readonly vault: { readonly password: Uint8Array; readonly recovery: Uint8Array }
  /** Ed25519 public key of the recovery code, 32 bytes. */
  readonly recoveryKey: Uint8Array
  readonly credential: Uint8Array
  /** What the provider's word is shown by. */
  readonly ticket?: string | undefined
  /** The network that it was made from (rule N-3). */
  readonly from: string | undefined
}

type Parts = {
  readonly store: AccountStore
  readonly keys: ServerKeys
  readonly sessions: Sessions
  readonly identification: Identification
  readonly clock: Clock
  readonly signUp: 'open' | 'closed'
}

export class Registration {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The OPAQUE registration response. Refuses with `forbidden`, `name_taken` or `bad_request`. */
  async start(account: AccountName, request: Uint8Array): Promise<Result<Uint8Array>> {
    const { store, keys, signUp } = this.#parts
    if (signUp === 'closed') return closed()
    if ((await store.account(account)) !== undefined) return taken()
    const response = await respondToRegistration(keys.opaqueSetup, account, request)
    return response.ok ? response : refuse('bad_request', 'The registration request is not valid.')
  }

  /**
   * Refuses as `start` does, with `already_exists` when the device belongs to somebody else, and with `sso_required`,
   * `sso_failed` or `sso_mismatch`.
   */
  async finish(one: SignUp): Promise<Result<PreparedSession>> {
    const { keys, signUp, identification } = this.#parts
    if (signUp === 'closed') return closed()
    const credential = await readDeviceCredential(one.credential, one)
    if (!credential.ok) return credential
    if (one.vault.password.length === 0 || one.vault.recovery.length === 0) {
      return refuse('bad_request', 'The vault is empty.')
    }
    if (!(await isRegistrationRecord(keys.opaqueSetup, one.record))) {
      return refuse('bad_request', 'The registration record is not valid.')
    }
    const ticket = await identification.forNew(one.ticket)
    if (!ticket.ok) return ticket
    const created = await this.#create(one, credential.value, ticket.value)
    if (!created.ok) ticket.value?.giveBack()
    return created
  }

  async #create(
    one: SignUp,
    device: Omit<NewDevice, 'added'>,
    ticket: TakenTicket | undefined,
  ): Promise<Result<PreparedSession>> {
    const { store, sessions, clock, identification } = this.#parts
    const created = clock.now()
    const session = sessions.prepare(one.account, device.device)
    const outcome = await store.createAccount(
      {
        account: one.account,
        accountKey: one.accountKey,
        record: one.record,
        vaultPassword: one.vault.password,
        vaultRecovery: one.vault.recovery,
        recoveryKey: one.recoveryKey,
        created,
        identity: ticket?.identity,
      },
      { ...device, added: created, addedFrom: one.from },
      session.stored,
    )
    if (outcome === 'name_taken') return taken()
    if (outcome === 'identity_taken') return identification.mismatch()
    return outcome === 'created'
      ? ok(session)
      : refuse('already_exists', 'This device belongs to an account.')
  }
}

function closed() {
  return refuse('forbidden', 'This server does not take new accounts. Ask who runs it.')
}

function taken() {
  return refuse('name_taken', 'Somebody has this name already. Choose another one.')
}
