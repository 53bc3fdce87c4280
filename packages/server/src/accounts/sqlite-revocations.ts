// Device revocations in SQLite: steps of one transaction each, to be called inside `Database.write`. Of an
// account the newest are kept, so that nobody can fill the disk by signing out what never was.

import type { AccountName, DeviceId } from '@sotto/wire'
import type { Database } from '../store/database.ts'
import type { RevokedDevice } from './account-store.ts'
import { bytesIn } from './rows.ts'

export function storeRevocation(db: Database, revoked: RevokedDevice, most: number): void {
  const { account, device, revocation } = revoked
  db.prepare(
    'INSERT INTO device_revocation (account, device, revocation) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(account, device, revocation)
  db.prepare(
    `DELETE FROM device_revocation WHERE account = ?1 AND id NOT IN
       (SELECT id FROM device_revocation WHERE account = ?1 ORDER BY id DESC LIMIT ?2)`,
  ).run(account, most)
}

export function findRevocations(db: Database, account: AccountName): readonly Uint8Array[] {
  return db
    .prepare('SELECT revocation FROM device_revocation WHERE account = ? ORDER BY id')
    .all(account)
    .map((row) => bytesIn(row, 'revocation'))
}

export function hasRevocation(db: Database, account: AccountName, device: DeviceId): boolean {
  const found = db.prepare('SELECT 1 FROM device_revocation WHERE account = ? AND device = ?')
  return found.get(account, device) !== undefined
}
