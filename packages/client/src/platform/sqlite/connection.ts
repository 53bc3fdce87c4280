/// <reference path="./wa-sqlite.d.ts" />
// One SQLite connection through the C interface: prepares, binds, steps, reads columns.
// Owns: the handle and the cache of prepared statements. Always holds: a call runs to its end without
// yielding; a statement is reset and its values forgotten whatever happened.

import type { SqliteModule } from '@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs'
import type { SqlRow, SqlValue, StoreFault } from '../../ports.ts'
import { StoreError } from '../../ports.ts'
import { code, storeErrorOf } from './result-codes.ts'

const openReadWriteCreate = 0x06
/** Plenty for the engine's statements, and a bound for everything else. */
const cachedStatements = 256

const columnType = { integer: 1, float: 2, text: 3, blob: 4, null: 5 } as const

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class Connection {
  readonly #module: SqliteModule
  readonly #takeFault: () => StoreFault | undefined
  readonly #db: number
  /** SQLite frees what it was given to keep by this function. */
  readonly #free: number
  readonly #out: number
  readonly #statements = new Map<string, number>()

  /** Opens `path` on the default file system. Throws StoreError. `takeFault`: what a file met meanwhile. */
  constructor(module: SqliteModule, path: string, takeFault: () => StoreFault | undefined) {
    this.#module = module
    this.#takeFault = takeFault
    this.#free = module._getSqliteFree()
    this.#out = module._sqlite3_malloc(8)
    const name = this.#allocate(encoder.encode(`${path}\0`))
    const result = module._sqlite3_open_v2(name, this.#out, openReadWriteCreate, 0)
    module._sqlite3_free(name)
    this.#db = module.getValue(this.#out, 'i32')
    if (result !== code.ok) {
      module._sqlite3_close_v2(this.#db)
      throw storeErrorOf(result, takeFault(), 'The database did not open')
    }
    module._sqlite3_extended_result_codes(this.#db, 1)
  }

  /** Runs one statement and gives its rows. Throws StoreError. */
  run(sql: string, params: readonly SqlValue[] = []): SqlRow[] {
    const statement = this.#prepare(sql)
    const { _sqlite3_reset: reset, _sqlite3_clear_bindings: clear } = this.#module
    try {
      this.#bind(statement, params)
      return this.#rows(statement)
    } finally {
      reset(statement)
      clear(statement)
    }
  }

  /** Like `run`, but the statement's text is not kept: for the one that carries the key. */
  runOnce(sql: string): void {
    this.run(sql)
    this.#module._sqlite3_finalize(this.#statements.get(sql) ?? 0)
    this.#statements.delete(sql)
  }

  /** Is a transaction open? */
  get inTransaction(): boolean {
    return this.#module._sqlite3_get_autocommit(this.#db) === 0
  }

  close(): void {
    for (const statement of this.#statements.values()) this.#module._sqlite3_finalize(statement)
    this.#statements.clear()
    this.#module._sqlite3_close_v2(this.#db)
    this.#module._sqlite3_free(this.#out)
  }

  #prepare(sql: string): number {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) {
      this.#statements.delete(sql)
      this.#statements.set(sql, cached)
      return cached
    }
    const bytes = encoder.encode(`${sql}\0`)
    const text = this.#allocate(bytes)
    const result = this.#module._sqlite3_prepare_v2(this.#db, text, bytes.length, this.#out, this.#out + 4)
    const statement = this.#module.getValue(this.#out, 'i32')
    const tail = this.#module.UTF8ToString(this.#module.getValue(this.#out + 4, 'i32'))
    this.#module._sqlite3_free(text)
    if (result !== code.ok) throw this.#error('A statement was refused')
    if (statement === 0 || tail.trim() !== '') {
      this.#module._sqlite3_finalize(statement)
      throw new StoreError('failed', 'One statement at a time')
    }
    this.#remember(sql, statement)
    return statement
  }

  #remember(sql: string, statement: number): void {
    this.#statements.set(sql, statement)
    if (this.#statements.size <= cachedStatements) return
    for (const [oldest, old] of this.#statements) {
      this.#statements.delete(oldest)
      this.#module._sqlite3_finalize(old)
      return
    }
  }

  #bind(statement: number, params: readonly SqlValue[]): void {
    if (this.#module._sqlite3_bind_parameter_count(statement) !== params.length) {
      throw new StoreError('failed', 'The number of values does not fit the statement')
    }
    for (const [at, value] of params.entries()) {
      if (this.#bindOne(statement, at + 1, value) !== code.ok) throw this.#error('A value was refused')
    }
  }

  #bindOne(statement: number, index: number, value: SqlValue): number {
    const module = this.#module
    if (value === null) return module._sqlite3_bind_null(statement, index)
    if (typeof value === 'number') return this.#bindNumber(statement, index, value)
    if (typeof value === 'string') {
      const bytes = encoder.encode(value)
      return module._sqlite3_bind_text(statement, index, this.#allocate(bytes), bytes.length, this.#free)
    }
    return module._sqlite3_bind_blob(statement, index, this.#allocate(value), value.length, this.#free)
  }

  #bindNumber(statement: number, index: number, value: number): number {
    if (Number.isSafeInteger(value)) {
      return this.#module._sqlite3_bind_int64(statement, index, value | 0, Math.floor(value / 2 ** 32))
    }
    if (!Number.isFinite(value)) throw new StoreError('failed', 'Not a number that can be stored')
    return this.#module._sqlite3_bind_double(statement, index, value)
  }

  #rows(statement: number): SqlRow[] {
    const rows: SqlRow[] = []
    let names: readonly string[] | undefined
    for (;;) {
      const result = this.#module._sqlite3_step(statement)
      if (result === code.done) return rows
      if (result !== code.row) throw this.#error('A statement failed')
      names ??= this.#columnNames(statement)
      const row: Record<string, SqlValue> = {}
      for (let column = 0; column < names.length; column++) {
        row[names[column] as string] = this.#column(statement, column)
      }
      rows.push(row)
    }
  }

  #columnNames(statement: number): readonly string[] {
    const count = this.#module._sqlite3_column_count(statement)
    return Array.from({ length: count }, (_, column) =>
      this.#module.UTF8ToString(this.#module._sqlite3_column_name(statement, column)),
    )
  }

  #column(statement: number, column: number): SqlValue {
    const module = this.#module
    switch (module._sqlite3_column_type(statement, column)) {
      case columnType.integer: {
        const low = module._sqlite3_column_int64(statement, column)
        const value = module.getTempRet0() * 2 ** 32 + (low >>> 0)
        if (!Number.isSafeInteger(value)) throw new StoreError('failed', 'An integer is out of range')
        return value
      }
      case columnType.float:
        return module._sqlite3_column_double(statement, column)
      case columnType.text:
        return decoder.decode(this.#bytes(module._sqlite3_column_text(statement, column), statement, column))
      case columnType.blob:
        return this.#bytes(module._sqlite3_column_blob(statement, column), statement, column).slice()
      default:
        return null
    }
  }

  #bytes(pointer: number, statement: number, column: number): Uint8Array<ArrayBuffer> {
    const length = this.#module._sqlite3_column_bytes(statement, column)
    return this.#module.HEAPU8.subarray(pointer, pointer + length)
  }

  /** Never null, not even for no bytes: SQLite would take that for NULL. */
  #allocate(bytes: Uint8Array): number {
    const pointer = this.#module._sqlite3_malloc(Math.max(1, bytes.length))
    if (pointer === 0) throw new StoreError('failed', 'Out of memory')
    this.#module.HEAPU8.set(bytes, pointer)
    return pointer
  }

  // SQLite's own message may quote the statement, which is ours and carries no values.
  #error(reason: string): StoreError {
    const result = this.#module._sqlite3_extended_errcode(this.#db)
    const detail = this.#module.UTF8ToString(this.#module._sqlite3_errmsg(this.#db))
    return storeErrorOf(result, this.#takeFault(), `${reason}: ${detail}`)
  }
}
