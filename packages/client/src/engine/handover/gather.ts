// What a member's device can hand over: of what is asked for everything that the asker may have and whose writer it can
// show, cut into parts, the newest first. What it can't show, or lacks itself, is named (NH-5, NH-11).

import { historyDigest, signAuthored } from '@sotto/crypto'
import {
  type AccountName,
  type AskPurpose,
  limits,
  type MessageId,
  mostRanges,
  type PlaceRange,
  parseMessageId,
} from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { SqlRow } from '../../ports.ts'
import { unknownRanges } from '../archive/gaps.ts'
import { deletedUpTo } from '../archive/local.ts'
import { type Range, type Ranges, rangesOf, union, within, without } from '../archive/ranges.ts'
import { allows } from '../conversations/group-data.ts'
import { orderIn, readStays } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import { isPassing } from '../expiry/lifetime.ts'
import type { Live } from '../live.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { encodePart, type PartItem } from './part.ts'
import { knowsAllBefore } from './wanted.ts'

/** Of what the parts hold, before they are sealed: room is left for what is put around it. */
const partBytes = 96 * 1024
/** Of an item beside its content. */
const overhead = 128

export type GatheredPart = PlaceRange & {
  readonly body: Uint8Array
  readonly count: number
  readonly digest: Uint8Array
}

export type Gathered = {
  readonly parts: readonly GatheredPart[]
  readonly lacks: Ranges
  readonly isCut: boolean
}

type Provable = PartItem & { readonly id: MessageId }

/** `account`: who asks. */
export type Asking = {
  readonly purpose: AskPurpose
  readonly account: AccountName
  readonly wants: Ranges
  readonly history: HistoryPolicy
}

export function gatherHistory(live: Live, turn: Turn, asking: Asking): Promise<Gathered> {
  return asking.purpose === 'before' ? gatherBefore(live, turn, asking) : gatherMissing(live, turn, asking)
}

/** For a newcomer: what the group allows. */
async function gatherBefore(live: Live, turn: Turn, asking: Asking): Promise<Gathered> {
  const since = asking.history.kind === 'from' ? asking.history.at : 0
  // what goes by itself is for those to whom it was sent (NH-5)
  const rows = await readRows(turn, { ...asking, since, passing: 0 })
  const gaps = within(await unknownRanges(turn, 'before'), span(asking.wants))
  const { parts, ...chosen } = await cut(live, rows, { ...asking, gaps })
  // where it hands over nothing it may lack everything
  const oldest = parts.at(-1)?.first ?? 1
  const lacks = within(chosen.lacks, { first: oldest, last: asking.wants.at(-1)?.last ?? 0 })
  return { parts, lacks, isCut: chosen.isCut || !(await knowsAllBefore(turn)) }
}

/**
 * For who lacks it: what was sealed for their account, and what the group would give a newcomer. Of all else that is
 * asked for it tells the same, whether this device has it or not: that it has nothing to give. What was deleted for
 * everyone (CT-16) is nothing any more.
 */
async function gatherMissing(live: Live, turn: Turn, asking: Asking): Promise<Gathered> {
  const { account, wants, history } = asking
  const all = await readRows(turn, { ...asking, since: 0, passing: 1 })
  const rows = all.filter((row) => numberOf(row, 'deleted') < 2)
  const stays = await readStays(turn, live.identity.account)
  const isFor = (row: SqlRow) => {
    if (numberOf(row, 'passing') === 0 && allows(history, numberOf(row, 'at'))) return true
    const order = isNull(row, 'context') ? undefined : orderIn(turn, bytesOf(row, 'context'))
    return order !== undefined && stays.isFor(account, { seq: placeIn(row), order })
  }
  const [given, kept] = [rows.filter(isFor), rows.filter((row) => !isFor(row))]
  const unknown = without(await unknownHere(turn, wants), placesOf(all))
  return cut(live, given, { wants, gaps: union(unknown, placesOf(kept)) })
}

/** Places of which this device can't say what stood there. */
export async function unknownHere(turn: Turn, wants: Ranges): Promise<Ranges> {
  const { since, cursor } = turn.record
  const before = Math.max(since - 1, placeOf(await deletedUpTo(turn)))
  const unknown = rangesOf([
    ...(await unknownRanges(turn, 'missing')),
    ...[
      { first: 1, last: before },
      { first: cursor + 1, last: Number.MAX_SAFE_INTEGER },
    ],
  ])
  return wants.flatMap((range) => within(unknown, range))
}

function placesOf(rows: readonly SqlRow[]): Ranges {
  return rangesOf(rows.map((row) => ({ first: placeIn(row), last: placeIn(row) })))
}

type Cut = { readonly wants: Ranges; readonly gaps: Ranges }

