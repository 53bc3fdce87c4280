// The account store on the embedded database. Every write is one unit of the group commit.

import { type AccountName, type DeviceId, limits } from '@sotto/wire'
import { hold, holderOf } from '../sso/held.ts'
import type { Database } from '../store/database.ts'
import { appendVersion } from '../transparency/append.ts'
import type {
  AccountStore,
  Claimed,
  DeviceAdded,
  EndedSession,
  FoundPerson,
  KeyPackageClaim,
  KeyPackageCount,
  KeyPackageUpload,
  NewAccount,
  NewDevice,
  NewSession,
  Proven,
  RevokedDevice,
  Rotated,
  Rotation,
  SessionId,
  StoredAccount,
  StoredDevice,
  StoredSession,
  WaysChange,
} from './account-store.ts'
import { accountOf, bytesIn, deviceOf, nameIn, numberIn } from './rows.ts'
import { claimPackages, countPackages, storeKeyPackages } from './sqlite-key-packages.ts'
import { loggedAccount } from './sqlite-logged-account.ts'
import { findRevocations, hasRevocation, storeRevocation } from './sqlite-revocations.ts'
import {
  endSessionsOf,
  findSession,
  hasSession,
  insertSession,
  rotate,
  sweepSessions,
} from './sqlite-sessions.ts'
import { isStillProven, writeWays } from './sqlite-ways.ts'

const searchByPart = `
  SELECT name, account_key FROM account WHERE disabled IS NULL AND name IN
    (SELECT account FROM directory_part WHERE part >= ? AND part < ?)
  ORDER BY name LIMIT ?`

