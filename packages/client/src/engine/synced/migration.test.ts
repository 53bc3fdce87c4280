import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import { conversationIdFromBytes } from '@sotto/wire'
import { afterEach, expect, it } from 'vitest'
import { migrationFrom } from '../store/schema.ts'
import { recordOf } from './names.ts'

const directory = mkdtempSync(join(tmpdir(), 'sotto-synced-'))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** The last version whose conversations had their drafts themselves. */
const before = 12

it('[SY-1] a profile of an older version keeps its drafts, and tells of them and of what it knows of keys', async () => {
  const sql = await nodePlatform({ directory }).storage.open('old', new Uint8Array(32).fill(7))
  await sql.batch(migrationFrom(0, before))
  const names: readonly string[] = Array.from({ length: 40 }, (_, at) => {
    const id = conversationIdFromBytes(new Uint8Array(16).map((_, place) => (at * 67 + place * 31) % 256))
    if (id === undefined) throw new TypeError('not a conversation')
    return id
  })
  await sql.batch(
    names.map((id, at) => ({
      sql: `INSERT INTO conversations VALUES (?, 'group', 'active', 1, '', NULL, '[]', NULL, 0, NULL, 5, ?, 0, 0, '{}')`,
      params: [id, at === 0 ? '' : `draft ${at}`],
    })),
  )
  await sql.batch([
    { sql: `INSERT INTO people (account, account_key) VALUES ('seen', x'01')` },
    {
      sql: `INSERT INTO people (account, account_key, verified_key, verified_at) VALUES ('sure', x'01', x'01', 5)`,
    },
  ])
  await sql.batch(migrationFrom(before))
  const rows = await sql.all('SELECT * FROM synced ORDER BY stamp, name')
  expect(rows).toHaveLength(39)
  for (const { record, kind, name, value, told } of rows) {
    const at = names.indexOf(String(name))
    expect([kind, value, told]).toEqual(['draft', `draft ${at}`, 0])
    expect(record).toBe(recordOf({ kind: 'draft', name: String(name) }))
  }
  expect(await sql.all('SELECT account, decided, synced FROM people ORDER BY account')).toEqual([
    { account: 'seen', decided: 0, synced: 0 },
    { account: 'sure', decided: 1, synced: 0 },
  ])
  await sql.close()
})
