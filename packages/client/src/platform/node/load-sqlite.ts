/// <reference path="../sqlite/wa-sqlite.d.ts" />
// The wasm build of SQLite, read from the installed package.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import load, { type SqliteModule } from '@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs'

let build: Uint8Array | undefined

/** A fresh instance: databases share nothing, and closing one frees its memory. */
export async function loadSqlite(): Promise<SqliteModule> {
  build ??= readFileSync(
    createRequire(import.meta.url).resolve('@journeyapps/wa-sqlite/dist/mc-wa-sqlite.wasm'),
  )
  return load({ wasmBinary: build, print: () => {}, printErr: () => {} })
}