export class SqliteAccountStore implements AccountStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  createAccount(
    account: NewAccount,
    device: NewDevice,
    session: NewSession,
  ): Promise<'created' | 'name_taken' | 'device_taken' | 'identity_taken'> {
    return this.#db.write(() => {
      if (this.#isTaken(account.account)) return 'name_taken'
      if (this.#ownerOf(device.device) !== undefined) return 'device_taken'
      const { identity } = account
      if (identity !== undefined && holderOf(this.#db, identity) !== undefined) return 'identity_taken'
      this.#insertAccount(account)
      if (identity !== undefined) hold(this.#db, account.account, identity, account.created)
      this.#insertDevice(device)
      insertSession(this.#db, session)
      this.#log(account.account, device.credential, account.created)
      return 'created'
    })
  }

  async account(name: AccountName): Promise<StoredAccount | undefined> {
    return this.#find(name)
  }

  async countAccounts(): Promise<number> {
    const row = this.#db.prepare('SELECT count(*) AS number FROM account').get()
    return row === undefined ? 0 : numberIn(row, 'number')
  }

  addDevice(device: NewDevice, session: NewSession, most: number, proven: Proven): Promise<DeviceAdded> {
    return this.#db.write(() => this.#enter(device, session, most, proven))
  }

  changeWays(change: WaysChange): Promise<'changed' | 'outdated'> {
    return this.#db.write(() => {
      if (!isStillProven(this.#db, this.#find(change.account), change.proven)) return 'outdated'
      writeWays(this.#db, change)
      return 'changed'
    })
  }

  recover(change: WaysChange, device: NewDevice, session: NewSession, most: number): Promise<DeviceAdded> {
    return this.#db.write(() => {
      const added = this.#enter(device, session, most, change.proven)
      if (added.kind === 'added') writeWays(this.#db, change)
      return added
    })
  }

  async devices(account: AccountName): Promise<readonly StoredDevice[]> {
    return this.#devices(account)
  }

  nameDevice(
    { account, device }: Pick<StoredDevice, 'account' | 'device'>,
    name: Uint8Array,
  ): Promise<'named' | 'no_device'> {
    return this.#db.write(() => {
      const naming = this.#db.prepare('UPDATE device SET name = ? WHERE id = ? AND account = ?')
      return naming.run(name, device, account).changes === 1 ? 'named' : 'no_device'
    })
  }

  revokeDevice(revoked: RevokedDevice, most: number, now: number): Promise<readonly EndedSession[]> {
    return this.#db.write(() => {
      const { account, device, revocation } = revoked
      if (hasRevocation(this.#db, account, device)) return []
      storeRevocation(this.#db, revoked, most)
      const isOwner = this.#ownerOf(device) === account
      if (isOwner) this.#db.prepare('DELETE FROM device WHERE id = ?').run(device)
      this.#log(account, revocation, now)
      return isOwner ? endSessionsOf(this.#db, device, now) : []
    })
  }

  async revocations(account: AccountName): Promise<readonly Uint8Array[]> {
    return findRevocations(this.#db, account)
  }

  async isRevoked(account: AccountName, device: DeviceId): Promise<boolean> {
    return hasRevocation(this.#db, account, device)
  }

  async isSignedIn(device: DeviceId, now: number): Promise<boolean> {
    return hasSession(this.#db, device, now)
  }

  async session(session: SessionId): Promise<StoredSession | undefined> {
    return findSession(this.#db, session)
  }

  rotate(rotation: Rotation): Promise<Rotated> {
    return this.#db.write(() => rotate(this.#db, rotation))
  }

  sweep(now: number): Promise<readonly EndedSession[]> {
    return this.#db.write(() => {
      this.#db.prepare('DELETE FROM key_package WHERE not_after <= ?').run(now)
      return sweepSessions(this.#db, now)
    })
  }

  putKeyPackages(
    upload: KeyPackageUpload,
  ): Promise<
    { readonly kind: 'stored'; readonly count: KeyPackageCount } | { readonly kind: 'too_many' | 'no_device' }
  > {
    return this.#db.write(() => storeKeyPackages(this.#db, upload))
  }

  async countKeyPackages(device: DeviceId, now: number): Promise<KeyPackageCount> {
    return countPackages(this.#db, device, now)
  }

  claimKeyPackages(claim: KeyPackageClaim): Promise<Claimed> {
    return this.#db.write(() => claimPackages(this.#db, claim))
  }

  async search(query: string, limit: number): Promise<readonly FoundPerson[]> {
    const most = Math.min(limit, limits.directoryAnswers)
    const rows =
      query === ''
        ? this.#db
            .prepare('SELECT name, account_key FROM account WHERE disabled IS NULL ORDER BY name LIMIT ?')
            .all(most)
        : this.#db.prepare(searchByPart).all(query, `${query}\u{10ffff}`, most)
    return rows.map((row) => ({ account: nameIn(row, 'name'), accountKey: bytesIn(row, 'account_key') }))
  }

  setBlock(
    account: AccountName,
    other: AccountName,
    blocked: boolean,
    now: number,
  ): Promise<'done' | 'unknown_account'> {
    return this.#db.write(() => {
      if (this.#find(other) === undefined) return 'unknown_account'
      if (blocked) {
        this.#db.prepare('INSERT INTO block VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(account, other, now)
      } else {
        this.#db.prepare('DELETE FROM block WHERE account = ? AND blocked = ?').run(account, other)
      }
      return 'done'
    })
  }

  async blocks(account: AccountName): Promise<readonly AccountName[]> {
    return this.#db
      .prepare('SELECT blocked FROM block WHERE account = ? ORDER BY blocked')
      .all(account)
      .map((row) => nameIn(row, 'blocked'))
  }

  /** Every change of an account's devices is one version in the key log (KT-1). */
  #log(account: AccountName, statement: Uint8Array, at: number): void {
    const logged = loggedAccount(this.#db, account)
    if (logged !== undefined) appendVersion(this.#db, logged, [statement], at)
  }

  #enter(device: NewDevice, session: NewSession, most: number, proven: Proven): DeviceAdded {
    const { account, added: now } = device
    if (!isStillProven(this.#db, this.#find(account), proven)) return { kind: 'outdated' }
    const entered = this.#addDevice(device, session, most)
    if (entered.kind === 'added' && proven.identity !== undefined) {
      hold(this.#db, account, proven.identity, now)
    }
    return entered
  }

  #addDevice(device: NewDevice, session: NewSession, most: number): DeviceAdded {
    const owner = this.#ownerOf(device.device)
    if (owner !== undefined && owner !== device.account) return { kind: 'device_taken' }
    if (hasRevocation(this.#db, device.account, device.device)) return { kind: 'revoked' }
    const listed = this.#devices(device.account)
    const isListed = listed.some(
      (one) => one.device === device.device && Buffer.compare(one.credential, device.credential) === 0,
    )
    if (owner === undefined) {
      if (listed.length >= most) return { kind: 'too_many' }
      this.#insertDevice(device)
    } else {
      this.#db
        .prepare(
          'UPDATE device SET credential = ?, last_seen = max(last_seen, ?), seen_from = ? WHERE id = ?',
        )
        .run(device.credential, device.added, device.addedFrom ?? null, device.device)
    }
    const ended = endSessionsOf(this.#db, device.device, device.added)
    insertSession(this.#db, session)
    if (!isListed) this.#log(device.account, device.credential, device.added)
    return { kind: 'added', ended }
  }

  /** Also by somebody who is no more. */
  #isTaken(name: AccountName): boolean {
    const gone = this.#db.prepare('SELECT 1 FROM gone_account WHERE name = ?').get(name)
    return gone !== undefined || this.#find(name) !== undefined
  }

  #find(name: AccountName): StoredAccount | undefined {
    const row = this.#db.prepare('SELECT * FROM account WHERE name = ?').get(name)
    return row === undefined ? undefined : accountOf(row)
  }

  #devices(account: AccountName): readonly StoredDevice[] {
    return this.#db
      .prepare('SELECT * FROM device WHERE account = ? ORDER BY added, id')
      .all(account)
      .map(deviceOf)
  }

  #ownerOf(device: DeviceId): AccountName | undefined {
    const row = this.#db.prepare('SELECT account FROM device WHERE id = ?').get(device)
    return row === undefined ? undefined : nameIn(row, 'account')
  }

  #insertAccount(one: NewAccount): void {
    const { account, accountKey, record, vaultPassword, vaultRecovery, recoveryKey, created } = one
    this.#db
      .prepare(
        `INSERT INTO account (name, account_key, record, vault_password, vault_recovery, recovery_key, created)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(account, accountKey, record, vaultPassword, vaultRecovery, recoveryKey ?? null, created)
    const insert = this.#db.prepare('INSERT INTO directory_part VALUES (?, ?) ON CONFLICT DO NOTHING')
    for (const part of searchableParts(one.account)) insert.run(part, one.account)
  }

  #insertDevice(one: NewDevice): void {
    this.#db
      .prepare(
        `INSERT INTO device (id, account, credential, signature_key, added, last_seen, added_from, seen_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?6)`,
      )
      .run(one.device, one.account, one.credential, one.signatureKey, one.added, one.addedFrom ?? null)
  }
}

/** A name, and the rest of it from each part on: what a search may begin with (rule P-3). */
function searchableParts(name: AccountName): readonly string[] {
  const starts = [...name.matchAll(/(?<=^|[.-])[a-z0-9]/g)].map((match) => match.index)
  return starts.map((start) => name.slice(start))
}
