import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import { type ConversationId, conversationIdFromBytes, messageIdFromBytes } from '@sotto/wire'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StoreError } from '../../ports.ts'
import { Indexing } from '../archive/indexing.ts'
import { newRecord, writeRecord } from '../conversations/record.ts'
import { type Database, makeDatabase } from '../store/database.ts'
import { migrationFrom } from '../store/schema.ts'
import { type Search, searchMessages, searchQuery } from './search.ts'

let directory: string
let db: Database
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sotto-search-'))
  db = await makeDatabase(nodePlatform({ directory }), failed)
})
afterEach(async () => {
  await db.close()
  rmSync(directory, { recursive: true })
})

function failed(error: StoreError): void {
  throw error
}

function conversationOf(number: number): ConversationId {
  const id = conversationIdFromBytes(new Uint8Array(16).fill(number))
  if (id === undefined) throw new TypeError('a conversation id has 16 bytes')
  return id
}

async function begin(number: number, listed = true): Promise<ConversationId> {
  const id = conversationOf(number)
  const record = newRecord(id, { kind: 'group', name: `Group ${number}`, peer: undefined, begunAt: 0 })
  record.listed = listed
  await db.write(writeRecord(record))
  return id
}

let written = 0
const insertMessage = `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
  VALUES (?, ?, ?, 'message', 'alice', 0, ?, ?, 'sent', '{}')`

function message(conversation: ConversationId, text: string, at: number) {
  written += 1
  const id = messageIdFromBytes(Uint8Array.from({ length: 32 }, (_, i) => (i < 2 ? written >> (8 * i) : 0)))
  if (id === undefined) throw new TypeError('a message id has 32 bytes')
  return { sql: insertMessage, params: [conversation, id, written * 16, text, at] }
}

async function found(text: string, search: Partial<Search> = {}): Promise<readonly string[]> {
  const hits = await searchMessages({ db }, { text, limit: 50, ...search })
  return hits.map((hit) => hit.message.text)
}

test('the newest come first, in whatever order they arrived, and no more than asked for', async () => {
  const [one, other] = [await begin(1), await begin(2)]
  await db.write([
    message(one, 'word c', 300_000),
    message(other, 'word a', 100_000),
    message(one, 'word d', 400_500),
    message(other, 'word b', 200_000),
    message(other, 'late c', 300_000 - 1),
    message(other, 'early d', 400_400),
  ])
  expect(await found('d')).toEqual(['word d', 'early d'])
  expect(await found('wor')).toEqual(['word d', 'word c', 'word b', 'word a'])
  expect(await found('w', { limit: 2 })).toEqual(['word d', 'word c'])
  expect(await found('w', { limit: -1 })).toEqual([])
})

test('what matches is read in the order of time, and not sorted', async () => {
  const plan = await db.all(`EXPLAIN QUERY PLAN ${searchQuery}`, ['text : ("w"*)', null, 10])
  const steps = plan.map((row) => String(row.detail))
  expect(steps.some((step) => step.startsWith('SCAN items_text VIRTUAL TABLE'))).toBe(true)
  expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  // as the index itself looks a text up
  const lookUp = await db.all(
    'EXPLAIN QUERY PLAN SELECT moment, text FROM items_with_moment WHERE moment = ?',
    [1],
  )
  expect(lookUp.map((row) => row.detail)).toEqual(['SEARCH items USING INDEX items_by_moment (<expr>=?)'])
})

test('of one moment the last written comes first, and a clock that stands still harms nothing', async () => {
  const conversation = await begin(1)
  await db.write(Array.from({ length: 3000 }, (_, n) => message(conversation, `word ${n}`, 100)))
  expect(await found('word', { limit: 3 })).toEqual(['word 2999', 'word 2998', 'word 2997'])
})

test('one conversation is searched alone, and one that is not listed not at all', async () => {
  const [one, other, hidden] = [await begin(1), await begin(2), await begin(3, false)]
  await db.write([
    message(one, 'word here', 1),
    message(other, 'word there', 2),
    message(hidden, 'word nowhere', 3),
  ])
  expect(await found('word')).toEqual(['word there', 'word here'])
  expect(await found('word', { conversation: one })).toEqual(['word here'])
  expect(await found('word', { conversation: hidden })).toEqual([])
  expect(await found('word', { conversation: '" OR text : "word' as ConversationId })).toEqual([])
  // a conversation's id is no text of its messages
  expect(await found(one)).toEqual([])
})

