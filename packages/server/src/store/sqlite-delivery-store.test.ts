import { cpSync } from 'node:fs'
import type { ConversationId } from '@sotto/wire'
import { expect, test } from 'vitest'
import { fastEnvelopeId } from '../delivery/framing.ts'
import { type Person, TestPeople } from '../testing/people.ts'
import { groupId } from '../testing/test-device.ts'
import { freshFolder, removeFolder } from '../testing/test-server.ts'
import { type Database, openDatabase } from './database.ts'
import { deliveryMigrations } from './delivery-schema.ts'
import { deliveryStoreContract } from './delivery-store.contract.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { decodeJournal, JournalRows } from './journal.ts'
import { openDeliveryStore } from './sqlite-delivery-store.ts'

const migrations = [deliveryMigrations]

deliveryStoreContract('SQLite', async (clock) => {
  const folders = [freshFolder()]
  let db = openDatabase({ dataDir: folders[0] ?? '', migrations })
  const store = await openDeliveryStore(db, { clock })
  return {
    store,
    async reopen(how) {
      const dataDir = freshFolder()
      if (how === 'closed') await db.close()
      // A copy of the files under an open database is what a crash leaves.
      cpSync(folders.at(-1) ?? '', dataDir, { recursive: true })
      if (how === 'crashed') await db.close()
      folders.push(dataDir)
      db = openDatabase({ dataDir, migrations })
      return openDeliveryStore(db, { clock })
    },
    setFull: (isFull) => db.pragma(`max_page_count = ${isFull ? pagesOf(db) : 1_000_000}`),
    async dispose() {
      await db.close()
      folders.forEach(removeFolder)
    },
  }
})

function pagesOf(db: Database): number {
  return Number(db.prepare('PRAGMA page_count').get()?.page_count)
}

test('[D-10] what everybody has acknowledged leaves the journal with the next settling, and nothing else does', async () => {
  const db = openDatabase({ dataDir: ':memory:', migrations })
  const store = await openDeliveryStore(db, { clock: { now: () => 1 } })
  const inJournal = () => db.prepare('SELECT count(*) AS rows FROM journal').get()?.rows
  const founder = new TestPeople().add('alice')
  const conversation = groupId()
  await found(store, conversation, founder)
  for (const text of ['two', 'three']) await say(store, conversation, { by: founder, text })
  store.acknowledge(founder.device, [{ conversation, seq: 2 }])
  await store.settle()
  expect(inJournal()).toBe(1)
  store.acknowledge(founder.device, [{ conversation, seq: 3 }])
  await store.settle()
  expect(inJournal()).toBe(0)
  await db.close()
})

test('[D-10] what everybody acknowledges while the store settles waits for the next settling, so that it comes to an end', async () => {
  let isSettling = false
  let settlings = 0
  const founder = new TestPeople().add('alice')
  const conversation = groupId()
  const acknowledge = (seq: number) => store.acknowledge(founder.device, [{ conversation, seq }])
  // between each look at what is due and its transaction the founder has read one more
  const begin = (flush: () => void) => {
    if (isSettling) acknowledge(2 + ++settlings)
    setImmediate(flush)
  }
  const db = openDatabase({ dataDir: ':memory:', migrations, pace: { begin, commit: () => {} } })
  const store = await openDeliveryStore(db, { clock: { now: () => 1 } })
  await found(store, conversation, founder)
  for (const text of ['two', 'three', 'four', 'five']) await say(store, conversation, { by: founder, text })
  acknowledge(2)
  isSettling = true
  await store.settle()
  expect(settlings).toBe(1)
  expect(db.prepare('SELECT count(*) AS rows FROM journal').get()?.rows).toBe(3)
  await store.settle(true)
  expect(db.prepare('SELECT count(*) AS rows FROM journal').get()?.rows).toBe(0)
  await db.close()
})

test('a log in memory that is not needed is let go, and comes back the same', async () => {
  const clock = { now: () => 1 }
  const db = openDatabase({ dataDir: ':memory:', migrations })
  const store = await openDeliveryStore(db, { clock, cachedLogs: 4 })
  const founder = new TestPeople().add('alice')
  const conversations = Array.from({ length: 30 }, groupId)
  for (const conversation of conversations) {
    await found(store, conversation, founder)
    await store.settle(true)
  }
  for (const conversation of conversations) {
    expect(await store.log(conversation)).toMatchObject({ conversation, lastSeq: 1, epoch: 1 })
  }
  await db.close()
})

test('a journal row reads back as it was written, and a damaged one is `damaged`', () => {
  const { device } = new TestPeople().add('alice')
  const entries = [0, 1, 70_000].map((size, i) => ({
    log: { number: i * 1e9 },
    entry: {
      seq: 2 ** 40 + i,
      at: Date.now(),
      kind: i === 0 ? ('left' as const) : ('message' as const),
      id: idOf(groupId()),
      bytes: Buffer.alloc(size, i),
      sender: i === 0 ? undefined : device,
    },
  }))
  const row = new JournalRows().encode(entries)
  expect(decodeJournal(row)).toEqual(entries)
  expect(() => decodeJournal(row.subarray(0, row.length - 1))).toThrow(
    expect.objectContaining({ code: 'damaged' }),
  )
  expect(() => decodeJournal(Buffer.alloc(10))).toThrow(expect.objectContaining({ code: 'damaged' }))
})

async function found(store: DeliveryStore, conversation: ConversationId, { account, device }: Person) {
  const entry = { kind: 'commit', id: idOf(conversation), bytes: Buffer.from('x'), sender: device } as const
  const change = {
    kind: 'group',
    generation: 0,
    epoch: 1,
    members: [[account, { state: 'active', invitedBy: undefined }]],
    joins: [{ account, device }],
  } as const
  await store.append({ conversation, id: entry.id }, () => ({ do: 'append', entry, change }))
}

async function say(
  store: DeliveryStore,
  conversation: ConversationId,
  { by, text }: { readonly by: Person; readonly text: string },
) {
  const entry = { kind: 'message', id: idOf(text), bytes: Buffer.from(text), sender: by.device } as const
  await store.append({ conversation, id: entry.id }, () => ({ do: 'append', entry }))
}

function idOf(text: string) {
  return fastEnvelopeId(Buffer.from(text))
}
