// Rows of messages as snapshots: each with what was changed of it, the reactions to it, and what it answers, all as this
// device has them now.

import {
  type AccountName,
  type MessageId,
  parseAccountName,
  parseConversationId,
  parseMessageId,
} from '@sotto/wire'
import type { MessageSnapshot, QuoteSnapshot, RefusedChange } from '../../api/messages.ts'
import type { Failure } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import { lifetimeOf } from '../expiry/lifetime.ts'
import { isPinnedBy } from '../pins/pins.ts'
import { starredAmong } from '../stars/stars.ts'
import type { Database } from '../store/database.ts'
import { isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { countReactions } from './reactions.ts'
import { parseSendState } from './states.ts'

/** Characters of a quoted text. */
const quoteLength = 300

type Detail = {
  readonly unsupported?: string
  readonly inReplyTo?: MessageId
  readonly forwarded?: true
  readonly failure?: Failure
}

type Around = {
  /** What changes each message, in the order of the log. */
  readonly changes: ReadonlyMap<string, readonly SqlRow[]>
  readonly answered: ReadonlyMap<string, SqlRow>
  readonly starred: ReadonlySet<string>
}

/** In the order of the rows, which are whole rows of messages. */
export async function messagesOf(db: Database, rows: readonly SqlRow[]): Promise<readonly MessageSnapshot[]> {
  if (rows.length === 0) return []
  const around = {
    changes: await changesOf(db, rows),
    answered: await answeredBy(db, rows),
    starred: await starredAmong(
      db,
      rows.map((row) => nameOf(row, textOf(row, 'key'))),
    ),
  }
  return rows.map((row) => messageOf(row, around))
}

async function changesOf(db: Database, rows: readonly SqlRow[]): Promise<Around['changes']> {
  // of an edit that counts the words stand in the message
  const changes = await db.all(
    `SELECT conversation, key, target, type, sender, mine, at, state, deleted, detail,
       CASE WHEN type IN ('reaction', 'pin') OR state = 'failed' THEN text ELSE '' END AS text
     FROM items WHERE target IN (SELECT value FROM json_each(?)) ORDER BY pos, id`,
    [JSON.stringify(rows.map((row) => textOf(row, 'key')))],
  )
  return Map.groupBy(changes, (change) => nameOf(change, textOf(change, 'target')))
}

async function answeredBy(db: Database, rows: readonly SqlRow[]): Promise<Around['answered']> {
  const ids = rows.flatMap((row) => (jsonOf(row, 'detail') as Detail).inReplyTo ?? [])
  if (ids.length === 0) return new Map()
  const answered = await db.all(
    `SELECT conversation, key, sender, mine, deleted, substr(text, 1, ${quoteLength}) AS text, detail
     FROM items WHERE type = 'message' AND key IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  )
  return new Map(answered.map((row) => [nameOf(row, textOf(row, 'key')), row]))
}

/** Ids are told apart within a conversation: whoever writes may name any. */
function nameOf(row: SqlRow, key: string): string {
  return `${textOf(row, 'conversation')} ${key}`
}

function messageOf(row: SqlRow, { changes, answered, starred }: Around): MessageSnapshot {
  const { unsupported, inReplyTo, forwarded, failure } = jsonOf(row, 'detail') as Detail
  const name = nameOf(row, textOf(row, 'key'))
  const all = changes.get(name) ?? []
  const isDeleted = numberOf(row, 'deleted') > 0
  const refused = all.flatMap(refusedOf)
  return {
    type: 'message',
    id: parsed(row, 'key', parseMessageId),
    conversation: parsed(row, 'conversation', parseConversationId),
    from: parsed(row, 'sender', parseAccountName),
    mine: numberOf(row, 'mine') === 1,
    text: textOf(row, 'text'),
    at: numberOf(row, 'at'),
    // how far it came before it was deleted is kept nowhere
    state: numberOf(row, 'deleted') === 2 ? 'sent' : parseSendState(textOf(row, 'state')),
    ...(unsupported === undefined || isDeleted ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo, quote: quoteOf(inReplyTo, row, answered) }),
    ...(isDeleted ? { deleted: { pending: numberOf(row, 'deleted') === 1 } } : editedOf(row, all)),
    reactions: isDeleted ? [] : countReactions(all.filter((change) => change.type === 'reaction')),
    ...(forwarded === undefined || isDeleted ? {} : { forwarded }),
    ...lifetimeOf(row),
    ...(isPinnedBy(all) && !isDeleted ? { pinned: true as const } : {}),
    ...(starred.has(name) && !isDeleted ? { starred: true as const } : {}),
    ...(refused.length === 0 ? {} : { refused }),
    ...(failure === undefined ? {} : { failure }),
  }
}

function editedOf(row: SqlRow, changes: readonly SqlRow[]): Pick<MessageSnapshot, 'edited'> {
  if (isNull(row, 'first_text')) return {}
  const last = changes.findLast(
    ({ type, sender, state, deleted }) =>
      type === 'edit' && sender === row.sender && state !== 'failed' && deleted === 0,
  )
  if (last === undefined) return {}
  return { edited: { at: numberOf(last, 'at'), pending: textOf(last, 'state') === 'pending' } }
}

function refusedOf(change: SqlRow): readonly RefusedChange[] {
  const what = changeTypes.find((type) => type === change.type)
  const { failure } = jsonOf(change, 'detail') as Detail
  if (what === undefined || textOf(change, 'state') !== 'failed' || failure === undefined) return []
  const text = textOf(change, 'text')
  return [
    {
      ...{ id: parsed(change, 'key', parseMessageId), what, failure },
      text: what === 'reaction' ? (JSON.parse(text) as readonly string[]).join(' ') : text,
    },
  ]
}

const changeTypes = ['edit', 'deletion', 'reaction', 'pin'] as const

function quoteOf(id: MessageId, by: SqlRow, answered: Around['answered']): QuoteSnapshot {
  const row = answered.get(nameOf(by, id))
  if (row === undefined) return { kind: 'missing', id }
  const from: AccountName = parsed(row, 'sender', parseAccountName)
  const mine = numberOf(row, 'mine') === 1
  if (numberOf(row, 'deleted') > 0) return { kind: 'deleted', id, from, mine }
  const { unsupported } = jsonOf(row, 'detail') as Detail
  const text = textOf(row, 'text')
  return { kind: 'message', id, from, mine, text, ...(unsupported === undefined ? {} : { unsupported }) }
}
