// Everybody in the group hears what is handed over to a newcomer, and compares it with what they have themselves (NH-9): that
// is what finds a giver who leaves something out, tells it in another order or at another time, hands over more than the
// group allows, or brings in what somebody wrote who was no member any more.

import { historyDigest } from '@sotto/crypto'
import { type HistoryOffer, type PlaceRange, parseMessageId } from '@sotto/wire'
import { unknownRanges } from '../archive/gaps.ts'
import { deletedUpTo } from '../archive/local.ts'
import { type Ranges, within } from '../archive/ranges.ts'
import { allows } from '../conversations/group-data.ts'
import type { Turn } from '../conversations/turn.ts'
import { numberOf, parsed } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { isWithin } from './gather.ts'
import { knowsAllBefore } from './wanted.ts'

export type Verdict = 'same' | 'other' | 'beyond'

/** What this device has to say about an offer that answers this asking; of what it does not know itself it says nothing. */
export async function judgeOffer(
  turn: Turn,
  offer: HistoryOffer,
  wants: Ranges,
): Promise<{ readonly verdict: Verdict; readonly part: number }> {
  if (!reachesUp(offer, wants)) return { verdict: 'other', part: 0 }
  const known = await knownSpan(turn, wants)
  const messages = await readMessages(turn, known)
  const { history } = turn.record
  const gaps = await unknownRanges(turn)
  for (const [number, part] of offer.parts.entries()) {
    if (part.first < known.first || part.last > known.last || within(gaps, part).length > 0) continue
    const own = messages.filter(({ seq }) => part.first <= seq && seq <= part.last)
    if (own.some(({ at, seq }) => !allows(history, at) && !isWithin(offer.lacks, seq))) {
      return { verdict: 'beyond', part: number }
    }
    const told = own.filter(({ seq }) => !isWithin(offer.lacks, seq))
    if (bytesDiffer(historyDigest(told), part.digest)) return { verdict: 'other', part: number }
  }
  const oldest = offer.parts.at(-1)?.first ?? known.last + 1
  const isShort = messages.some(
    ({ seq, at }) => seq < oldest && allows(history, at) && !isWithin(offer.lacks, seq),
  )
  const last = Math.max(0, offer.parts.length - 1)
  return { verdict: isShort && !offer.isCut ? 'other' : 'same', part: last }
}

/** What it hands over begins with the newest that was asked for. */
export function reachesUp(offer: HistoryOffer, wants: Ranges): boolean {
  const [newest] = offer.parts
  return newest === undefined || newest.last === wants.at(-1)?.last
}

async function knownSpan(turn: Turn, wants: Ranges): Promise<PlaceRange> {
  const since = (await knowsAllBefore(turn)) ? 1 : turn.record.since
  const deleted = placeOf(await deletedUpTo(turn)) + 1
  const [first, last] = [wants[0]?.first ?? 1, wants.at(-1)?.last ?? 0]
  return { first: Math.max(since, deleted, first), last: Math.min(last, turn.record.cursor) }
}

async function readMessages(turn: Turn, { first, last }: PlaceRange) {
  const rows = await turn.all(
    `SELECT key, pos, at FROM items WHERE conversation = ? AND type <> 'happening' AND pos >= ? AND pos < ?
       AND state NOT IN ('pending', 'failed') ORDER BY pos`,
    [turn.record.id, positionOf(first), positionOf(last + 1)],
  )
  return rows.map((row) => ({
    id: parsed(row, 'key', parseMessageId),
    seq: placeOf(numberOf(row, 'pos')),
    at: numberOf(row, 'at'),
  }))
}

function bytesDiffer(one: Uint8Array, other: Uint8Array): boolean {
  return one.length !== other.length || one.some((byte, at) => byte !== other[at])
}
