// What this device has to say to the archive of a conversation, read from its store; and the marks that it was said.

import { parseAccountName, parseMessageId } from '@sotto/wire'
import type { SqlRow } from '../../ports.ts'
import type { ConversationRecord } from '../conversations/record.ts'
import type { Turn } from '../conversations/turn.ts'
import { lifetimeOf } from '../expiry/lifetime.ts'
import { isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { type ArchivedChange, type ChangeWhat, isErased } from './archived-change.ts'
import {
  type ArchivedHappening,
  type ArchivedItem,
  type ArchivedMessage,
  archivedStates,
  type TakenOut,
} from './archived-item.ts'
import type { Facts, Head } from './bodies.ts'
import { oweToArchive } from './due.ts'
import { gapRanges } from './gaps.ts'
import { isDue, type KnownHead, writeKnown, writeTaken } from './memory.ts'
import type { Plan, Told } from './plan.ts'

/** At once; what is more is said next. */
const most = { items: 1500, bytes: 256 * 1024 }

/** With the words in which it was said, to see later whether they still hold. */
export async function toldBy(turn: Turn): Promise<Told> {
  const { record } = turn
  const rows = await turn.all(
    `SELECT * FROM items WHERE conversation = ? AND ${isDue} ORDER BY pos DESC LIMIT ?`,
    [record.id, most.items],
  )
  const gone = await turn.all(
    'SELECT key, pos, expired FROM taken_out WHERE conversation = ? AND archived = 0',
    [record.id],
  )
  const items: ArchivedItem[] = gone.map((row) => ({
    type: 'gone',
    pos: numberOf(row, 'pos'),
    key: textOf(row, 'key'),
    ...(numberOf(row, 'expired') === 1 ? { expired: true } : {}),
  }))
  let bytes = 0
  for (const row of rows) {
    bytes += textOf(row, 'text').length * 2
    if (bytes > most.bytes && items.length > 0) break
    items.push(itemOf(row))
  }
  return {
    facts: factsOf(record),
    cursor: record.group === 'none' ? 0 : record.cursor,
    gaps: await gapRanges(turn),
    deletedUpTo: await deletedUpTo(turn),
    items,
  }
}

/** What the archive had when this device last saw it, from this device's own items: for when the server shows something older. */
export async function remembered(turn: Turn, { version, shelved, ...known }: KnownHead): Promise<Head> {
  const rows = await turn.all(
    `SELECT * FROM items WHERE conversation = ? AND pos >= ? AND archived = 1 ORDER BY pos, key`,
    [turn.record.id, known.floor],
  )
  return { ...known, items: rows.map(itemOf) }
}

export async function deletedUpTo(turn: Turn): Promise<number> {
  const row = await turn.first('SELECT pos FROM deleted_up_to WHERE conversation = ?', [turn.record.id])
  return row === undefined ? 0 : numberOf(row, 'pos')
}

/** Nothing of the conversation up to this position is kept any more, on this device and in the archive. */
export function deleteUpTo(turn: Turn, pos: number): void {
  turn.write(
    `INSERT INTO deleted_up_to VALUES (?, ?) ON CONFLICT DO UPDATE SET pos = max(pos, excluded.pos)`,
    ...[turn.record.id, pos],
  )
  turn.write('DELETE FROM items WHERE conversation = ? AND pos <= ?', turn.record.id, pos)
  turn.write('DELETE FROM gaps WHERE conversation = ?', turn.record.id)
  oweToArchive(turn)
}

/** Every item goes, here and from the archive; others may come in their places. */
export function takeOutAll(turn: Turn): void {
  turn.write(
    `INSERT OR IGNORE INTO taken_out (conversation, key, pos, archived, expired)
     SELECT conversation, key, pos, 0, 0 FROM items WHERE conversation = ? AND archived = 1`,
    turn.record.id,
  )
  oweToArchive(turn)
}

/** The archive has what was told, in this plan or before it; what was taken out since then is still to be told. */
export function markSaid(turn: Turn, told: Told): void {
  const { id } = turn.record
  const said = told.items.map((item) => [item.key, markOf(item), goesAt(item)])
  const gone = told.items.flatMap((item) => (item.type === 'gone' ? [item.key] : []))
  turn.write(
    `UPDATE items SET archived = 1 WHERE conversation = ?1 AND archived = 0
       AND (key, CASE WHEN deleted = 2 AND type <> 'reaction' THEN 'deleted' ELSE state END, coalesce(goes_at, 0)) IN (
         SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?2))`,
    ...[id, JSON.stringify(said)],
  )
  turn.write(
    'UPDATE taken_out SET archived = 1 WHERE conversation = ? AND key IN (SELECT value FROM json_each(?))',
    ...[id, JSON.stringify(gone)],
  )
  const isStill = JSON.stringify(factsOf(turn.record)) === JSON.stringify(told.facts)
  if (!isStill) return
  turn.write(
    `DELETE FROM archive_due WHERE conversation = ?1
       AND NOT EXISTS (SELECT 1 FROM taken_out WHERE conversation = ?1 AND archived = 0)`,
    id,
  )
}

/** What would show that the item is not any more as it was told. */
function markOf(item: ArchivedItem): string {
  if (item.type === 'change') return isErased(item) ? 'deleted' : 'sent'
  return item.type === 'message' ? item.state : ''
}

function goesAt(item: ArchivedItem): number {
  return (item.type === 'message' || item.type === 'change' ? item.expires?.at : undefined) ?? 0
}

/** What was planned is at the server. */
export function markWritten(turn: Turn, plan: Plan, version: number): void {
  const { id } = turn.record
  const statements = [...writeKnown(plan.head, version), ...writeTaken(id, plan.segments)]
  for (const { sql, params = [] } of statements) turn.write(sql, ...params)
  if (plan.segments.length + plan.dropped.length > 0) {
    turn.write('UPDATE archive_heads SET shelved = 0 WHERE conversation = ?', id)
  }
}

export function factsOf(record: ConversationRecord): Facts {
  const { kind, name, peer, begunBy, begunAt, generation, readPos, timer, group } = record
  // what the server alone says is told to nobody (AR-15)
  const { state, members } = record.outside ?? record
  const at = group === 'live' || group === 'gone' ? record.cursor : 0
  const facts = { at, kind, state, name, peer, members, begunBy, begunAt, generation, readPos }
  return timer === 0 ? facts : { ...facts, timer }
}

type Detail = Pick<ArchivedMessage, 'unsupported' | 'inReplyTo' | 'forwarded'>

/** Of a row that is none of what waits, is missing, or warns. */
export function itemOf(row: SqlRow): Exclude<ArchivedItem, TakenOut> {
  const [pos, at] = [numberOf(row, 'pos'), numberOf(row, 'at')]
  if (textOf(row, 'type') === 'happening') {
    return {
      ...({ type: 'happening', pos, key: textOf(row, 'key'), at } as const),
      what: jsonOf(row, 'detail') as ArchivedHappening['what'],
    }
  }
  return textOf(row, 'type') === 'message' ? messageOf(row, { pos, at }) : changeOf(row, { pos, at })
}

type Where = { readonly pos: number; readonly at: number }

function changeOf(row: SqlRow, where: Where): ArchivedChange {
  return {
    ...({ type: 'change', ...where, key: parsed(row, 'key', parseMessageId) } as const),
    from: parsed(row, 'sender', parseAccountName),
    target: parsed(row, 'target', parseMessageId),
    what: whatOf(row),
    ...lifetimeOf(row),
  }
}

function whatOf(row: SqlRow): ChangeWhat {
  switch (textOf(row, 'type')) {
    case 'edit':
      return { kind: 'edit', text: numberOf(row, 'deleted') === 2 ? null : textOf(row, 'text') }
    case 'reaction':
      return { kind: 'reaction', reactions: jsonOf(row, 'text') as readonly string[] }
    case 'pin':
      return { kind: 'pin', pinned: textOf(row, 'text') === 'pin' }
    default:
      return { kind: 'deletion' }
  }
}

function messageOf(row: SqlRow, { pos, at }: Where): ArchivedMessage {
  const isDeleted = numberOf(row, 'deleted') === 2
  const { unsupported, inReplyTo, forwarded } = jsonOf(row, 'detail') as Detail
  return {
    ...({ type: 'message', pos, key: parsed(row, 'key', parseMessageId) } as const),
    from: parsed(row, 'sender', parseAccountName),
    at,
    state: isDeleted ? 'deleted' : (archivedStates.find((state) => state === row.state) ?? 'sent'),
    text: textOf(row, isNull(row, 'first_text') ? 'text' : 'first_text'),
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...lifetimeOf(row),
  }
}

/** This device's own items between where the segment starts and where the next one does. */
export async function withinOf(
  turn: Turn,
  { start }: { readonly start: number },
): Promise<readonly ArchivedItem[]> {
  const { id } = turn.record
  const rows = await turn.all(
    `SELECT * FROM items WHERE conversation = ?1 AND pos >= ?2 AND pos < coalesce(
       (SELECT min(start) FROM archive_segments WHERE conversation = ?1 AND start > ?2),
       (SELECT floor FROM archive_heads WHERE conversation = ?1))
     AND state NOT IN ('pending', 'failed')
     AND (type <> 'happening' OR json_extract(detail, '$.kind') NOT IN ('missing', 'warning', 'handing-over')) ORDER BY pos, key`,
    [id, start],
  )
  return rows.map(itemOf)
}
