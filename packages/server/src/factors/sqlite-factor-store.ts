// The factor store on the embedded database. Every write is one unit of the group commit.

import type { AccountName } from '@sotto/wire'
import { accountOf, bytesIn, nameIn, numberIn, type Row } from '../accounts/rows.ts'
import { isStillProven } from '../accounts/sqlite-ways.ts'
import type { Database } from '../store/database.ts'
import type {
  FactorStore,
  FactorTimes,
  NewPasskey,
  Removal,
  Removed,
  StoredFactors,
  StoredPasskey,
  UnderProof,
} from './factor-store.ts'
import { holdsFactor } from './held.ts'

const columns = {
  authenticatorAdded: 'authenticator_added',
  authenticatorRemoved: 'authenticator_removed',
  passkeyAdded: 'passkey_added',
  passkeyRemoved: 'passkey_removed',
  backupCodesMade: 'backup_codes_made',
  backupCodeUsed: 'backup_code_used',
} as const satisfies Record<keyof FactorTimes, string>

export class SqliteFactorStore implements FactorStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async factors(account: AccountName): Promise<StoredFactors> {
    const app = this.#db.prepare('SELECT secret, step FROM authenticator WHERE account = ?').get(account)
    const passkeys = this.#db
      .prepare('SELECT * FROM passkey WHERE account = ? ORDER BY added, id')
      .all(account)
      .map(passkeyOf)
    return {
      authenticator: app && { secret: bytesIn(app, 'secret'), step: numberIn(app, 'step') },
      backupCodes: this.#countCodes(account),
      passkeys,
      changed: this.#times(account),
    }
  }

  async hasFactor(account: AccountName): Promise<boolean> {
    return holdsFactor(this.#db, account)
  }

  async passkey(id: Uint8Array): Promise<StoredPasskey | undefined> {
    const row = this.#db.prepare('SELECT * FROM passkey WHERE id = ?').get(id)
    return row && passkeyOf(row)
  }

  setAuthenticator(
    change: UnderProof & {
      readonly secret: Uint8Array
      readonly step: number
      readonly codes: readonly Uint8Array[]
    },
  ): Promise<'changed' | 'outdated'> {
    return this.#db.write(() => {
      const { account, secret, step, codes, now } = change
      if (!this.#isProven(change)) return 'outdated'
      this.#db
        .prepare(
          `INSERT INTO authenticator VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET secret = excluded.secret, step = excluded.step`,
        )
        .run(account, secret, step)
      this.#stamp(account, 'authenticatorAdded', now)
      this.#writeCodes(account, codes, now)
      return 'changed'
    })
  }

  removeAuthenticator(removal: Removal): Promise<Removed> {
    return this.#remove(removal, 'authenticatorRemoved', () =>
      this.#db.prepare('DELETE FROM authenticator WHERE account = ?').run(removal.account),
    )
  }

  setBackupCodes(
    change: UnderProof & { readonly codes: readonly Uint8Array[] },
  ): Promise<'changed' | 'outdated' | 'none'> {
    return this.#db.write(() => {
      if (!this.#isProven(change)) return 'outdated'
      if (!holdsFactor(this.#db, change.account)) return 'none'
      this.#writeCodes(change.account, change.codes, change.now)
      return 'changed'
    })
  }

  addPasskey(
    change: UnderProof & {
      readonly passkey: NewPasskey
      readonly codes: readonly Uint8Array[] | undefined
      readonly most: number
    },
  ): Promise<'changed' | 'outdated' | 'taken' | 'too_many'> {
    return this.#db.write(() => {
      const { account, passkey, codes, most, now } = change
      if (!this.#isProven(change)) return 'outdated'
      if (this.#db.prepare('SELECT 1 FROM passkey WHERE id = ?').get(passkey.id) !== undefined) return 'taken'
      if (this.#count('SELECT count(*) AS number FROM passkey WHERE account = ?', account) >= most) {
        return 'too_many'
      }
      this.#insert(passkey, now)
      this.#stamp(account, 'passkeyAdded', now)
      if (codes !== undefined) this.#writeCodes(account, codes, now)
      return 'changed'
    })
  }

  removePasskey(removal: Removal & { readonly id: Uint8Array }): Promise<Removed> {
    return this.#remove(removal, 'passkeyRemoved', () =>
      this.#db.prepare('DELETE FROM passkey WHERE id = ? AND account = ?').run(removal.id, removal.account),
    )
  }

  namePasskey(
    { account, id }: { readonly account: AccountName; readonly id: Uint8Array },
    name: Uint8Array,
  ): Promise<'named' | 'none'> {
    return this.#db.write(() => {
      const naming = this.#db.prepare('UPDATE passkey SET name = ? WHERE id = ? AND account = ?')
      return naming.run(name, id, account).changes === 1 ? 'named' : 'none'
    })
  }

  useStep(account: AccountName, step: number): Promise<boolean> {
    return this.#db.write(() => {
      const using = this.#db.prepare('UPDATE authenticator SET step = ?2 WHERE account = ?1 AND step < ?2')
      return using.run(account, step).changes === 1
    })
  }

  useBackupCode(account: AccountName, hash: Uint8Array, now: number): Promise<boolean> {
    return this.#db.write(() => {
      const using = this.#db.prepare('DELETE FROM backup_code WHERE account = ? AND hash = ?')
      if (using.run(account, hash).changes === 0) return false
      this.#stamp(account, 'backupCodeUsed', now)
      return true
    })
  }

  usePasskey(id: Uint8Array, use: Pick<StoredPasskey, 'counter' | 'synced' | 'used'>): Promise<boolean> {
    return this.#db.write(() => {
      const { counter, synced, used } = use
      const using = this.#db.prepare(
        `UPDATE passkey SET counter = ?2, synced = ?3, used = ?4
           WHERE id = ?1 AND (counter < ?2 OR (counter = 0 AND ?2 = 0))`,
      )
      return using.run(id, counter, synced ? 1 : 0, used).changes === 1
    })
  }

  /** All of it or, when the account would be left without what it must have, nothing. */
  #remove(
    removal: Removal,
    what: 'authenticatorRemoved' | 'passkeyRemoved',
    remove: () => { readonly changes: number | bigint },
  ): Promise<Removed> {
    return this.#db.write(() => {
      const { account, keepOne, now } = removal
      if (!this.#isProven(removal)) return 'outdated'
      if (keepOne && this.#countFactors(account) <= 1) return 'last'
      if (remove().changes === 0) return 'none'
      this.#stamp(account, what, now)
      if (!holdsFactor(this.#db, account)) this.#dropCodes(account)
      return 'changed'
    })
  }

  #isProven({ account, proven }: UnderProof): boolean {
    const row = this.#db.prepare('SELECT * FROM account WHERE name = ?').get(account)
    return isStillProven(this.#db, row && accountOf(row), proven)
  }

  #insert(passkey: NewPasskey, now: number): void {
    const { id, account, publicKey, counter, slot, name, synced } = passkey
    this.#db
      .prepare('INSERT INTO passkey VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)')
      .run(id, account, publicKey, counter, slot ?? null, name, now, synced ? 1 : 0)
  }

  #writeCodes(account: AccountName, codes: readonly Uint8Array[], now: number): void {
    this.#dropCodes(account)
    const insert = this.#db.prepare('INSERT INTO backup_code VALUES (?, ?)')
    for (const hash of codes) insert.run(account, hash)
    this.#stamp(account, 'backupCodesMade', now)
  }

  #dropCodes(account: AccountName): void {
    this.#db.prepare('DELETE FROM backup_code WHERE account = ?').run(account)
  }

  #stamp(account: AccountName, what: keyof FactorTimes, now: number): void {
    this.#db.prepare('INSERT INTO factor_change (account) VALUES (?) ON CONFLICT DO NOTHING').run(account)
    this.#db.prepare(`UPDATE factor_change SET ${columns[what]} = ? WHERE account = ?`).run(now, account)
  }

  #times(account: AccountName): FactorTimes {
    const row = this.#db.prepare('SELECT * FROM factor_change WHERE account = ?').get(account)
    const names = Object.keys(columns) as (keyof FactorTimes)[]
    const times = names.map((name) => [name, row === undefined ? 0 : numberIn(row, columns[name])] as const)
    return Object.fromEntries(times) as Record<keyof FactorTimes, number>
  }

  #countFactors(account: AccountName): number {
    return (
      this.#count('SELECT count(*) AS number FROM authenticator WHERE account = ?', account) +
      this.#count('SELECT count(*) AS number FROM passkey WHERE account = ?', account)
    )
  }

  #countCodes(account: AccountName): number {
    return this.#count('SELECT count(*) AS number FROM backup_code WHERE account = ?', account)
  }

  #count(sql: string, account: AccountName): number {
    const row = this.#db.prepare(sql).get(account)
    return row === undefined ? 0 : numberIn(row, 'number')
  }
}

function passkeyOf(row: Row): StoredPasskey {
  return {
    id: bytesIn(row, 'id'),
    account: nameIn(row, 'account'),
    publicKey: bytesIn(row, 'public_key'),
    counter: numberIn(row, 'counter'),
    slot: row.slot === null ? undefined : bytesIn(row, 'slot'),
    name: bytesIn(row, 'name'),
    added: numberIn(row, 'added'),
    used: numberIn(row, 'used'),
    synced: row.synced === 1,
  }
}
