/// <reference path="../../sqlite/wa-sqlite.d.ts" />
// The wasm build of SQLite. Its script names the wasm file by `new URL(…, import.meta.url)`, which bundlers
// follow; so the asset is found without configuration.

import load, { type SqliteModule } from '@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs'

/** A fresh instance: databases share nothing, and closing one frees its memory. */
export function loadSqlite(): Promise<SqliteModule> {
  return load({ print: () => {}, printErr: () => {} })
}
