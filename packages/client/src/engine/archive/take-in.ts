// Takes what the archive has of a conversation into this device's store. What the log is still to bring is left to
// the log; what is here already is not written again; and where this device has not been let in yet the conversation
// stands as the archive tells, readable, until it is.

import { type ConversationId, parseMessageId } from '@sotto/wire'
import type { MessageSnapshot, SendState } from '../../api/messages.ts'
import { takeOutBeside } from '../changes/take-out.ts'
import { haveLeft, wasRemoved } from '../conversations/have-left.ts'
import { type ConversationRecord, newRecord, putOutside } from '../conversations/record.ts'
import { titleOf } from '../conversations/title.ts'
import type { Turn } from '../conversations/turn.ts'
import { readWanted } from '../handover/wanted.ts'
import type { Live } from '../live.ts'
import { isQuiet } from '../notices/quiet.ts'
import { numberOf, parsed, textOf } from '../store/rows.ts'
import { endOfPlace, placeOf } from '../timeline/position.ts'
import type { ArchivedItem, ArchivedMessage, TakenOut } from './archived-item.ts'
import type { Head } from './bodies.ts'
import { oweToArchive } from './due.ts'
import { askOthers, closeGaps, gapRanges, readGaps, writeGap } from './gaps.ts'
import { insertRows, rowsOf } from './item-rows.ts'
import { deletedUpTo, factsOf } from './local.ts'
import { readKnown, writeKnown } from './memory.ts'
import { mergeFacts } from './plan.ts'
import { type Ranges, rangesOf, union, within, without } from './ranges.ts'

/** `isNew`: the store has never heard of the conversation. */
export type Taken = { readonly head: Head; readonly version: number; readonly isNew: boolean }

export function beginRecord({ head }: Taken): ConversationRecord {
  const { kind, name, peer, begunAt } = head.facts
  return newRecord(head.conversation, { kind, name, peer, begunAt })
}

export async function takeHead(live: Live, turn: Turn, { head, version, isNew }: Taken): Promise<void> {
  const { record } = turn
  if (isNew && isFromArchive(record) && isPlain(live, head)) return takeWhole(live, turn, { head, version })
  const known = await readKnown(live.db, record.id)
  const limit = await takeDeletion(turn, head)
  const wasAwaited = record.awaited
  if (isFromArchive(record)) {
    const isStillOutside = record.outside !== undefined && head.facts.at <= (known?.facts.at ?? 0)
    takeFacts(turn, { head, limit })
    if (isStillOutside && record.awaited) putOutside(record, live.identity.account)
  }
  // nothing that was written here meanwhile can go out any more
  if (wasAwaited && record.group === 'gone')
    await (record.state === 'left' ? haveLeft : wasRemoved)(live, turn)
  record.readPos = Math.max(record.readPos, head.facts.readPos)
  if (known === undefined && record.since > 1) meetArchive(live, turn, head)
  await takeItems(live, turn, head.items)
  await closeGaps(turn, without(upTo(head.through), head.gaps))
  if (await answersGaps(turn, head)) askOthers(turn)
  for (const { sql, params = [] } of writeKnown(head, version)) turn.write(sql, ...params)
}

function isPlain(live: Live, { deletedUpTo: limit, items }: Head): boolean {
  return limit === 0 && items.every((item) => item.type !== 'gone' && !isPast(live, item))
}

/** It goes before anybody sees it here. */
function isPast(live: Live, item: ArchivedItem): boolean {
  return item.type === 'message' && (item.expires?.at ?? Infinity) <= live.platform.clock.now()
}

/**
 * Nothing here needs to be compared, so nothing is read; the words of the messages come into the full text when
 * everything that is to be seen at once is stored.
 */
function takeWhole(live: Live, turn: Turn, { head, version }: Pick<Taken, 'head' | 'version'>): void {
  const { record } = turn
  takeFacts(turn, { head, limit: 0 })
  record.readPos = head.facts.readPos
  insert(turn, rowsOf(head.items, live.identity.account), { archived: 1, indexed: 0 })
  for (const { sql, params = [] } of writeKnown(head, version)) turn.write(sql, ...params)
  const said = mergeFacts(head.facts, factsOf(record))
  // what came from the archive is no news for it
  if (JSON.stringify(said) === JSON.stringify(head.facts))
    turn.write('DELETE FROM archive_due WHERE conversation = ?', record.id)
}

