// The devices of an account: added, or come back, with a proof of the password, a credential that the account key
// signed and a proof of the device's own key (rules S-4, S-5), listed, and signed out by the account's own word (rule S-3).

import {
  type AccountName,
  bytesToBase64url,
  type DeviceId,
  limits,
  ok,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { Clock } from '../gates.ts'
import type { Identification } from '../sso/identification.ts'
import type { AccountEvents, Rosters } from './account-events.ts'
import type { AccountStore, DeviceAdded, NewDevice } from './account-store.ts'
import { readEnteringDevice, readRevocation } from './device-proof.ts'
import type { Proof, Proofs } from './proofs.ts'
import type { PreparedSession, Sessions } from './sessions.ts'

/** `credential`, `proof`: the bytes of. */
export type DeviceOffer = {
  readonly deviceToken: string
  readonly credential: Uint8Array
  readonly proof: Uint8Array
  /** Where the request comes from. */
  readonly from?: string | undefined
}

type Parts = {
  readonly store: AccountStore
  readonly proofs: Proofs
  readonly sessions: Sessions
  readonly events: AccountEvents
  readonly rosters: Rosters
  readonly identification: Pick<Identification, 'take'>
  readonly clock: Clock
}

export class Devices {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Adds a device, or begins a new session of one that the account has. Uses the token up. Refuses with
   * `unauthenticated` (the token), `bad_request`, `forbidden`, `already_exists` or `too_many`, which leaves the
   * token to be used (rule S-6).
   */
  async add({ deviceToken, credential, proof, from }: DeviceOffer): Promise<Result<PreparedSession>> {
    const { store, proofs } = this.#parts
    const ways = ['password', 'key', 'passkey'] as const
    const full = await isFull(store, proofs.look(deviceToken, ways)?.account, credential)
    if (full) return refuseDevice('too_many')
    const proved = proofs.take(deviceToken, ways)
    if (proved === undefined) return refuseDevice('outdated')
    const owner = await store.account(proved.account)
    if (owner === undefined) return refuse('forbidden', 'The account is gone.')
    const device = await readEnteringDevice({ credential, proof, challenge: deviceToken }, owner)
    return device.ok ? this.#addTo({ ...device.value, addedFrom: from }, proved) : device
  }

  /** The devices of who has shown that they may enter, before they are in. Refuses with `unauthenticated`. */
  async known(deviceToken: string): Promise<Result<Schemas['OwnDevices']>> {
    const proved = this.#parts.proofs.look(deviceToken, ['password', 'key', 'passkey', 'recovery'])
    return proved === undefined ? refuseDevice('outdated') : ok(await this.list(proved.account, undefined))
  }

  async list(account: AccountName, current: DeviceId | undefined): Promise<Schemas['OwnDevices']> {
    const devices = await this.#parts.store.devices(account)
    return {
      devices: devices.map((one) => ({
        device: one.device,
        credential: bytesToBase64url(one.credential),
        added: one.added,
        lastSeen: one.lastSeen,
        current: one.device === current,
        ...(one.name === undefined ? {} : { name: bytesToBase64url(one.name) }),
        ...(one.addedFrom === undefined ? {} : { addedFrom: one.addedFrom }),
        ...(one.seenFrom === undefined ? {} : { seenFrom: one.seenFrom }),
      })),
      revocations: (await this.#parts.store.revocations(account)).map(bytesToBase64url),
    }
  }

  /**
   * Signs a device out for good by the account's own word, which is all that is needed: also when its session
   * is over, and when this server knows the device no more. Refuses with `bad_request` or `forbidden`.
   */
  async revoke(revocation: Uint8Array): Promise<Result<undefined>> {
    const { store, rosters, events, clock } = this.#parts
    const read = await readRevocation(revocation, (account) => store.account(account))
    if (!read.ok) return read
    const { account, device } = read.value
    if (await store.isRevoked(account, device)) return ok(undefined)
    const owner = (await store.devices(account)).some((one) => one.device === device)
    const ended = await store.revokeDevice(read.value, limits.revocationsPerAccount, clock.now())
    events.sessionsEnded(ended, 'device_removed')
    if (owner) await rosters.forgetDevice(device)
    await events.devicesChanged(account)
    return ok(undefined)
  }

  /** Keeps what the account calls one of its devices (rule N-2). Refuses with `not_found`. */
  async rename(account: AccountName, device: DeviceId, name: Uint8Array): Promise<Result<undefined>> {
    const { store, events } = this.#parts
    if ((await store.nameDevice({ account, device }, name)) === 'no_device') {
      return refuse('not_found', 'The account has no such device.')
    }
    events.deviceRenamed(account)
    return ok(undefined)
  }

  async #addTo(
    device: Omit<NewDevice, 'added'>,
    { proven, ticket: shown }: Proof,
  ): Promise<Result<PreparedSession>> {
    const { account } = device
    const { store, sessions, events, clock, identification } = this.#parts
    const ticket = shown === undefined ? undefined : identification.take(shown)
    if (shown !== undefined && ticket === undefined) return refuseDevice('outdated')
    const session = sessions.prepare(account, device.device)
    const added = { ...device, added: clock.now() }
    const outcome = await store.addDevice(added, session.stored, limits.devicesPerAccount, proven)
    if (outcome.kind !== 'added') {
      ticket?.giveBack()
      return refuseDevice(outcome.kind)
    }
    events.sessionsEnded(outcome.ended, 'session_revoked')
    if (ticket !== undefined) events.waysChanged(account)
    await events.devicesChanged(account)
    return ok(session)
  }
}

/** Whether there is no room for this device; one that is there already comes back to its own place. */
export async function isFull(
  store: Pick<AccountStore, 'devices'>,
  account: AccountName | undefined,
  credential: Uint8Array,
): Promise<boolean> {
  const devices = account === undefined ? [] : await store.devices(account)
  return (
    devices.length >= limits.devicesPerAccount &&
    devices.every((one) => Buffer.compare(one.credential, credential) !== 0)
  )
}

export function refuseDevice(kind: Exclude<DeviceAdded['kind'], 'added'>) {
  switch (kind) {
    case 'outdated':
      return refuse(
        'unauthenticated',
        'The proof was used, has expired, or was changed since. Sign in again.',
      )
    case 'device_taken':
      return refuse('already_exists', 'This device belongs to another account.')
    case 'revoked':
      return refuse('forbidden', 'This device was signed out for good. Sign in as a new one.')
    case 'too_many':
      return refuse('too_many', `An account has at most ${limits.devicesPerAccount} devices. Remove one.`)
  }
}
