/// <reference path="./wa-sqlite.d.ts" />
// The store's `Sql` on every platform: SQLite with every page sealed (SQLite3MultipleCiphers, ChaCha20 and
// Poly1305), in the write-ahead log mode of a single owner.
// Always holds: a batch runs in one turn, in one transaction, and is flushed before its promise settles.

import type { SqliteModule } from '@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs'
import type { Sql, SqlRow, SqlValue, Statement } from '../../ports.ts'
import { StoreError } from '../../ports.ts'
import { Connection } from './connection.ts'
import { DatabaseFileSystem, databasePath, type FillRandom } from './file-system.ts'
import { code, storeErrorOf } from './result-codes.ts'
import type { DatabaseFiles } from './sync-file.ts'

/**
 * The log is folded into the database every so many pages (16 MiB), and cut back to `logBytes`. Less often would
 * make whoever opens after a crash wait; more often, and a long history is sealed and written twice as it comes in.
 */
const checkpointPages = 4000
const logBytes = 4 * 1024 * 1024

const settings: readonly string[] = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  `PRAGMA wal_autocheckpoint = ${checkpointPages}`,
  `PRAGMA journal_size_limit = ${logBytes}`,
  'PRAGMA temp_store = MEMORY',
  'PRAGMA cache_size = -16384',
  'PRAGMA foreign_keys = ON',
  'PRAGMA recursive_triggers = ON',
  'PRAGMA secure_delete = FAST',
  'PRAGMA trusted_schema = OFF',
]

/**
 * Opens the database in `files`, making it when they are empty. `key`: 32 bytes. `module`: a fresh instance
 * of the build for this database alone. Rejects with StoreError, and has let go of the files then.
 */
export async function openSealedDatabase(
  module: SqliteModule,
  files: DatabaseFiles,
  key: Uint8Array,
  fillRandom: FillRandom,
): Promise<Sql> {
  if (key.length !== 32) throw new TypeError('The key has 32 bytes')
  try {
    const fileSystem = new DatabaseFileSystem(module, files, fillRandom)
    registerSealing(module, fileSystem)
    const connection = new Connection(module, databasePath, () => fileSystem.takeFault())
    try {
      unlock(connection, key)
      for (const setting of settings) connection.run(setting)
    } catch (error) {
      connection.close()
      throw error
    }
    return sqlOver(connection, files)
  } catch (error) {
    files.close()
    throw error
  }
}

function registerSealing(module: SqliteModule, fileSystem: DatabaseFileSystem): void {
  const registered = module.vfs_register(fileSystem, false)
  if (registered !== code.ok) throw storeErrorOf(registered, undefined, 'No file layer')
  const sealed = module.ccall('sqlite3mc_vfs_create', 'number', ['string', 'number'], [fileSystem.name, 1])
  if (sealed !== code.ok) throw storeErrorOf(sealed, undefined, 'No sealing layer')
}

/** A wrong key shows at the first read: the pages' tags don't fit. */
function unlock(connection: Connection, key: Uint8Array): void {
  const hex = Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('')
  connection.run(`PRAGMA cipher = 'chacha20'`)
  connection.runOnce(`PRAGMA key = 'raw:${hex}'`)
  // One owner: the log's index lives in memory, which needs no shared memory of the platform. Must come before
  // the first read, which else looks for shared memory that isn't there.
  connection.run('PRAGMA locking_mode = EXCLUSIVE')
  connection.run('SELECT count(*) FROM sqlite_schema')
}

function sqlOver(connection: Connection, files: DatabaseFiles): Sql {
  let open = true
  const use = <T>(work: () => T): T => {
    if (!open) throw new StoreError('closed', 'The store is closed')
    try {
      return work()
    } catch (error) {
      if (error instanceof StoreError) throw error
      // A trap in the wasm build leaves its memory in an unknown state: nothing may be written from it.
      open = false
      files.close()
      throw new StoreError('failed', 'The database engine stopped')
    }
  }
  return {
    async all(sql: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
      return use(() => connection.run(sql, params))
    },
    async batch(statements: readonly Statement[]): Promise<void> {
      use(() => runBatch(connection, statements))
    },
    async close(): Promise<void> {
      if (!open) return
      open = false
      try {
        connection.close()
      } finally {
        files.close()
      }
    },
  }
}

function runBatch(connection: Connection, statements: readonly Statement[]): void {
  rollBack(connection)
  connection.run('BEGIN IMMEDIATE')
  try {
    for (const { sql, params } of statements) connection.run(sql, params)
    connection.run('COMMIT')
  } catch (error) {
    try {
      rollBack(connection)
    } catch {
      // The reason for the batch's failure says more; the next batch begins by trying again.
    }
    throw error
  }
}

/** Some faults end a transaction by themselves, some leave it open. */
function rollBack(connection: Connection): void {
  if (connection.inTransaction) connection.run('ROLLBACK')
}