/** A head that is no news, for what was left to the log and did not come with it. */
export async function takeOnceMore(live: Live, turn: Turn, { items, through, gaps }: Head): Promise<void> {
  const isOver = turn.record.group === 'gone'
  if (!isOver && (await readGaps(turn)).length === 0) return
  await takeItems(live, turn, items)
  await closeGaps(turn, without(upTo(through), gaps))
}

/** Items that the archive has: those that this device lacks come in, of the others what has moved forward. */
export async function takeItems(live: Live, turn: Turn, items: readonly ArchivedItem[]): Promise<void> {
  // also what the log has not brought yet: it is not to be seen when it does
  const limit = await deletedUpTo(turn)
  await takeOut(
    live,
    turn,
    items.filter((item): item is TakenOut => item.type === 'gone' && item.pos > limit),
  )
  const ours = await notDeleted(turn, items)
  const past = ours.filter((item) => isPast(live, item))
  for (const { key, pos } of past) leaveOut(turn, { key, pos, expired: true })
  const present = (await notTakenOut(turn, ours)).filter((item) => !isOf(past, item))
  if (present.length === 0) return
  await tellFilled(live, turn, present)
  const rows = rowsOf(present, live.identity.account)
  insert(turn, rows, { archived: 1, indexed: 1 })
  const some = await turn.first('SELECT 1 AS one FROM items WHERE conversation = ? LIMIT 1', [turn.record.id])
  if (some !== undefined) moveForward(turn, rows)
  await closeGaps(turn, placesOf(present))
}

/** Here it is known before the archive hears of it. */
function leaveOut(turn: Turn, { key, pos, expired }: Omit<TakenOut, 'type'>): void {
  turn.write(
    'INSERT OR IGNORE INTO taken_out (conversation, key, pos, archived, expired) VALUES (?, ?, ?, 0, ?)',
    ...[turn.record.id, key, pos, expired === true ? 1 : 0],
  )
  oweToArchive(turn)
}

function isOf(past: readonly ArchivedItem[], item: ArchivedItem): boolean {
  return past.some(({ key }) => key === item.key || (item.type === 'change' && item.target === key))
}

/**
 * Items of a copy (spec/archive.md EX-6) that this device lacks, and nobody has deleted: they come in for the archive to
 * take from here. Answers with how many messages came.
 */
export async function takeCopied(live: Live, turn: Turn, items: readonly ArchivedItem[]): Promise<number> {
  const { id } = turn.record
  const ours = await notTakenOut(turn, await notDeleted(turn, items))
  const here = await turn.all(
    'SELECT key FROM items WHERE conversation = ? AND key IN (SELECT value FROM json_each(?))',
    [id, JSON.stringify(ours.map(({ key }) => key))],
  )
  const known = new Set(here.map((row) => textOf(row, 'key')))
  const fresh = ours.filter(({ key }) => !known.has(key))
  if (fresh.length === 0) return 0
  await tellFilled(live, turn, fresh)
  insert(turn, rowsOf(fresh, live.identity.account), { archived: 0, indexed: 1 })
  await closeGaps(turn, placesOf(fresh))
  return fresh.filter((item) => item.type === 'message').length
}

async function notDeleted(turn: Turn, items: readonly ArchivedItem[]): Promise<readonly ArchivedItem[]> {
  const limit = await deletedUpTo(turn)
  return items.filter(({ pos }) => pos > limit && !isForLog(turn.record, pos))
}

async function notTakenOut(turn: Turn, items: readonly ArchivedItem[]): Promise<readonly ArchivedItem[]> {
  const gone = new Set(items.flatMap((item) => (item.type === 'gone' ? [item.key as string] : [])))
  for (const row of await turn.all('SELECT key FROM taken_out WHERE conversation = ?', [turn.record.id]))
    gone.add(textOf(row, 'key'))
  return items.filter((item) => {
    const isOfGone = item.type === 'change' && gone.has(item.target)
    return item.type !== 'gone' && !gone.has(item.key) && !isOfGone
  })
}

function placesOf(items: readonly ArchivedItem[]): Ranges {
  return rangesOf(items.map(({ pos }) => ({ first: placeOf(pos), last: placeOf(pos) })))
}

/** Of the log up to there. */
function upTo(last: number): Ranges {
  return last < 1 ? [] : [{ first: 1, last }]
}

/** Nothing of its log has come to this device. */
function isFromArchive({ group, cursor }: ConversationRecord): boolean {
  return cursor === 0 && (group === 'none' || group === 'gone')
}

/** Who is in the conversation is told of it by the log, once, and not behind its back. */
function isForLog({ group, cursor }: ConversationRecord, pos: number): boolean {
  return (group === 'live' || group === 'broken') && cursor > 0 && placeOf(pos) > cursor
}