test('every beginning of a word finds it, several words must all be there, whatever their case or accents', async () => {
  const conversation = await begin(1)
  await db.write([message(conversation, 'Zürich lies behind the Straße', 1), message(conversation, 'zu', 2)])
  for (const text of ['z', 'zu']) expect(await found(text)).toHaveLength(2)
  for (const text of ['zur', 'ZÜRI', 'zuric', 'zürich', 'behi str', 'the z']) {
    expect(await found(text)).toEqual(['Zürich lies behind the Straße'])
  }
  expect(await found('zurichs')).toEqual([])
  expect(await found('behind nothing')).toEqual([])
})

test('what was deleted is not found, what was moved is found at its new time', async () => {
  const conversation = await begin(1)
  await db.write([
    message(conversation, 'word waits', 100_000),
    message(conversation, 'word stays', 200_000),
    message(conversation, 'word goes', 300_000),
  ])
  await db.write([
    { sql: `UPDATE items SET at = 250000 WHERE text = 'word waits'` },
    { sql: `DELETE FROM items WHERE text = 'word goes'` },
  ])
  expect(await found('word')).toEqual(['word waits', 'word stays'])
  expect(await found('goes')).toEqual([])
})

test('[AR-7] what was stored to be seen at once is found a moment later, as it is by then', async () => {
  const conversation = await begin(1)
  const texts = Array.from({ length: 1200 }, (_, n) => `word ${n}`)
  await db.write(texts.map((text, n) => message(conversation, text, 100_000 + n * 1000)))
  await db.write([
    { sql: 'DELETE FROM items' },
    ...texts.map((text, n) => {
      const { sql, params } = message(conversation, text, 100_000 + n * 1000)
      return { sql: sql.replace('detail)', 'detail, indexed)').replace(`'{}')`, `'{}', 0)`), params }
    }),
  ])
  expect(await found('word')).toEqual([])
  await db.write([
    { sql: `DELETE FROM items WHERE text = 'word 3'` },
    { sql: `UPDATE items SET at = 9000000 WHERE text = 'word 7'` },
  ])
  const live = { db, platform: nodePlatform({ directory }), signals: { touch: () => {} } }
  await new Indexing(live, () => false).run()
  expect(await found('word', { limit: 2 })).toEqual(['word 7', 'word 1199'])
  for (const gone of ['word 3', 'word 7'])
    await db.write([{ sql: 'DELETE FROM items WHERE text = ?', params: [gone] }])
  const entries = await db.all(`SELECT rowid FROM items_text WHERE items_text MATCH 'text : "word"'`)
  expect(entries).toHaveLength(1198)
})

test('times that no clock tells are stored and found like others', async () => {
  const conversation = await begin(1)
  const times = [-5000, Number.MAX_SAFE_INTEGER, 2000, Number.MAX_SAFE_INTEGER - 1]
  await db.write(times.map((at) => message(conversation, `word at ${at}`, at)))
  const texts = await found('word')
  expect(texts).toHaveLength(4)
  expect(texts.slice(2)).toEqual(['word at 2000', 'word at -5000'])
})

test('a profile of an older version keeps its messages, and finds them', async () => {
  await db.close()
  const platform = nodePlatform({ directory })
  await platform.storage.destroy('sotto')
  const key = new Uint8Array(32).fill(7)
  const old = await platform.storage.open('sotto', key)
  await old.batch(migrationFrom(0, 2))
  const texts = ['word a', 'word b', 'word c']
  await old.batch(texts.map((text, n) => message(conversationOf(1), text, 100_000 - n * 1000)))
  await old.batch(migrationFrom(2))
  const hits = await old.all(
    `SELECT text FROM items_text
     WHERE items_text MATCH 'text : "w"*' ORDER BY rowid DESC`,
  )
  expect(hits.map((row) => row.text)).toEqual(texts)
  await old.close()
  db = await makeDatabase(platform, failed)
})
