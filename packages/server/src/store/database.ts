// The one database of a server process: a SQLite file in WAL mode with synchronous=FULL, opened here and
// nowhere else. Reads are direct; every write goes through `write`, which commits in groups. The process
// holds the file alone (exclusive lock), so what it caches in memory is the truth.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreError, storeErrorOf } from './errors.ts'
import { type CommitPace, GroupCommit, type GroupCommitObserver, type Unit } from './group-commit.ts'
import { type Migrations, migrate } from './migrations.ts'

export type DatabaseOptions = {
  /** Folder of the database; made when missing. `:memory:` keeps it in memory (no durability). */
  readonly dataDir: string
  readonly migrations: readonly Migrations[]
  readonly observer?: GroupCommitObserver
  readonly pace?: CommitPace
}

export const databaseFile = 'sotto.db'

/** Opens the database and brings its schema up to date. Throws `StoreError` with a sentence for the operator. */
export function openDatabase(options: DatabaseOptions): Database {
  try {
    return new Database(options)
  } catch (error) {
    throw storeErrorOf(error) ?? systemErrorOf(error) ?? error
  }
}

export class Database {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #group: GroupCommit

  constructor(options: DatabaseOptions) {
    this.#db = openFile(options.dataDir)
    try {
      configure(this.#db)
      migrate(this.#db, options.migrations)
    } catch (error) {
      this.#db.close()
      throw error
    }
    this.#group = new GroupCommit(this.#db, options.observer, options.pace)
  }

  /** A prepared statement, compiled once. Use it for reads anywhere, for writes inside `write` only. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  /**
   * Runs `work` inside the next group's transaction, in a savepoint of its own, and resolves after the
   * group is on the disk. What `work` throws undoes only this work and rejects; when the group can't be
   * committed, every promise of it rejects with a `StoreError`. `work` must be synchronous, and tells
   * `unit.onUndo` how to take back what it changed in memory.
   */
  write<T>(work: (unit: Unit) => T): Promise<T> {
    return this.#group.write(work)
  }

  /** How many writes wait for the next group. */
  get queued(): number {
    return this.#group.queued
  }

  /** Sets a pragma of the connection; for the tests of full disks and for maintenance. */
  pragma(text: string): void {
    this.#db.exec(`PRAGMA ${text}`)
  }

  /** Commits what is queued, folds the log into the file, and closes. Later writes reject with `closed`. */
  async close(): Promise<void> {
    if (!this.#db.isOpen) return
    this.#group.close()
    this.#db.close()
  }
}

function openFile(dataDir: string): DatabaseSync {
  if (dataDir === ':memory:') return new DatabaseSync(':memory:')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return new DatabaseSync(join(dataDir, databaseFile))
}

function configure(db: DatabaseSync): void {
  db.exec(`
    PRAGMA page_size = 8192;
    PRAGMA busy_timeout = 2000;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 4096;
    PRAGMA journal_size_limit = 67108864;
  `)
  if (sizeOf(db) > checkedBytes) return
  const check = db.prepare('PRAGMA quick_check(1)').get()
  if (check?.quick_check !== 'ok') {
    throw new StoreError('damaged', 'The database file is damaged. Restore it from a backup.')
  }
}

// Checking reads every page: a larger file would make every start slow, and is checked as it is read.
const checkedBytes = 256 * 1024 * 1024

function sizeOf(db: DatabaseSync): number {
  const pages = db.prepare('PRAGMA page_count').get()
  const size = db.prepare('PRAGMA page_size').get()
  return Number(pages?.page_count) * Number(size?.page_size)
}

function systemErrorOf(error: unknown): StoreError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (error.code === 'ENOSPC')
    return new StoreError('full', 'The disk that holds the data folder is full.', error)
  const unwritable = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOENT']
  return typeof error.code === 'string' && unwritable.includes(error.code)
    ? new StoreError('read_only', 'The data folder cannot be written.', error)
    : undefined
}
