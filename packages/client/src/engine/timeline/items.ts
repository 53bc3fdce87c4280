// Rows of the timeline as snapshots, and the queries that read them in order.

import { type ConversationId, type MessageId, parseAccountName, parseMessageId } from '@sotto/wire'
import type { HappeningSnapshot, TimelineItem } from '../../api/messages.ts'
import type { SqlRow } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { messagesOf } from './messages.ts'

export type Positioned = { readonly pos: number; readonly item: TimelineItem }

/** In the order of the rows: messages with what is said about them, and what happened. */
async function itemsOf(db: Database, rows: readonly SqlRow[]): Promise<readonly TimelineItem[]> {
  const messages = await messagesOf(
    db,
    rows.filter((row) => textOf(row, 'type') === 'message'),
  )
  let next = 0
  return rows.flatMap((row) => {
    const item = textOf(row, 'type') === 'message' ? messages[next++] : happeningOf(row)
    return item === undefined ? [] : [item]
  })
}

function happeningOf(row: SqlRow): HappeningSnapshot {
  return {
    type: 'happening',
    key: textOf(row, 'key'),
    at: numberOf(row, 'at'),
    what:
      textOf(row, 'type') === 'pin' ? pinnedOf(row) : (jsonOf(row, 'detail') as HappeningSnapshot['what']),
  }
}

function pinnedOf(row: SqlRow): HappeningSnapshot['what'] {
  return {
    kind: 'pinned',
    by: parsed(row, 'sender', parseAccountName),
    id: parsed(row, 'target', parseMessageId),
  }
}

/** What changes a message is not told by itself, but that it was pinned. */
const isShown = `(type IN ('message', 'happening') OR (type = 'pin' AND text = 'pin' AND state <> 'failed'))`

/** From `first` to `last`, both included, oldest first. */
export async function itemsBetween(
  db: Database,
  conversation: ConversationId,
  range: { readonly first: number; readonly last: number },
): Promise<readonly Positioned[]> {
  const rows = await db.all(
    `SELECT * FROM items WHERE conversation = ? AND pos BETWEEN ? AND ? AND ${isShown} ORDER BY pos, id`,
    [conversation, range.first, range.last],
  )
  const items = await itemsOf(db, rows)
  return items.map((item, at) => ({ pos: numberOf(rows[at] ?? {}, 'pos'), item }))
}

/** The position of the item `count` places before or after `from`; of the last one there is, if there are fewer. */
export async function positionAway(
  db: Database,
  conversation: ConversationId,
  move: { readonly from: number; readonly count: number; readonly towards: 'older' | 'newer' },
): Promise<number> {
  const [compare, order] = move.towards === 'older' ? ['<', 'DESC'] : ['>', 'ASC']
  const rows = await db.all(
    `SELECT pos FROM items WHERE conversation = ? AND pos ${compare} ? AND ${isShown} ORDER BY pos ${order}, id ${order} LIMIT ?`,
    [conversation, move.from, move.count],
  )
  const last = rows[rows.length - 1]
  return last === undefined ? move.from : numberOf(last, 'pos')
}

export async function positionOfMessage(
  db: Database,
  conversation: ConversationId,
  id: MessageId,
): Promise<number | undefined> {
  const row = await db.first('SELECT pos FROM items WHERE conversation = ? AND key = ?', [conversation, id])
  return row === undefined ? undefined : numberOf(row, 'pos')
}
