// Places of a conversation's log of which this device does not know what stood there. They are kept one by one, so that
// whoever knows fills them, and named in the timeline (inbox/missing.ts) while nobody does.

import type { AskPurpose } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { isNull, numberOf, textOf } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { oweToArchive } from './due.ts'
import { countIn, type Range, type Ranges, rangesOf, union, without } from './ranges.ts'

/** How long other devices of the account may take before what they could still bring is named, and asked of members. */
export const patience = 45_000

/** `item`: the key of the timeline's item that names it; undefined while nothing does. */
export type Gap = Range & { readonly item: string | undefined }

export function writeGap(turn: Turn, { first, last, item }: Gap): void {
  if (first > last) return
  turn.write(
    'INSERT OR REPLACE INTO gaps (conversation, first, last, item) VALUES (?, ?, ?, ?)',
    ...[turn.record.id, first, last, item ?? null],
  )
}

/**
 * The archive tells the account's other devices what this one lacks; who knows it says so there (AR-8). `from`: what the
 * archive has from this place on was left to the log, which does not bring it: it is taken once more.
 */
export function askOthers(turn: Turn, from?: number): void {
  oweToArchive(turn)
  if (from === undefined) return
  turn.write(
    `UPDATE archive_segments SET taken = 0 WHERE conversation = ?1 AND start >= coalesce(
       (SELECT max(start) FROM archive_segments WHERE conversation = ?1 AND start <= ?2), 0)`,
    ...[turn.record.id, positionOf(from)],
  )
}

export async function readGaps(turn: Turn): Promise<readonly Gap[]> {
  const rows = await turn.all('SELECT first, last, item FROM gaps WHERE conversation = ? ORDER BY first', [
    turn.record.id,
  ])
  return rows.map((row) => ({
    first: numberOf(row, 'first'),
    last: numberOf(row, 'last'),
    item: isNull(row, 'item') ? undefined : textOf(row, 'item'),
  }))
}

export async function gapRanges(turn: Turn): Promise<Ranges> {
  return rangesOf(await readGaps(turn))
}

/**
 * Places of which this device could not say all: what it lacks, what passed while it was out, and what was taken out. What
 * went by itself is given to no newcomer, so that for them (`before`) nothing is unknown of it.
 */
export async function unknownRanges(turn: Turn, purpose: AskPurpose): Promise<Ranges> {
  const rows = await turn.all('SELECT pos FROM taken_out WHERE conversation = ? AND expired <= ?', [
    ...[turn.record.id, purpose === 'before' ? 0 : 1],
  ])
  const places = rows.map((row) => placeOf(numberOf(row, 'pos')))
  const lacking = union(await gapRanges(turn), turn.record.absences)
  return union(lacking, rangesOf(places.map((place) => ({ first: place, last: place }))))
}

/** What stood there is known now: what named it names less, or goes. */
export async function closeGaps(turn: Turn, known: Ranges): Promise<void> {
  const gaps = await readGaps(turn)
  const left = gaps.flatMap((gap) => without([gap], known).map((range) => ({ ...range, item: gap.item })))
  if (countIn(left) === countIn(gaps)) return
  turn.write('DELETE FROM gaps WHERE conversation = ?', turn.record.id)
  for (const gap of left) writeGap(turn, gap)
  for (const item of new Set(gaps.flatMap((gap) => gap.item ?? []))) {
    const of = (gap: Gap) => gap.item === item
    recount(turn, item, { before: countIn(gaps.filter(of)), after: countIn(left.filter(of)) })
  }
}

type Counted = { readonly before: number; readonly after: number }

function recount(turn: Turn, item: string, { before, after }: Counted): void {
  if (before === after) return
  const { record } = turn
  if (record.missing?.key === item) {
    record.missing = after === 0 ? undefined : { ...record.missing, count: after }
  }
  if (after === 0) turn.write('DELETE FROM items WHERE conversation = ? AND key = ?', record.id, item)
  else {
    turn.write(
      `UPDATE items SET detail = json_set(detail, '$.count', ?) WHERE conversation = ? AND key = ?`,
      ...[after, record.id, item],
    )
  }
}