async function takeDeletion(turn: Turn, { deletedUpTo: limit }: Head): Promise<number> {
  const before = await deletedUpTo(turn)
  if (limit <= before) return before
  const { record } = turn
  turn.write(
    'INSERT INTO deleted_up_to VALUES (?, ?) ON CONFLICT DO UPDATE SET pos = excluded.pos',
    ...[record.id, limit],
  )
  turn.write('DELETE FROM items WHERE conversation = ? AND pos <= ?', record.id, limit)
  const later = await turn.first(
    `SELECT 1 AS one FROM items WHERE conversation = ? AND pos > ? AND type = 'message' LIMIT 1`,
    [record.id, limit],
  )
  if (later === undefined) record.listed = false
  return limit
}

function takeFacts(turn: Turn, { head, limit }: { readonly head: Head; readonly limit: number }): void {
  const { record } = turn
  const { kind, state, name, peer, members, begunBy, begunAt, generation, timer = 0 } = head.facts
  Object.assign(record, { kind, state, name, peer, members, begunBy, begunAt, generation, timer })
  const isOver = state === 'left' || state === 'removed'
  record.group = isOver ? 'gone' : 'none'
  record.awaited = !isOver
  record.outside = undefined
  if (limit === 0 || head.items.some((item) => item.type === 'message')) record.listed = true
}

/**
 * This device was let in before it met the archive: what came between the archive's last word and its own first one
 * another device may still bring, and its own coming is no news to its account.
 */
function meetArchive(live: Live, turn: Turn, head: Head): void {
  const { record } = turn
  const own = live.identity.account
  const isIn = head.facts.state === 'active' || head.facts.state === 'request'
  if (!isIn || !head.facts.members.some((member) => member.account === own)) return
  lack(turn, between(head, record.since))
  if (head.through >= record.since) return
  turn.write(
    `DELETE FROM items WHERE conversation = ? AND key = ? AND json_extract(detail, '$.who') = json_array(?)`,
    ...[record.id, `added ${record.since}`, own],
  )
}

/** The same, where the archive came first: to a device that waits, or that was set back to before the conversation. */
export async function joinAfterArchive(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  const known = await readKnown(live.db, record.id)
  if (known === undefined || (record.group !== 'none' && record.group !== 'broken')) return
  lack(turn, between(known, record.since))
}

function between({ through, gaps }: Pick<Head, 'through' | 'gaps'>, since: number): Ranges {
  const before = { first: 1, last: since - 1 }
  return within(union(gaps, [{ first: through + 1, last: since - 1 }]), before)
}

function lack(turn: Turn, ranges: Ranges): void {
  for (const range of ranges) writeGap(turn, { ...range, item: undefined })
  if (ranges.length > 0) askOthers(turn)
}

/** Whether this device knows what another one lacks. */
async function answersGaps(turn: Turn, { gaps }: Head): Promise<boolean> {
  const { group, cursor } = turn.record
  if (group !== 'live' || gaps.length === 0) return false
  return without(within(gaps, { first: 1, last: cursor }), await gapRanges(turn)).length > 0
}

async function takeOut(live: Live, turn: Turn, gone: readonly TakenOut[]): Promise<void> {
  if (gone.length === 0) return
  await tellExpired(live, turn, gone)
  await takeOutBeside(
    live,
    turn,
    gone.map(({ key }) => key),
  )
  for (const { key, pos, expired } of gone) {
    turn.write('DELETE FROM items WHERE conversation = ? AND key = ?', turn.record.id, key)
    turn.write(
      'INSERT OR REPLACE INTO taken_out (conversation, key, pos, archived, expired) VALUES (?, ?, ?, 1, ?)',
      ...[turn.record.id, key, pos, expired === true ? 1 : 0],
    )
  }
}

/** Of those that were here: on another device they have gone. */
async function tellExpired(live: Live, turn: Turn, gone: readonly TakenOut[]): Promise<void> {
  const keys = gone.filter(({ expired }) => expired === true).map(({ key }) => key)
  if (keys.length === 0) return
  const { id: conversation } = turn.record
  const rows = await turn.all(
    `SELECT key FROM items WHERE conversation = ? AND type = 'message' AND key IN (SELECT value FROM json_each(?))`,
    [conversation, JSON.stringify(keys)],
  )
  const ids = rows.map((row) => parsed(row, 'key', parseMessageId))
  if (ids.length > 0) turn.after(() => live.emit({ type: 'expired', conversation, ids }))
}

