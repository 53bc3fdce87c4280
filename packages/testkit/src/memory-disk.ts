// A disk for simulations: databases and secrets that outlive the engine's "process", and can be made to fail.
// Always holds: a crash leaves every batch applied whole or not at all, in the order made; who was waiting
// on a crashed handle never hears again, as in a process that died.

import { DatabaseSync, type StatementSync } from 'node:sqlite'
import {
  type SecretStorage,
  type Sql,
  type SqlRow,
  type SqlStorage,
  type SqlValue,
  type Statement,
  StoreError,
  type StoreFault,
} from '@sotto/client/ports'

/** How long the disk takes; the default is one turn of the microtask queue. */
export type Pace = () => Promise<void>

type Job = { readonly write: boolean; readonly run: () => void }
type Handle = { readonly queue: Job[]; open: boolean; alive: boolean; working: boolean }
type Stored = { readonly database: DatabaseSync; readonly key: string; handle: Handle | undefined }

export class MemoryDisk {
  /** While set, writes are refused with it. */
  failing: StoreFault | undefined
  readonly #stored = new Map<string, Stored>()
  readonly #secrets = new Map<string, Uint8Array>()
  readonly #pace: Pace

  constructor(pace: Pace = async () => {}) {
    this.#pace = pace
  }

  readonly storage: SqlStorage = {
    open: async (name, key) => this.#open(name, key),
    destroy: async (name) => {
      const stored = this.#stored.get(name)
      if (stored?.handle !== undefined) throw new StoreError('locked', 'The database is open')
      this.#demandWritable()
      this.#stored.delete(name)
      stored?.database.close()
    },
  }

  readonly secrets: SecretStorage = {
    get: async (name) => this.#secrets.get(name)?.slice(),
    set: async (name, secret) => {
      this.#demandWritable()
      this.#secrets.set(name, secret.slice())
    },
    delete: async (name) => {
      this.#demandWritable()
      this.#secrets.delete(name)
    },
  }

  /** Another disk with the same on it. Nobody may have a database of this one open. */
  copy(pace = this.#pace): MemoryDisk {
    const copy = new MemoryDisk(pace)
    for (const [name, { database, key, handle }] of this.#stored) {
      if (handle !== undefined) throw new Error('A disk is copied while nobody writes to it')
      copy.#stored.set(name, { database: copied(database), key, handle: undefined })
    }
    for (const [name, secret] of this.#secrets) copy.#secrets.set(name, secret.slice())
    return copy
  }

  /** What was on this disk gives way to what is on another one: a backup is brought back. Nobody may have it open. */
  restore(from: MemoryDisk): void {
    const copy = from.copy()
    this.discard()
    for (const [name, stored] of copy.#stored) this.#stored.set(name, stored)
    this.#secrets.clear()
    for (const [name, secret] of copy.#secrets) this.#secrets.set(name, secret)
  }

  /** What stands in a database now, past whoever has it open; nothing when there is none. */
  look(name: string, sql: string, params: readonly SqlValue[] = []): readonly SqlRow[] {
    const stored = this.#stored.get(name)
    return stored === undefined ? [] : run(stored.database, sql, params)
  }

  /** Gives its memory back; nobody may use it afterwards. */
  discard(): void {
    this.crash()
    for (const { database } of this.#stored.values()) database.close()
    this.#stored.clear()
  }

  /** The process dies: of the batches under way on each database the first `survivors` are still applied. */
  crash(survivors = 0): void {
    for (const stored of this.#stored.values()) {
      const handle = stored.handle
      if (handle === undefined) continue
      handle.alive = false
      stored.handle = undefined
      for (const job of handle.queue
        .splice(0)
        .filter(({ write }) => write)
        .slice(0, survivors))
        job.run()
    }
  }

  #demandWritable(): void {
    if (this.failing !== undefined) throw new StoreError(this.failing, 'The disk refuses')
  }

  #open(name: string, key: Uint8Array): Sql {
    if (key.length !== 32) throw new TypeError('The key has 32 bytes')
    const stored = this.#stored.get(name) ?? this.#create(key)
    if (stored.handle !== undefined) throw new StoreError('locked', 'The database is open')
    if (stored.key !== key.join()) throw new StoreError('damaged', 'Not a database for this key')
    this.#stored.set(name, stored)
    const handle: Handle = { queue: [], open: true, alive: true, working: false }
    stored.handle = handle
    return {
      all: (sql, params = []) => {
        const values = ownValues(params)
        return this.#enqueue(handle, false, () => run(stored.database, sql, values))
      },
      batch: (statements) => {
        const own = statements.map(({ sql, params = [] }) => ({ sql, params: ownValues(params) }))
        return this.#enqueue(handle, true, () => {
          this.#demandWritable()
          runBatch(stored.database, own)
        })
      },
      close: async () => {
        if (!handle.open) return
        const last = this.#enqueue(handle, false, () => {
          stored.handle = undefined
        })
        handle.open = false
        await last
      },
    }
  }

  #create(key: Uint8Array): Stored {
    this.#demandWritable()
    const database = configured(new DatabaseSync(':memory:'))
    return { database, key: key.join(), handle: undefined }
  }

  #enqueue<T>(handle: Handle, write: boolean, work: () => T): Promise<T> {
    if (!handle.open) return Promise.reject(new StoreError('closed', 'The store is closed'))
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        try {
          const value = work()
          if (handle.alive) resolve(value)
        } catch (error) {
          if (handle.alive) reject(storeErrorOf(error))
        }
      }
      if (!handle.alive) return
      handle.queue.push({ write, run })
      void this.#work(handle)
    })
  }

  async #work(handle: Handle): Promise<void> {
    if (handle.working) return
    handle.working = true
    while (handle.queue.length > 0) {
      await this.#pace()
      handle.queue.shift()?.run()
    }
    handle.working = false
  }
}

