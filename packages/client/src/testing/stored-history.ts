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
import { openDatabase } from '../engine/store/database.ts'
import { type Identity, readIdentity } from '../engine/store/settings.ts'
import { positionOf } from '../engine/timeline/position.ts'
import type { Platform, SqlRow, Statement } from '../ports.ts'
import { fractions, sentence } from './words.ts'

export type HistorySize = { readonly conversations: number; readonly messages: number }

/** Large: what an index of the full text costs to fill lies in its transactions. */
const perBatch = 10_000
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
  if (db === undefined || db === 'locked') throw new TypeError('the profile has not signed up')
  const own = await readIdentity(db)
  if (own === undefined) throw new TypeError('the profile has not signed up')
  try {
    const waiting: Statement[] = [...peopleOf(platform, own, size.conversations)]
    const next = fractions(platform.random)
    for (const conversation of plan(platform, size)) {
      for (const statement of conversationOf(platform, { conversation, own: own.account, next })) {
        if (waiting.push(statement) === perBatch) await db.write(waiting.splice(0))
      }
    }
    await db.write(waiting)
  } finally {
    await db.close()
  }
}

/** Everybody's devices are as they were when last looked at, so that nothing waits to be done about them. */
function peopleOf(platform: Platform, own: Identity, count: number): readonly Statement[] {
  const others = Array.from({ length: count }, (_, number) => personOf(number))
  const now = platform.clock.now()
  return [own.account, ...others].map((account) => ({
    sql: 'INSERT OR REPLACE INTO people (account, account_key, devices, checked_at) VALUES (?, ?, ?, ?)',
    params:
      account === own.account
        ? [account, own.accountKey, own.device, now]
        : [account, platform.random.bytes(32), '', now],
  }))
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

/** What a list needs of each conversation, newest first, read by one query and nothing around it. */
export async function readBareList(platform: Platform): Promise<readonly SqlRow[]> {
  const db = await openDatabase(platform, (error) => {
    throw error
  })
  if (db === undefined || db === 'locked') return []
  const rows = await db.all(
    `SELECT coalesce(peer, name) AS name, unread, conversations.at AS at, items.sender AS sender,
       substr(items.text, 1, 200) AS text
     FROM conversations LEFT JOIN items ON items.id = last_item WHERE listed = 1 ORDER BY conversations.at DESC`,
  )
  await db.close()
  return rows
}

type Writing = { readonly conversation: Conversation; readonly own: AccountName; readonly next: () => number }

function* conversationOf(platform: Platform, writing: Writing): Generator<Statement> {
  const { conversation, own } = writing
  const { id, others, messages, last } = conversation
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
  for (let seq = 1; seq <= messages; seq++) yield insertMessage(platform, writing, seq)
  yield* writeRecord(record)
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
