// What a member's device can hand over: of what the newcomer lacks, and the group's policy allows, everything whose
// writer it can show, cut into parts, the newest first. What it can't show, or lacks itself, is named (NH-5).

import { historyDigest, signAuthored } from '@sotto/crypto'
import { limits, type MessageId, mostRanges, type PlaceRange, parseMessageId } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { SqlRow } from '../../ports.ts'
import { unknownRanges } from '../archive/gaps.ts'
import { type Ranges, rangesOf, union, within } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
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

export async function gatherHistory(
  live: Live,
  turn: Turn,
  asked: { readonly wants: Ranges; readonly history: HistoryPolicy },
): Promise<Gathered> {
  const rows = (await readRows(turn, asked)).filter((row) => isWithin(asked.wants, placeIn(row)))
  const gaps = within(await unknownRanges(turn), span(asked.wants))
  const last = asked.wants.at(-1)?.last ?? 0
  const chosen = await choose(live, rows.slice(0, limits.messagesPerHandover), gaps)
  const parts: GatheredPart[] = []
  let end = last
  for (const items of chosen.parts) {
    const part = partOf(items, end)
    parts.push(part)
    end = part.first - 1
  }
  const oldest = parts.at(-1)?.first ?? 1
  // where it hands over nothing it may lack everything
  const lacks = within(chosen.lacks, { first: parts.length === 0 ? 1 : oldest, last })
  const hasMore = chosen.isCut || rows.length > limits.messagesPerHandover
  return { parts, lacks, isCut: hasMore || !(await knowsAllBefore(turn)) }
}

function readRows(turn: Turn, { wants, history }: { wants: Ranges; history: HistoryPolicy }) {
  const { first, last } = span(wants)
  return turn.all(
    `SELECT items.key AS key, pos, at, leaf, content, signature, contexts.bytes AS context, credentials.bytes AS credential
     FROM items
     LEFT JOIN authorship ON authorship.conversation = items.conversation AND authorship.message = items.key
     LEFT JOIN signed_parts AS contexts ON contexts.id = authorship.context
     LEFT JOIN signed_parts AS credentials ON credentials.id = authorship.credential
     WHERE items.conversation = ? AND type <> 'happening' AND pos >= ? AND pos < ?
       AND state NOT IN ('pending', 'failed') AND at >= ?
     ORDER BY pos DESC LIMIT ?`,
    [
      ...[turn.record.id, positionOf(first), positionOf(last + 1)],
      ...[history.kind === 'from' ? history.at : 0, limits.messagesPerHandover + 1],
    ],
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
