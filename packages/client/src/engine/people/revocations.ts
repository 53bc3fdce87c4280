// The devices that their accounts have signed out, by revocations that this device has checked. What was
// seen once is kept for good: an old answer that names such a device as one of the account brings it back to
// nobody here (C-11).

import { verifyDeviceRevocation } from '@sotto/crypto'
import {
  type AccountName,
  base64urlToBytes,
  type DeviceId,
  parseAccountName,
  parseDeviceId,
} from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { numberOf, parsed } from '../store/rows.ts'

export type Owner = { readonly account: AccountName; readonly accountKey: Uint8Array }

export class Revocations {
  /** When each was signed out, in seconds since 1970, by account: another account's word is none. */
  readonly #known = new Map<AccountName, Map<DeviceId, number>>()

  async load(db: Database): Promise<void> {
    for (const row of await db.all('SELECT account, device, revoked_at FROM revoked_devices')) {
      const account = parsed(row, 'account', parseAccountName)
      this.#add(account, parsed(row, 'device', parseDeviceId), numberOf(row, 'revoked_at'))
    }
  }

  has(account: AccountName, device: DeviceId): boolean {
    return this.#known.get(account)?.has(device) === true
  }

  of(account: AccountName): readonly DeviceId[] {
    return [...(this.#known.get(account)?.keys() ?? [])].sort()
  }

  /** Of these devices the one that was signed out last. */
  latest(account: AccountName, devices: readonly DeviceId[]): DeviceId | undefined {
    const at = (device: DeviceId) => this.#known.get(account)?.get(device) ?? 0
    return [...devices].sort((one, other) => at(other) - at(one) || (one < other ? -1 : 1))[0]
  }

  /** Keeps those that the account itself has signed; answers whether all of them were. */
  async learn(
    db: Database,
    owner: Owner,
    told: readonly string[],
  ): Promise<{ readonly allGenuine: boolean }> {
    let allGenuine = true
    const fresh: { readonly device: DeviceId; readonly at: number }[] = []
    for (const text of told) {
      const bytes = base64urlToBytes(text)
      const read = bytes && (await verifyDeviceRevocation(bytes, owner))
      if (read?.ok !== true) allGenuine = false
      else if (!this.has(owner.account, read.value.device)) {
        fresh.push({ device: read.value.device, at: read.value.revokedAt })
      }
    }
    await db.write(fresh.map(({ device, at }) => insert(owner.account, device, at)))
    for (const { device, at } of fresh) this.#add(owner.account, device, at)
    return { allGenuine }
  }

  #add(account: AccountName, device: DeviceId, at: number): void {
    const devices = this.#known.get(account) ?? new Map<DeviceId, number>()
    this.#known.set(account, devices.set(device, at))
  }
}

function insert(account: AccountName, device: DeviceId, at: number): Statement {
  return {
    sql: 'INSERT OR IGNORE INTO revoked_devices (account, device, revoked_at) VALUES (?, ?, ?)',
    params: [account, device, at],
  }
}
