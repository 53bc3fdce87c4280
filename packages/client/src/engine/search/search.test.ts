import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoreError } from '../../ports.ts'
import { Indexing } from '../archive/indexing.ts'
import { newRecord, writeRecord } from '../conversations/record.ts'
import { type Database, makeDatabase } from '../store/database.ts'
import { migrationFrom } from '../store/schema.ts'
import { aboutSender } from '../store/tables/full-text.ts'
import { type Search, searchMessages, searchQuery } from './search.ts'
import type { Known } from './who.ts'

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
  VALUES (?, ?, ?, 'message', ?, 0, ?, ?, 'sent', '{}')`

function message(conversation: ConversationId, text: string, at: number, from = 'alice') {
  written += 1
  const id = messageIdFromBytes(Uint8Array.from({ length: 32 }, (_, i) => (i < 2 ? written >> (8 * i) : 0)))
  if (id === undefined) throw new TypeError('a message id has 32 bytes')
  return { sql: insertMessage, params: [conversation, id, written * 16, from, text, at] }
}

function account(name: string): AccountName {
  const parsed = parseAccountName(name)
  if (parsed === undefined) throw new TypeError(name)
  return parsed
}

const names = new Map([
  ['bob', 'Róbert Q'],
  ['carol', 'Bobby'],
  ['b.ob', 'Anna Lena'],
])
const known: Known = {
  own: account('alice'),
  all: ['alice', 'bob', 'carol', 'b.ob', 'bobby'].map(account),
  nameOf: (one) => names.get(one) ?? '',
}

async function found(text: string, search: Partial<Search> = {}): Promise<readonly string[]> {
  const platform = nodePlatform({ directory })
  const hits = await searchMessages({ db, platform }, { text, limit: 50, ...search }, known)
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
  const plan = await db.all(`EXPLAIN QUERY PLAN ${searchQuery}`, ['text : ("w"*)', 0, 2 ** 32 - 1, null, 10])
  const steps = plan.map((row) => String(row.detail))
  expect(steps.some((step) => step.startsWith('SCAN items_text VIRTUAL TABLE'))).toBe(true)
  expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  // as the index itself looks a text up
  const lookUp = await db.all(
    'EXPLAIN QUERY PLAN SELECT moment, text, about FROM items_with_moment WHERE moment = ?',
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

test('a message whose time moves within its second is left where it stands in the full text', async () => {
  const conversation = await begin(1)
  await db.write([message(conversation, 'word', 100_200), message(conversation, 'word later', 100_300)])
  const index = () => db.all('SELECT id, hex(block) AS block FROM items_text_data ORDER BY id')
  const before = await index()
  await db.write([{ sql: `UPDATE items SET at = 100900, state = 'delivered' WHERE text = 'word'` }])
  expect(await index()).toEqual(before)
  await db.write([{ sql: `UPDATE items SET at = 101000 WHERE text = 'word'` }])
  expect(await index()).not.toEqual(before)
  await db.write([{ sql: `UPDATE items SET text = 'other' WHERE text = 'word later'` }])
  expect([await found('word'), await found('other')]).toEqual([['word'], ['other']])
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
  const hits = (match: string) =>
    old.all('SELECT text FROM items_text WHERE items_text MATCH ? ORDER BY rowid DESC', [match])
  expect(await hits('text : "w"*')).toEqual([])
  // what archive/indexing.ts does, a little at a time
  await old.batch([{ sql: 'UPDATE items SET indexed = 1 WHERE indexed = 0' }])
  for (const match of ['text : "w"*', `about : "${aboutSender('alice')}"`]) {
    expect((await hits(match)).map((row) => row.text)).toEqual(texts)
  }
  await old.close()
  db = await makeDatabase(platform, failed)
})

describe('what narrows a search', () => {
  const [one, other] = [conversationOf(1), conversationOf(2)]
  const day = (date: number, hour = 12) => new Date(2026, 2, date, hour).getTime()
  beforeEach(async () => {
    await begin(1)
    await begin(2)
    await db.write([
      message(one, 'word by alice', day(1)),
      message(one, 'word by bob, see https://example.org', day(2), 'bob'),
      message(other, 'word by carol', day(3), 'carol'),
      message(other, 'WWW.example.org by b.ob', day(4), 'b.ob'),
      message(other, 'word by bobby', day(5), 'bobby'),
      message(one, 'word of old bob', new Date(2024, 1, 29, 23, 59, 59).getTime(), 'bob'),
    ])
  })

  test.each([
    ['from:bob', ['word by bob, see https://example.org', 'word of old bob']],
    ['from:@BOB word old', ['word of old bob']],
    ['from:me', ['word by alice']],
    ['from:"robert q" old', ['word of old bob']],
    ['from:anna', ['WWW.example.org by b.ob']],
    ['from:lena from:alice', ['WWW.example.org by b.ob', 'word by alice']],
    // a name that is exactly somebody's is theirs, though others begin with it
    ['from:bobb', ['word by bobby', 'word by carol']],
    ['from:bobby', ['word by bobby']],
    ['from:nobody', []],
    ['from:', []],
    ['from: old', ['word of old bob']],
  ])('whose it is: %s', async (text, texts) => {
    expect(await found(text)).toEqual(texts)
  })

  test.each([
    ['in:"group 1" word by', ['word by bob, see https://example.org', 'word by alice']],
    [`in:${conversationOf(2)} word`, ['word by bobby', 'word by carol']],
    ['in:group from:carol', ['word by carol']],
    ['in:elsewhere word', []],
  ])('where: %s', async (text, texts) => {
    expect(await found(text)).toEqual(texts)
  })

  test('where, within one conversation that is given', async () => {
    expect(await found('in:"group 1" by', { conversation: other })).toEqual([])
    expect(await found('in:"group 1" alice', { conversation: one })).toEqual(['word by alice'])
  })

  test.each([
    ['before:2026-03-02', ['word by alice', 'word of old bob']],
    ['after:2026-03-03', ['word by bobby', 'WWW.example.org by b.ob']],
    ['on:2026-03-03', ['word by carol']],
    ['on:2026-3', ['word by bobby', 'WWW.example.org by b.ob', 'word by carol']],
    ['on:2024', ['word of old bob']],
    ['on:2024-02-29 old', ['word of old bob']],
    ['after:2026-03-01 before:2026-03-03', ['word by bob, see https://example.org']],
    ['after:2026-03-03 before:2026-03-02', []],
  ])('when: %s', async (text, texts) => {
    expect((await found(text)).slice(0, 3)).toEqual(texts)
  })

  test('what has a link, until it is taken out of the text', async () => {
    expect(await found('has:link')).toEqual([
      'WWW.example.org by b.ob',
      'word by bob, see https://example.org',
    ])
    expect(await found('has:link word')).toEqual(['word by bob, see https://example.org'])
    await db.write([{ sql: `UPDATE items SET text = 'without' WHERE sender = 'b.ob'` }])
    expect(await found('has:link')).toEqual(['word by bob, see https://example.org'])
    expect(await found('from:anna')).toEqual(['without'])
  })

  test('words that follow each other', async () => {
    expect(await found('"old bob"')).toEqual(['word of old bob'])
    expect(await found('"bob old"')).toEqual([])
    // it is not finished
    expect(await found('"of old')).toEqual(['word of old bob'])
  })

  test('what was deleted is found by nothing', async () => {
    await db.write([{ sql: `UPDATE items SET deleted = 2, text = '' WHERE sender = 'carol'` }])
    expect(await found('from:carol')).toEqual([])
  })

  test.each(['before:lunch', 'has:cake', 'on:2026-02-30'])(
    'what narrows nothing is words: %s',
    async (text) => {
      expect(await found(text)).toEqual([])
      await db.write([message(one, `we said ${text}!`, day(6))])
      expect(await found(text)).toEqual([`we said ${text}!`])
    },
  )

  test('what is no search finds nothing, and breaks nothing', async () => {
    for (const text of hostile) await found(text)
    expect(await found('from:"x" OR text:*" word')).toEqual([])
    expect(await found('in:x from:alice" OR 1')).toEqual([])
  })

  test('nobody finds by what the index has beside the words', async () => {
    expect(await found('s626F62')).toEqual([])
    expect(await found('ꙮ')).toEqual([])
    expect(await found('about : ꙮl')).toEqual([])
  })
})

const signs = [
  '"',
  ':',
  'from:',
  'in:',
  'on:',
  'has:',
  '*',
  '^',
  'NEAR(',
  ')',
  '{',
  '\u0000',
  '\ud800',
  ' ',
  'a',
  '-',
  '2026',
  'OR',
  'ꙮ',
]
/** Every two and three of them. */
const hostile = signs.flatMap((a) => signs.flatMap((b) => [`${a}${b}`, `${a} ${b}`, `${a}${b}${a}x`]))