let copies = 0

function copied(database: DatabaseSync): DatabaseSync {
  const place = `file:/sotto-copy-${++copies}?vfs=memdb`
  const copy = configured(new DatabaseSync(place))
  database.exec(`VACUUM INTO '${place}'`)
  return copy
}

function configured(database: DatabaseSync): DatabaseSync {
  database.exec('PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF')
  return database
}

function ownValues(params: readonly SqlValue[]): SqlValue[] {
  return params.map((value) => (value instanceof Uint8Array ? value.slice() : value))
}

function runBatch(database: DatabaseSync, statements: readonly Statement[]): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const { sql, params = [] } of statements) run(database, sql, params)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function run(database: DatabaseSync, sql: string, params: readonly SqlValue[]): SqlRow[] {
  const rows: SqlRow[] = []
  for (const found of prepared(database, sql).all(...params.map(bindable))) {
    const row: Record<string, SqlValue> = {}
    for (const [column, value] of Object.entries(found)) {
      if (typeof value === 'bigint') throw new StoreError('failed', 'An integer is out of range')
      row[column] = value
    }
    rows.push(row)
  }
  return rows
}

/** Compiling costs more than most statements. */
const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>()

function prepared(database: DatabaseSync, sql: string): StatementSync {
  const known = statements.get(database) ?? new Map<string, StatementSync>()
  statements.set(database, known)
  const statement = known.get(sql) ?? database.prepare(sql)
  if (sql.slice(statement.sourceSQL.length).trim() !== '')
    throw new StoreError('failed', 'One statement at a time')
  known.set(sql, statement)
  return statement
}

/** Node binds every number as a float; whole ones must stay integers, as on the other platforms. */
function bindable(value: SqlValue): SqlValue | bigint {
  if (typeof value !== 'number') return value
  if (!Number.isFinite(value)) throw new StoreError('failed', 'Not a number that can be stored')
  return Number.isSafeInteger(value) ? BigInt(value) : value
}

const faults: Readonly<Record<number, StoreFault>> = {
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  11: 'damaged',
  13: 'full',
  26: 'damaged',
}

function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
  const reason = error instanceof Error ? error.message : 'unknown'
  return new StoreError(faults[code] ?? 'failed', `A statement failed: ${reason}`)
}
