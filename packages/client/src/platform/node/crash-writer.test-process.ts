// A process for the crash test to kill: writes numbered batches into the profile given as its argument and
// says each number once it is acknowledged.

import { writeSync } from 'node:fs'
import { nodePlatform } from './index.ts'

const [directory = ''] = process.argv.slice(2)
const sql = await nodePlatform({ directory }).storage.open('main', new Uint8Array(32).fill(5))
await sql.batch([{ sql: 'CREATE TABLE IF NOT EXISTS log (k INTEGER PRIMARY KEY, filling BLOB)' }])
const [row] = await sql.all('SELECT coalesce(max(k), 0) AS top FROM log')
for (let k = Number(row?.top) + 1; ; k++) {
  await sql.batch([{ sql: 'INSERT INTO log VALUES (?, ?)', params: [k, new Uint8Array(k % 9000)] }])
  writeSync(1, `${k}\n`)
}
