// Rows of the timeline as snapshots, and the queries that read them in order.

import {
  type ConversationId,
  type MessageId,
  parseAccountName,
  parseConversationId,
  parseMessageId,
} from '@sotto/wire'
import type { HappeningSnapshot, MessageSnapshot, TimelineItem } from '../../api/messages.ts'
import type { Failure } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { parseSendState } from './states.ts'

export type Positioned = { readonly pos: number; readonly item: TimelineItem }

type Detail = {
  readonly unsupported?: string
  readonly inReplyTo?: MessageId
  readonly failure?: Failure
}

export function itemOf(row: SqlRow): TimelineItem {
  return textOf(row, 'type') === 'message' ? messageOf(row) : happeningOf(row)
}

export function messageOf(row: SqlRow): MessageSnapshot {
  const { unsupported, inReplyTo, failure } = jsonOf(row, 'detail') as Detail
  return {
    type: 'message',
    id: parsed(row, 'key', parseMessageId),
    conversation: parsed(row, 'conversation', parseConversationId),
    from: parsed(row, 'sender', parseAccountName),
    mine: numberOf(row, 'mine') === 1,
    text: textOf(row, 'text'),
    at: numberOf(row, 'at'),
    state: parseSendState(textOf(row, 'state')),
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(failure === undefined ? {} : { failure }),
  }
}

function happeningOf(row: SqlRow): HappeningSnapshot {
  return {
    type: 'happening',
    key: textOf(row, 'key'),
    at: numberOf(row, 'at'),
    what: jsonOf(row, 'detail') as HappeningSnapshot['what'],
  }
}

function positioned(row: SqlRow): Positioned {
  return { pos: numberOf(row, 'pos'), item: itemOf(row) }
}

/** From `first` to `last`, both included, oldest first. */
export async function itemsBetween(
  db: Database,
  conversation: ConversationId,
  range: { readonly first: number; readonly last: number },
): Promise<readonly Positioned[]> {
  const rows = await db.all(
    'SELECT * FROM items WHERE conversation = ? AND pos BETWEEN ? AND ? ORDER BY pos, id',
    [conversation, range.first, range.last],
  )
  return rows.map(positioned)
}

/** The position of the item `count` places before or after `from`; of the last one there is, if there are fewer. */
export async function positionAway(
  db: Database,
  conversation: ConversationId,
  move: { readonly from: number; readonly count: number; readonly towards: 'older' | 'newer' },
): Promise<number> {
  const [compare, order] = move.towards === 'older' ? ['<', 'DESC'] : ['>', 'ASC']
  const rows = await db.all(
    `SELECT pos FROM items WHERE conversation = ? AND pos ${compare} ? ORDER BY pos ${order}, id ${order} LIMIT ?`,
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
