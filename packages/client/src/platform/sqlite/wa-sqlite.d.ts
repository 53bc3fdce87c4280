// The part of the SQLite build (wasm, multiple ciphers, synchronous) that we call: the C interface as
// Emscripten exports it. Pointers and handles are numbers; 64-bit integers travel as two 32-bit halves.

declare module '@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs' {
  export type SqliteVfs = {
    readonly name: string
    readonly mxPathname: number
    hasAsyncMethod(method: string): boolean
  }

  export type SqliteModule = {
    /** Replaced when the memory grows: never keep it across a call. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>
    getTempRet0(): number
    setValue(pointer: number, value: number, type: 'i32'): void
    getValue(pointer: number, type: 'i32'): number
    UTF8ToString(pointer: number): string
    ccall(name: string, result: 'number', types: readonly 'string'[], args: readonly string[]): number
    ccall(
      name: string,
      result: 'number',
      types: readonly ['string', 'number'],
      args: readonly [string, number],
    ): number
    vfs_register(vfs: SqliteVfs, makeDefault: boolean): number
    _getSqliteFree(): number
    _sqlite3_malloc(bytes: number): number
    _sqlite3_free(pointer: number): void
    _sqlite3_open_v2(name: number, handleOut: number, flags: number, vfs: number): number
    _sqlite3_close_v2(db: number): number
    _sqlite3_extended_errcode(db: number): number
    _sqlite3_extended_result_codes(db: number, on: number): number
    _sqlite3_errmsg(db: number): number
    _sqlite3_get_autocommit(db: number): number
    _sqlite3_prepare_v2(db: number, sql: number, bytes: number, stmtOut: number, tailOut: number): number
    _sqlite3_step(statement: number): number
    _sqlite3_reset(statement: number): number
    _sqlite3_clear_bindings(statement: number): number
    _sqlite3_finalize(statement: number): number
    _sqlite3_bind_parameter_count(statement: number): number
    _sqlite3_bind_null(statement: number, index: number): number
    _sqlite3_bind_double(statement: number, index: number, value: number): number
    _sqlite3_bind_int64(statement: number, index: number, low: number, high: number): number
    _sqlite3_bind_text(statement: number, index: number, text: number, bytes: number, free: number): number
    _sqlite3_bind_blob(statement: number, index: number, blob: number, bytes: number, free: number): number
    _sqlite3_column_count(statement: number): number
    _sqlite3_column_name(statement: number, column: number): number
    _sqlite3_column_type(statement: number, column: number): number
    /** The low half; the high half is in `getTempRet0`. */
    _sqlite3_column_int64(statement: number, column: number): number
    _sqlite3_column_double(statement: number, column: number): number
    _sqlite3_column_text(statement: number, column: number): number
    _sqlite3_column_blob(statement: number, column: number): number
    _sqlite3_column_bytes(statement: number, column: number): number
  }

  export default function load(config: {
    readonly wasmBinary?: Uint8Array
    readonly locateFile?: (name: string) => string
    readonly print?: (line: string) => void
    readonly printErr?: (line: string) => void
  }): Promise<SqliteModule>
}
