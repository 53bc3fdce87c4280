// The key log on the embedded database. Reading is synchronous underneath, so that an answer is of one moment.

import type { Hash } from '@sotto/crypto/server'
import { mapIndexOf, noState } from '@sotto/crypto/server'
import type { AccountName } from '@sotto/wire'
import { bytesIn, numberIn, type Row } from '../accounts/rows.ts'
import { loggedAccount } from '../accounts/sqlite-logged-account.ts'
import type { Database } from '../store/database.ts'
import { goneAccount, type LoggedAccount } from './append.ts'
import { decodeStatements, splitHashes } from './records.ts'
import { proveInMap, readMapEntry } from './sqlite-account-map.ts'
import { consistencyPath, inclusionPath, logSize, rootAt } from './sqlite-log-tree.ts'
import type { LoggedStep, LookedUp, LookUp, Newest, TransparencyStore } from './transparency-store.ts'

export class SqliteTransparencyStore implements TransparencyStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async lookUp(accounts: readonly AccountName[], from: number): Promise<LookUp | undefined> {
    const size = logSize(this.#db)
    if (size === 0) return undefined
    const row = this.#entryAt(size - 1)
    return {
      log: { size, root: rootAt(this.#db, size), at: numberIn(row, 'at') },
      consistency: this.#consistency(from, size) ?? [],
      newest: this.#newest(row, size),
      accounts: accounts.map((account) => this.#lookUp(account)),
    }
  }

  async steps(from: number, most: number): Promise<readonly LoggedStep[]> {
    return this.#db
      .prepare('SELECT entry, found, path FROM log_entry WHERE position >= ? ORDER BY position LIMIT ?')
      .all(from, most)
      .map(stepOf)
  }

  async history(
    account: AccountName,
    after: number,
    most: number,
  ): Promise<readonly (readonly Uint8Array[])[]> {
    return this.#db
      .prepare(
        'SELECT statements FROM account_version WHERE account = ? AND version > ? ORDER BY version LIMIT ?',
      )
      .all(account, after, most)
      .map((row) => decodeStatements(bytesIn(row, 'statements')))
  }

  async consistency(from: number, to: number): Promise<readonly Hash[] | undefined> {
    return to > logSize(this.#db) ? undefined : this.#consistency(from, to)
  }

  #consistency(from: number, to: number): readonly Hash[] | undefined {
    if (from < 1 || from > to) return undefined
    return from === to ? [] : consistencyPath(this.#db, from, to)
  }

  #newest(row: Row, size: number): Newest {
    return { entry: bytesIn(row, 'entry'), path: inclusionPath(this.#db, size - 1, size) }
  }

  #entryAt(position: number): Row {
    const row = this.#db.prepare('SELECT at, entry FROM log_entry WHERE position = ?').get(position)
    if (row === undefined) throw new Error('the log lacks an entry')
    return row
  }

  #lookUp(account: AccountName): LookedUp {
    const logged = loggedAccount(this.#db, account) ?? this.#gone(account)
    const proof = proveInMap(this.#db, mapIndexOf(account))
    if (logged === undefined || proof.found === undefined) return { account, proof, state: undefined }
    const { version } = proof.found
    return { account, proof, state: { ...logged, version, previous: this.#previous(account, version) } }
  }

  #gone(account: AccountName): LoggedAccount | undefined {
    const row = this.#db.prepare('SELECT 1 FROM gone_account WHERE name = ?').get(account)
    return row === undefined ? undefined : goneAccount(account)
  }

  #previous(account: AccountName, version: number): Hash {
    const row = this.#db
      .prepare('SELECT state FROM account_version WHERE account = ? AND version = ?')
      .get(account, version - 1)
    return row === undefined ? noState : bytesIn(row, 'state')
  }
}

function stepOf(row: Row): LoggedStep {
  const found = row.found === null ? undefined : readMapEntry(bytesIn(row, 'found'))
  return { entry: bytesIn(row, 'entry'), proof: { found, path: splitHashes(bytesIn(row, 'path')) } }
}
