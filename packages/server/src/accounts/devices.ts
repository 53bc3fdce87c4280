// The devices of an account: added, or come back, with a proof of the password, a credential that the account key
// signed and a proof of the device's own key (rules S-4, S-5), listed, and signed out by the account's own word (rule S-3).

import { isProofOfDevice } from '@sotto/crypto/server'
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
import type { AccountEvents, Rosters } from './account-events.ts'
import type { AccountStore, NewDevice } from './account-store.ts'
import { readDeviceCredential, readRevocation } from './device-proof.ts'
import type { PreparedSession, Sessions } from './sessions.ts'
import type { SignIn } from './sign-in.ts'

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
  readonly signIn: SignIn
  readonly sessions: Sessions
  readonly events: AccountEvents
  readonly rosters: Rosters
  readonly clock: Clock
}

export class Devices {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Adds a device, or begins a new session of one that the account has. Uses the token up. Refuses with
   * `unauthenticated` (the token), `bad_request`, `forbidden`, `already_exists` or `too_many`.
   */
  async add({ deviceToken, credential, proof, from }: DeviceOffer): Promise<Result<PreparedSession>> {
    const account = this.#parts.signIn.takeDeviceToken(deviceToken)
    if (account === undefined) {
      return refuse('unauthenticated', 'The proof of the password was used or has expired. Sign in again.')
    }
    const owner = await this.#parts.store.account(account)
    if (owner === undefined) return refuse('forbidden', 'The account is gone.')
    const device = await readDeviceCredential(credential, owner)
    if (!device.ok) return device
    const proven = { account, device: device.value.device, challenge: deviceToken }
    if (!isProofOfDevice(proven, proof, device.value.signatureKey)) {
      return refuse('forbidden', 'This sign-in was not signed by the device that it names.')
    }
    return this.#addTo({ ...device.value, addedFrom: from })
  }

  async list(account: AccountName, current: DeviceId): Promise<Schemas['OwnDevices']> {
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

  async #addTo(device: Omit<NewDevice, 'added'>): Promise<Result<PreparedSession>> {
    const { account } = device
    const { store, sessions, events, clock } = this.#parts
    const session = sessions.prepare(account, device.device)
    const outcome = await store.addDevice(
      { ...device, added: clock.now() },
      session.stored,
      limits.devicesPerAccount,
    )
    switch (outcome.kind) {
      case 'device_taken':
        return refuse('already_exists', 'This device belongs to another account.')
      case 'revoked':
        return refuse('forbidden', 'This device was signed out for good. Sign in as a new one.')
      case 'too_many':
        return refuse('too_many', `An account has at most ${limits.devicesPerAccount} devices. Remove one.`)
      case 'added':
        events.sessionsEnded(outcome.ended, 'session_revoked')
        await events.devicesChanged(account)
        return ok(session)
    }
  }
}
