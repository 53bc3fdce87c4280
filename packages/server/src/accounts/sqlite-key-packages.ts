// Key packages in SQLite: steps of one transaction each, to be called inside `Database.write`. A package
// that has expired counts as not there.

import type { AccountName, DeviceId } from '@sotto/wire'
import type { Database } from '../store/database.ts'
import type {
  Claimed,
  ClaimedKeyPackage,
  KeyPackageClaim,
  KeyPackageCount,
  KeyPackageUpload,
  StoredKeyPackage,
} from './account-store.ts'
import { bytesIn, deviceIn, numberIn } from './rows.ts'

export function storeKeyPackages(
  db: Database,
  upload: KeyPackageUpload,
):
  | { readonly kind: 'stored'; readonly count: KeyPackageCount }
  | { readonly kind: 'too_many' | 'no_device' } {
  if (db.prepare('SELECT 1 FROM device WHERE id = ?').get(upload.device) === undefined) {
    return { kind: 'no_device' }
  }
  db.prepare('DELETE FROM key_package WHERE device = ? AND not_after <= ?').run(upload.device, upload.now)
  const fresh = upload.oneTime.filter((one) => !isStored(db, upload.device, one))
  const before = countPackages(db, upload.device, upload.now)
  if (before.oneTime + new Set(fresh.map((one) => hex(one.hash))).size > upload.most) {
    return { kind: 'too_many' }
  }
  for (const one of fresh) insertPackage(db, upload.device, one, 0)
  if (upload.lastResort !== undefined) {
    db.prepare('DELETE FROM key_package WHERE device = ? AND last_resort = 1').run(upload.device)
    insertPackage(db, upload.device, upload.lastResort, 1)
  }
  return { kind: 'stored', count: countPackages(db, upload.device, upload.now) }
}

export function countPackages(db: Database, device: DeviceId, now: number): KeyPackageCount {
  const row = db
    .prepare(
      `SELECT count(*) FILTER (WHERE last_resort = 0) AS one_time,
              count(*) FILTER (WHERE last_resort = 1) AS last_resort
       FROM key_package WHERE device = ? AND not_after > ?`,
    )
    .get(device, now)
  if (row === undefined) return { oneTime: 0, lastResort: false }
  return { oneTime: numberIn(row, 'one_time'), lastResort: numberIn(row, 'last_resort') > 0 }
}

/** Looks at everything first, so that a refusal has taken nothing. */
export function claimPackages(db: Database, claim: KeyPackageClaim): Claimed {
  const found: Found[] = []
  const accounts = [...new Set(claim.accounts)]
  for (const account of accounts) {
    const key = accountKeyOf(db, account)
    if (key === undefined) return { kind: 'unknown_account' }
    if (isBlocked(db, account, claim.claimant.account)) return { kind: 'not_accepting' }
    const wanted = wantedDevices(db, account, claim)
    const ready = wanted.map((device) => findPackage(db, { account, accountKey: key, device }, claim.now))
    const available = ready.filter((one) => one !== undefined)
    const lacking = claim.devices !== undefined && available.length < wanted.length
    const empty = available.length === 0 && claim.devices === undefined
    if (lacking || (empty && account !== claim.claimant.account)) return { kind: 'no_key_package' }
    found.push(...available)
  }
  if (claim.devices?.some((device) => !found.some((one) => one.device === device))) {
    return { kind: 'unknown_device' }
  }
  return { kind: 'claimed', packages: found.map((one) => takePackage(db, one, claim.now)) }
}

type Owner = { readonly account: AccountName; readonly accountKey: Uint8Array; readonly device: DeviceId }
type Found = Owner & { readonly id: number; readonly lastResort: boolean; readonly bytes: Uint8Array }

function wantedDevices(db: Database, account: AccountName, claim: KeyPackageClaim): readonly DeviceId[] {
  return db
    .prepare('SELECT id FROM device WHERE account = ? ORDER BY added, id')
    .all(account)
    .map((row) => deviceIn(row, 'id'))
    .filter((device) => device !== claim.claimant.device)
    .filter((device) => claim.devices?.includes(device) ?? true)
}

function findPackage(db: Database, owner: Owner, now: number): Found | undefined {
  const row = db
    .prepare(
      `SELECT id, last_resort, bytes FROM key_package WHERE device = ? AND not_after > ?
       ORDER BY last_resort, id LIMIT 1`,
    )
    .get(owner.device, now)
  if (row === undefined) return undefined
  const lastResort = numberIn(row, 'last_resort') === 1
  return { ...owner, id: numberIn(row, 'id'), lastResort, bytes: bytesIn(row, 'bytes') }
}

/** A last-resort package stays (rule K-1). */
function takePackage(db: Database, found: Found, now: number): ClaimedKeyPackage {
  if (!found.lastResort) db.prepare('DELETE FROM key_package WHERE id = ?').run(found.id)
  const left = countPackages(db, found.device, now).oneTime
  const { account, accountKey, device, bytes } = found
  return { account, accountKey, device, keyPackage: bytes, left }
}

function insertPackage(db: Database, device: DeviceId, one: StoredKeyPackage, lastResort: 0 | 1): void {
  db.prepare(
    `INSERT INTO key_package (device, last_resort, hash, bytes, not_after) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (device, hash) DO NOTHING`,
  ).run(device, lastResort, one.hash, one.bytes, one.notAfter)
}

function isStored(db: Database, device: DeviceId, one: StoredKeyPackage): boolean {
  return (
    db.prepare('SELECT 1 FROM key_package WHERE device = ? AND hash = ?').get(device, one.hash) !== undefined
  )
}

function accountKeyOf(db: Database, account: AccountName): Uint8Array | undefined {
  const row = db.prepare('SELECT account_key FROM account WHERE name = ?').get(account)
  return row === undefined ? undefined : bytesIn(row, 'account_key')
}

function isBlocked(db: Database, by: AccountName, account: AccountName): boolean {
  return db.prepare('SELECT 1 FROM block WHERE account = ? AND blocked = ?').get(by, account) !== undefined
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
