// Key packages (rules K-1 to K-3): kept for devices that are away, checked as far as the server can, given
// out once each.

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
import type { AuthenticatedSession, Clock } from '../gates.ts'
import type { AccountEvents } from './account-events.ts'
import type { AccountStore, Claimed, StoredKeyPackage } from './account-store.ts'
import { checkKeyPackage } from './key-package-check.ts'

/** What is left when the device is told to make more (rule K-3). */
const low = limits.keyPackagesPerDevice / 4

export type UploadedKeyPackages = {
  readonly oneTime: readonly Uint8Array[]
  readonly lastResort: Uint8Array | undefined
}

type Parts = {
  readonly store: AccountStore
  readonly events: AccountEvents
  readonly clock: Clock
}

export class KeyPackages {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Rule K-2. Refuses with `bad_request`, `forbidden` (another device's package), `too_many`, `device_removed`. */
  async put(
    caller: AuthenticatedSession,
    upload: UploadedKeyPackages,
  ): Promise<Result<Schemas['KeyPackageCount']>> {
    const { store, clock } = this.#parts
    const owner = (await store.devices(caller.account)).find((one) => one.device === caller.device)
    if (owner === undefined) return gone()
    const now = clock.now()
    const oneTime: StoredKeyPackage[] = []
    for (const bytes of upload.oneTime) {
      const checked = await checkKeyPackage(bytes, { owner, lastResort: false, now })
      if (!checked.ok) return checked
      oneTime.push(checked.value)
    }
    const { lastResort: last } = upload
    const lastResort = last && (await checkKeyPackage(last, { owner, lastResort: true, now }))
    if (lastResort?.ok === false) return lastResort
    const outcome = await store.putKeyPackages({
      device: caller.device,
      oneTime,
      lastResort: lastResort?.value,
      most: limits.keyPackagesPerDevice,
      now,
    })
    if (outcome.kind === 'no_device') return gone()
    if (outcome.kind === 'stored') return ok({ ...outcome.count })
    return refuse('too_many', `A device keeps at most ${limits.keyPackagesPerDevice} one-time key packages.`)
  }

  async count(device: DeviceId): Promise<Schemas['KeyPackageCount']> {
    return { ...(await this.#parts.store.countKeyPackages(device, this.#parts.clock.now())) }
  }

  /** Refuses with `not_found`, `not_accepting` (rule C-7) or `no_key_package`; then nothing was taken. */
  async claim(
    claimant: AuthenticatedSession,
    accounts: readonly AccountName[],
    devices: readonly DeviceId[] | undefined,
  ): Promise<Result<Schemas['KeyPackagesClaimed']>> {
    const now = this.#parts.clock.now()
    const claimed = await this.#parts.store.claimKeyPackages({ accounts, devices, claimant, now })
    if (claimed.kind !== 'claimed') return refuseClaim(claimed.kind)
    for (const one of claimed.packages) {
      if (one.left < low) this.#parts.events.keyPackagesLow(one.account, one.device)
    }
    return ok({
      devices: claimed.packages.map(({ account, accountKey, device, keyPackage }) => ({
        account,
        accountKey: bytesToBase64url(accountKey),
        device,
        keyPackage: bytesToBase64url(keyPackage),
      })),
    })
  }
}

function refuseClaim(kind: Exclude<Claimed['kind'], 'claimed'>) {
  switch (kind) {
    case 'unknown_account':
      return refuse('not_found', 'Nobody here has one of these names.')
    case 'unknown_device':
      return refuse('not_found', 'One of the devices is not one of these accounts.')
    case 'not_accepting':
      return refuse('not_accepting', 'One of these people does not take invitations from you.')
    case 'no_key_package':
      return refuse('no_key_package', 'One of these people has no device ready. Try again later.')
  }
}

function gone() {
  return refuse('device_removed', 'This device was signed out. Sign in again.')
}