/** A message that was named as missing is told like one that comes. */
async function tellFilled(live: Live, turn: Turn, items: readonly ArchivedItem[]): Promise<void> {
  const named = rangesOf((await readGaps(turn)).filter((gap) => gap.item !== undefined))
  // what the members were asked for is no news when it comes (NH-11)
  const wanted = await readWanted(turn, 'missing')
  const told = wanted === undefined || wanted.stage === 'waiting' ? named : without(named, wanted.wants)
  const isNamed = (seq: number) => told.some(({ first, last }) => first <= seq && seq <= last)
  const filled = items.filter(isNews).filter((item) => isNamed(placeOf(item.pos)))
  const conversationName = titleOf(turn.record)
  for (const item of filled) {
    if (item.from === live.identity.account || !(await turn.firstTime(item.key))) continue
    const message = messageOf(item, turn.record.id)
    const { conversation } = message
    const quiet = await isQuiet(live, { conversation, state: turn.record.state, said: message })
    turn.after(() => live.emit({ type: 'message', message, conversationName, quiet }))
  }
}

type News = ArchivedMessage & { readonly state: SendState }

function isNews(item: ArchivedItem): item is News {
  return item.type === 'message' && item.state !== 'deleted'
}

function messageOf(item: News, conversation: ConversationId): MessageSnapshot {
  const { key, from, text, at, state, unsupported, inReplyTo, forwarded, expires } = item
  return {
    ...({
      type: 'message',
      id: key,
      conversation,
      from,
      mine: false,
      text,
      at,
      state,
      reactions: [],
    } as const),
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(expires === undefined ? {} : { expires }),
  }
}

const rank = (state: string) => `instr('sent delivered read', ${state})`

/** `archived`: the archive has it. `indexed`: it is found by its words at once. */
type Marks = { readonly archived: 0 | 1; readonly indexed: 0 | 1 }

/** What is new, in one statement however much. */
function insert(turn: Turn, rows: string, { archived, indexed }: Marks): void {
  turn.write(insertRows, turn.record.id, rows, archived, indexed)
}

/**
 * Of what was here: what has moved forward, and what is now known to be in the archive. What is told is looked up here one
 * by one: the other way round every item that is here would be held against all of it.
 */
function moveForward(turn: Turn, rows: string): void {
  const told = (at: number) => `json_extract(told.value, '$[${at}]')`
  const found = (columns: string, where: string) =>
    `SELECT items.id AS item${columns} FROM json_each(?2) AS told
     CROSS JOIN items ON items.conversation = ?1 AND items.key = ${told(0)} WHERE ${where}`
  const write = (sql: string) => turn.write(sql, turn.record.id, rows)
  write(
    // a device that was set back sends again what it has sent before: the first place is the one that all others have
    `WITH ahead AS MATERIALIZED (${found(`, ${told(1)} AS pos, ${told(6)} AS at`, `items.pos > ${told(1)}`)})
     UPDATE items SET pos = ahead.pos, at = ahead.at FROM ahead WHERE items.id = ahead.item`,
  )
  const further = `mine = 1 AND state IN ('sent', 'delivered') AND ${rank('state')} < ${rank(told(7))}`
  write(
    `WITH ahead AS MATERIALIZED (${found(`, ${told(7)} AS state`, further)})
     UPDATE items SET state = ahead.state FROM ahead WHERE items.id = ahead.item`,
  )
  write(`UPDATE items SET deleted = 2 WHERE id IN (${found('', `items.deleted < 2 AND ${told(10)} = 2`)})`)
  write(
    `WITH sooner AS MATERIALIZED (${found(`, ${told(12)} AS goes_at`, `coalesce(items.goes_at > ${told(12)}, ${told(12)} IS NOT NULL)`)})
     UPDATE items SET goes_at = sooner.goes_at FROM sooner WHERE items.id = sooner.item`,
  )
  const asTold = `state NOT IN ('pending', 'failed') AND deleted <= ${told(10)} AND items.pos >= ${told(1)}
    AND items.goes_at IS ${told(12)} AND (mine = 0 OR ${rank('state')} <= ${rank(told(7))})`
  write(`UPDATE items SET archived = 1 WHERE id IN (${found('', `archived = 0 AND ${asTold}`)})`)
}

/** The conversation's last place that stands in the timeline, for who deletes it. */
export async function lastPosition(turn: Turn): Promise<number> {
  const row = await turn.first(
    'SELECT coalesce(max(pos), 0) AS pos FROM items WHERE conversation = ? AND archived = 1',
    [turn.record.id],
  )
  return Math.max(endOfPlace(turn.record.cursor), row === undefined ? 0 : numberOf(row, 'pos'))
}
