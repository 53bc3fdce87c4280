// The operator's questions and acts on the embedded database.

import type { AccountName } from '@sotto/wire'
import type { EndedSession } from '../accounts/account-store.ts'
import { endedSessionOf, nameIn, numberIn, type Row } from '../accounts/rows.ts'
import { stampIdentity } from '../sso/held.ts'
import type { Database } from '../store/database.ts'
import { appendGone } from '../transparency/append.ts'
import type { AccountLine, AccountPage, OperatorStore, Removed } from './operator-store.ts'

const line = `
  SELECT of.name, of.created, of.disabled,
    (SELECT count(*) FROM device WHERE account = of.name) AS devices,
    (SELECT count(*) FROM session WHERE account = of.name AND ended IS NULL) AS sessions,
    (SELECT coalesce(max(last_seen), 0) FROM device WHERE account = of.name) AS last_seen
  FROM account AS of`

const counts = `
  SELECT
    (SELECT count(*) FROM device WHERE account = ?1) AS devices,
    (SELECT count(*) FROM key_package WHERE device IN (SELECT id FROM device WHERE account = ?1)) AS key_packages,
    (SELECT coalesce(max(records), 0) FROM sealed_records_of WHERE account = ?1) AS records,
    (SELECT coalesce(max(bytes), 0) FROM sealed_records_of WHERE account = ?1) AS record_bytes`

/** Every table that holds something of an account, by the column that says whose it is. */
const heldBy = [
  ['block', 'account'],
  ['block', 'blocked'],
  ['directory_part', 'account'],
  ['device_revocation', 'account'],
  ['device', 'account'],
  ['session', 'account'],
  ['familiar_address', 'account'],
  ['authenticator', 'account'],
  ['backup_code', 'account'],
  ['passkey', 'account'],
  ['factor_change', 'account'],
  ['account_identity', 'account'],
  ['identity_change', 'account'],
  ['program_access', 'account'],
  ['program', 'account'],
  ['program_allowed', 'account'],
  ['sealed_record', 'account'],
  ['sealed_records_of', 'account'],
  ['person_profile', 'account'],
  ['parcel', 'account'],
  ['parcel', 'left_by'],
  ['account', 'name'],
] as const

export class SqliteOperatorStore implements OperatorStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async accounts({ query, after, most }: AccountPage): Promise<readonly AccountLine[]> {
    return this.#db
      .prepare(`${line} WHERE substr(of.name, 1, length(?1)) = ?1 AND of.name > ?2 ORDER BY of.name LIMIT ?3`)
      .all(query, after ?? '', most)
      .map(lineOf)
  }

  async account(account: AccountName): Promise<AccountLine | undefined> {
    const row = this.#db.prepare(`${line} WHERE of.name = ?`).get(account)
    return row === undefined ? undefined : lineOf(row)
  }

  setDisabled(
    account: AccountName,
    at: number | undefined,
    now: number,
  ): Promise<readonly EndedSession[] | undefined> {
    return this.#db.write(() => {
      const set = this.#db.prepare('UPDATE account SET disabled = ? WHERE name = ?').run(at ?? null, account)
      if (set.changes === 0) return undefined
      return at === undefined ? [] : this.#endSessions(account, now)
    })
  }

  disconnect(account: AccountName, now: number): Promise<boolean> {
    return this.#db.write(() => {
      if (!this.#isThere(account)) return false
      const dropped = this.#db.prepare('DELETE FROM account_identity WHERE account = ?').run(account)
      if (dropped.changes > 0) stampIdentity(this.#db, account, 'disconnected', now)
      return true
    })
  }

  endSessions(account: AccountName, now: number): Promise<readonly EndedSession[] | undefined> {
    return this.#db.write(() => (this.#isThere(account) ? this.#endSessions(account, now) : undefined))
  }

  async remove(account: AccountName, now: number): Promise<Removed | undefined> {
    const removed = await this.#db.write(() => {
      if (!this.#isThere(account)) return undefined
      const counted = this.#count(account)
      this.#overwriting(() => {
        for (const [table, column] of heldBy) {
          this.#db.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(account)
        }
        this.#db.prepare('INSERT INTO gone_account VALUES (?, ?)').run(account, now)
        appendGone(this.#db, account, now)
      })
      return counted
    })
    // nor does it stay in the write-ahead log
    if (removed !== undefined) this.#db.pragma('wal_checkpoint(TRUNCATE)')
    return removed
  }

  /** What is deleted is overwritten with zeros, where SQLite would only mark it as free. */
  #overwriting(work: () => void): void {
    this.#db.pragma('secure_delete = ON')
    try {
      work()
    } finally {
      this.#db.pragma('secure_delete = OFF')
    }
  }

  #isThere(account: AccountName): boolean {
    return this.#db.prepare('SELECT 1 FROM account WHERE name = ?').get(account) !== undefined
  }

  #endSessions(account: AccountName, now: number): readonly EndedSession[] {
    this.#db.prepare('DELETE FROM program_access WHERE account = ?').run(account)
    return this.#db
      .prepare(
        'UPDATE session SET ended = ? WHERE account = ? AND ended IS NULL RETURNING id, account, device',
      )
      .all(now, account)
      .map(endedSessionOf)
  }

  #count(account: AccountName): Removed {
    const row = this.#db.prepare(counts).get(account)
    if (row === undefined) throw new Error('counting gives a row')
    return {
      devices: numberIn(row, 'devices'),
      keyPackages: numberIn(row, 'key_packages'),
      records: numberIn(row, 'records'),
      recordBytes: numberIn(row, 'record_bytes'),
    }
  }
}

function lineOf(row: Row): AccountLine {
  return {
    account: nameIn(row, 'name'),
    created: numberIn(row, 'created'),
    disabled: row.disabled === null ? undefined : numberIn(row, 'disabled'),
    devices: numberIn(row, 'devices'),
    sessions: numberIn(row, 'sessions'),
    lastSeen: numberIn(row, 'last_seen'),
  }
}