async function cut(live: Live, rows: readonly SqlRow[], { wants, gaps }: Cut): Promise<Gathered> {
  const chosen = await choose(live, rows.slice(0, limits.messagesPerHandover), gaps)
  const parts: GatheredPart[] = []
  let end = wants.at(-1)?.last ?? 0
  for (const items of chosen.parts) {
    const part = partOf(items, end)
    parts.push(part)
    end = part.first - 1
  }
  return { parts, lacks: chosen.lacks, isCut: chosen.isCut || rows.length > limits.messagesPerHandover }
}

/** `passing`: 1 with what goes by itself. */
type Sought = { readonly wants: Ranges; readonly since: number; readonly passing: 0 | 1 }

/** One more than can be handed over, the newest first. */
async function readRows(turn: Turn, { wants, since, passing }: Sought): Promise<readonly SqlRow[]> {
  const rows: SqlRow[] = []
  for (const range of wants.toReversed()) {
    const most = limits.messagesPerHandover + 1 - rows.length
    rows.push(...(await rowsWithin(turn, range, { since, passing, most })))
  }
  return rows
}

type Within = Omit<Sought, 'wants'> & { readonly most: number }

function rowsWithin(turn: Turn, { first, last }: Range, { since, passing, most }: Within) {
  return turn.all(
    `SELECT items.key AS key, pos, at, deleted, ${isPassing} AS passing, leaf, content, signature, contexts.bytes AS context, credentials.bytes AS credential
     FROM items
     LEFT JOIN authorship ON authorship.conversation = items.conversation AND authorship.message = items.key
     LEFT JOIN signed_parts AS contexts ON contexts.id = authorship.context
     LEFT JOIN signed_parts AS credentials ON credentials.id = authorship.credential
     WHERE items.conversation = ? AND type <> 'happening' AND pos >= ? AND pos < ?
       AND state NOT IN ('pending', 'failed') AND at >= ? AND ${isPassing} <= ?
     ORDER BY pos DESC LIMIT ?`,
    [...[turn.record.id, positionOf(first), positionOf(last + 1)], ...[since, passing, most]],
  )
}

type Chosen = {
  /** By rising places within each; the newest part first. */
  readonly parts: readonly (readonly Provable[])[]
  readonly lacks: Ranges
  readonly isCut: boolean
}

async function choose(live: Live, rows: readonly SqlRow[], gaps: Ranges): Promise<Chosen> {
  const parts: Provable[][] = []
  const unproven: { first: number; last: number }[] = []
  let isRun = false
  let bytes = 0
  for (const row of rows) {
    const place = placeIn(row)
    const item = await provable(live, row)
    const run = unproven.at(-1)
    // what lies between two of them is no message that is handed over
    if (item === undefined && isRun && run !== undefined) run.first = place
    if (item === undefined && !isRun) unproven.push({ first: place, last: place })
    isRun = item === undefined
    if (item === undefined) continue
    bytes += item.content.length + overhead
    if (parts.length === 0 || bytes > partBytes) {
      if (parts.length === limits.parcelsPerHandover) return withLacks(parts, union(gaps, unproven), true)
      parts.push([])
      bytes = item.content.length + overhead
    }
    parts.at(-1)?.unshift(item)
  }
  return withLacks(parts, union(gaps, unproven), false)
}

/** Only so many holes can be told of: what is older than those is left out. */
function withLacks(parts: readonly (readonly Provable[])[], lacks: Ranges, isCut: boolean): Chosen {
  const told = lacks.slice(-mostRanges)
  if (told.length === lacks.length) return { parts, lacks, isCut }
  const oldest = told[0]?.first ?? 0
  return { parts: parts.filter((items) => (items[0]?.seq ?? 0) > oldest), lacks: told, isCut: true }
}

async function provable(live: Live, row: SqlRow): Promise<Provable | undefined> {
  if (isNull(row, 'context') || isNull(row, 'credential')) return undefined
  const authored = {
    ...{ context: bytesOf(row, 'context'), leaf: numberOf(row, 'leaf') },
    content: bytesOf(row, 'content'),
  }
  const signature = isNull(row, 'signature')
    ? await signAuthored(authored, live.identity.signaturePrivateKey)
    : bytesOf(row, 'signature')
  if (signature === undefined) return undefined
  const id = parsed(row, 'key', parseMessageId)
  const credential = bytesOf(row, 'credential')
  return { ...authored, signature, credential, id, seq: placeIn(row), at: numberOf(row, 'at') }
}

function partOf(items: readonly Provable[], last: number): GatheredPart {
  const body = encodePart(items)
  return { first: items[0]?.seq ?? last, last, body, count: items.length, digest: historyDigest(items) }
}

function placeIn(row: SqlRow): number {
  return placeOf(numberOf(row, 'pos'))
}

function span(wants: Ranges): PlaceRange {
  return { first: wants[0]?.first ?? 1, last: wants.at(-1)?.last ?? 0 }
}

export function isWithin(ranges: Ranges, place: number): boolean {
  return rangesOf(ranges).some(({ first, last }) => first <= place && place <= last)
}
