// What delivery and the gateway ask about accounts, answered from the embedded database. When a device
// was last seen is gathered and written now and then, so that a connection costs no write.

import { type AccountName, type DeviceId, parseAccountName } from '@sotto/wire'
import type { AccountGate } from '../gates.ts'
import type { Database } from '../store/database.ts'
import { bytesIn, deviceIn, numberIn } from './rows.ts'

type Sighting = { readonly at: number; readonly from: string | undefined }

export class SqliteAccountGate implements AccountGate {
  readonly #db: Database
  readonly #seen = new Map<DeviceId, Sighting>()

  constructor(db: Database) {
    this.#db = db
  }

  hasBlocked(account: AccountName, other: AccountName): boolean {
    const row = this.#db.prepare('SELECT 1 FROM block WHERE account = ? AND blocked = ?').get(account, other)
    return row !== undefined
  }

  accountOf(device: DeviceId): AccountName | undefined {
    const row = this.#db.prepare('SELECT account FROM device WHERE id = ?').get(device)
    return parseAccountName(row?.account)
  }

  formerAccountOf(device: DeviceId): AccountName | undefined {
    const now = this.accountOf(device)
    if (now !== undefined) return now
    // anybody can revoke any id in their own name: one that two have revoked is nobody's
    const rows = this.#db
      .prepare('SELECT account FROM device_revocation WHERE device = ? LIMIT 2')
      .all(device)
    return rows.length === 1 ? parseAccountName(rows[0]?.account) : undefined
  }

  devicesOf(account: AccountName): readonly DeviceId[] {
    return this.#db
      .prepare('SELECT id FROM device WHERE account = ? ORDER BY added, id')
      .all(account)
      .map((row) => deviceIn(row, 'id'))
  }

  seen(device: DeviceId, at: number, from?: string): void {
    const before = this.#seen.get(device)
    this.#seen.set(device, { at: Math.max(at, before?.at ?? 0), from: from ?? before?.from })
  }

  lastSeen(account: AccountName): number {
    const rows = this.#db.prepare('SELECT id, last_seen FROM device WHERE account = ?').all(account)
    const times = rows.map((row) =>
      Math.max(numberIn(row, 'last_seen'), this.#seen.get(deviceIn(row, 'id'))?.at ?? 0),
    )
    return Math.max(0, ...times)
  }

  signatureKeyOf(device: DeviceId): Uint8Array | undefined {
    const row = this.#db.prepare('SELECT signature_key FROM device WHERE id = ?').get(device)
    return row === undefined ? undefined : bytesIn(row, 'signature_key')
  }

  /** Writes what was seen since the last time; what can't be written is kept for the next. */
  async flush(): Promise<void> {
    const seen = [...this.#seen]
    if (seen.length === 0) return
    await this.#db.write(() => {
      const update = this.#db.prepare(
        'UPDATE device SET last_seen = max(last_seen, ?), seen_from = coalesce(?, seen_from) WHERE id = ?',
      )
      for (const [device, { at, from }] of seen) update.run(at, from ?? null, device)
    })
    for (const [device, sighting] of seen) if (this.#seen.get(device) === sighting) this.#seen.delete(device)
  }
}
