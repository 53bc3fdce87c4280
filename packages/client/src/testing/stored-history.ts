// Fills the store of a profile that has signed up with a long history, by the rows that the engine itself
// writes. The engine must be closed meanwhile. What is not made: the groups' keys, so nothing can be sent.

import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'
import { newRecord, writeRecord } from '../engine/conversations/record.ts'
import { type Database, openDatabase } from '../engine/store/database.ts'
import { readIdentity } from '../engine/store/settings.ts'
import { positionOf } from '../engine/timeline/position.ts'
import type { Platform, Statement } from '../ports.ts'
import { fractions, sentence } from './words.ts'

export type HistorySize = { readonly conversations: number; readonly messages: number }

const perBatch = 2000
const minute = 60_000
const idBytes = 32

type Conversation = {
  readonly id: ConversationId
  readonly others: readonly AccountName[]
  /** How many messages it has. */
  readonly messages: number
  /** When the last of them was written. */
  readonly last: number
}

/**
 * Writes conversations, every fourth a group of five, the newest with the most messages, all read. Throws
 * when the profile has not signed up.
 */
export async function writeHistory(platform: Platform, size: HistorySize): Promise<void> {
  const db = await openDatabase(platform, (error) => {
    throw error
  })
  const own = db === undefined ? undefined : (await readIdentity(db))?.account
  if (db === undefined || own === undefined) throw new TypeError('the profile has not signed up')
  try {
    await writePeople(db, platform, size.conversations)
    const next = fractions(platform.random)
    for (const conversation of plan(platform, size)) {
      await writeConversation(db, platform, { conversation, own, next })
    }
  } finally {
    await db.close()
  }
}

async function writePeople(db: Database, platform: Platform, count: number): Promise<void> {
  const now = platform.clock.now()
  await db.write(
    Array.from({ length: count }, (_, number) => ({
      sql: 'INSERT INTO people (account, account_key, checked_at) VALUES (?, ?, ?)',
      params: [personOf(number), platform.random.bytes(32), now],
    })),
  )
}

/** The n-th newest has about 1/n of the messages of the newest. */
function plan(platform: Platform, { conversations, messages }: HistorySize): readonly Conversation[] {
  const numbers = Array.from({ length: conversations }, (_, number) => number)
  const weight = numbers.reduce((sum, number) => sum + 1 / (number + 1), 0)
  let left = messages
  return numbers
    .map((number) => {
      const after = conversations - number - 1
      const share = Math.round(messages / weight / (number + 1))
      const own = after === 0 ? left : Math.max(1, Math.min(share, left - after))
      left -= own
      return {
        id: newId(platform),
        others: othersOf(number, conversations),
        messages: own,
        last: platform.clock.now() - number * 10 * minute,
      }
    })
    .reverse()
}

function othersOf(number: number, people: number): readonly AccountName[] {
  const count = number % 4 === 3 ? 4 : 1
  return Array.from({ length: count }, (_, at) => personOf((number + at) % people))
}

type Writing = { readonly conversation: Conversation; readonly own: AccountName; readonly next: () => number }

async function writeConversation(db: Database, platform: Platform, writing: Writing): Promise<void> {
  const { conversation, own } = writing
  const { id, others, messages, last } = conversation
  const items = Array.from({ length: messages }, (_, at) => insertMessage(platform, writing, at + 1))
  const begunAt = last - messages * minute
  const isDirect = others.length === 1
  const record = newRecord(id, {
    kind: isDirect ? 'direct' : 'group',
    name: isDirect ? '' : `Group of ${others.join(', ')}`,
    peer: isDirect ? others[0] : undefined,
    begunAt,
  })
  record.listed = true
  record.group = 'live'
  record.members = [own, ...others].map((account) => ({ account, devices: 1, joinedAt: begunAt }))
  record.begunBy = own
  record.cursor = messages
  record.readPos = positionOf(messages)
  for (let from = 0; from < items.length; from += perBatch) await db.write(items.slice(from, from + perBatch))
  await db.write(writeRecord(record))
}

function insertMessage(platform: Platform, { conversation, own, next }: Writing, seq: number): Statement {
  const { id, others, messages, last } = conversation
  const isOwn = next() < 0.4
  const sender = isOwn ? own : (others[Math.floor(next() * others.length)] ?? own)
  const key = messageIdFromBytes(platform.random.bytes(idBytes))
  if (key === undefined) throw new TypeError('a message id has 32 bytes')
  return {
    sql: `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
          VALUES (?, ?, ?, 'message', ?, ?, ?, ?, ?, '{}')`,
    params: [
      ...[id, key, positionOf(seq), sender, isOwn ? 1 : 0, sentence(next)],
      ...[last - (messages - seq) * minute, isOwn ? 'read' : 'sent'],
    ],
  }
}

function newId(platform: Platform): ConversationId {
  const id = conversationIdFromBytes(platform.random.bytes(16))
  if (id === undefined) throw new TypeError('a conversation id has 16 bytes')
  return id
}

function personOf(number: number): AccountName {
  const account = parseAccountName(`person${number}`)
  if (account === undefined) throw new TypeError(`not a name: person${number}`)
  return account
}
