// Fills the store of a profile that has signed up with a long history, by the rows that the engine itself
// writes. The engine must be closed meanwhile. What is not made: the groups' keys, so nothing can be sent.

import { writeRecord } from '../engine/conversations/record.ts'
import { type Database, openDatabase } from '../engine/store/database.ts'
import { type Identity, readIdentity } from '../engine/store/settings.ts'
import type { Platform, SqlRow, Statement } from '../ports.ts'
import { type HistorySize, type Invented, type InventedMessage, invent, personOf } from './invented.ts'

/** Large: what an index of the full text costs to fill lies in its transactions. */
const perBatch = 10_000

/**
 * Writes conversations, every fourth a group of five, the newest with the most messages, all read. Throws
 * when the profile has not signed up.
 */
export async function writeHistory(platform: Platform, size: HistorySize): Promise<void> {
  const { db, own } = await openProfile(platform)
  try {
    const waiting: Statement[] = [...peopleOf(platform, own, size.conversations)]
    for (const conversation of invent(platform, own.account, size)) {
      for (const statement of rowsOf(conversation)) {
        if (waiting.push(statement) === perBatch) await db.write(waiting.splice(0))
      }
    }
    await db.write(waiting)
  } finally {
    await db.close()
  }
}

/** Of an engine that is closed. Throws when the profile has not signed up. */
export async function openProfile(
  platform: Platform,
): Promise<{ readonly db: Database; readonly own: Identity }> {
  const db = await openDatabase(platform, (error) => {
    throw error
  })
  if (db === undefined || db === 'locked') throw new TypeError('the profile has not signed up')
  const own = await readIdentity(db)
  if (own === undefined) throw new TypeError('the profile has not signed up')
  return { db, own }
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

function* rowsOf({ record, messages }: Invented): Generator<Statement> {
  for (const message of messages) yield insertMessage(record.id, message)
  yield* writeRecord(record)
}

function insertMessage(
  conversation: string,
  { key, pos, sender, isOwn, text, at }: InventedMessage,
): Statement {
  return {
    sql: `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
          VALUES (?, ?, ?, 'message', ?, ?, ?, ?, ?, '{}')`,
    params: [conversation, key, pos, sender, isOwn ? 1 : 0, text, at, isOwn ? 'read' : 'sent'],
  }
}
