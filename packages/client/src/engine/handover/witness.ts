// Everybody in the group hears what is handed over, and compares it with what they have themselves (NH-9): that
// is what finds a giver who leaves something out, tells it in another order or at another time, hands over more than is
// theirs to have, or brings in what somebody wrote who was no member any more.

import { historyDigest } from '@sotto/crypto'
import { type HistoryOffer, type MessageId, type PlaceRange, parseMessageId } from '@sotto/wire'
import { unknownRanges } from '../archive/gaps.ts'
import { deletedUpTo } from '../archive/local.ts'
import { type Ranges, within } from '../archive/ranges.ts'
import { allows } from '../conversations/group-data.ts'
import { orderIn, readStays } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import { isPassing } from '../expiry/lifetime.ts'
import type { Live } from '../live.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { isWithin } from './gather.ts'
import type { Owed } from './owed.ts'
import { knowsAllBefore } from './wanted.ts'

export type Verdict = 'same' | 'other' | 'beyond'

/** What this device has to say about an offer that answers this asking; of what it does not know itself it says nothing. */
export async function judgeOffer(
  live: Live,
  turn: Turn,
  { offer, owed }: { readonly offer: HistoryOffer; readonly owed: Owed },
): Promise<{ readonly verdict: Verdict; readonly part: number }> {
  const { wants } = owed
  if (!reachesUp(offer, wants)) return { verdict: 'other', part: 0 }
  const known = await knownSpan(turn, wants)
  const messages = (await readMessages(turn, known)).filter(
    ({ seq, isPassing: goes }) => isWithin(wants, seq) && !(goes && owed.purpose === 'before'),
  )
  const isTheirs = await ownershipOf(live, turn, owed)
  const gaps = await unknownRanges(turn, owed.purpose)
  for (const [number, part] of offer.parts.entries()) {
    const isKnown = part.first >= known.first && part.last <= known.last
    if (!isKnown || wants.some((range) => within(within(gaps, part), range).length > 0)) continue
    const own = messages.filter(({ seq }) => part.first <= seq && seq <= part.last)
    // who lacks something is told of it or not, as it was deleted, or went, before or after
    if (owed.purpose === 'missing' && own.some(mayBeGone)) continue
    if (own.some((one) => !isTheirs(one) && !isWithin(offer.lacks, one.seq))) {
      return { verdict: 'beyond', part: number }
    }
    const told = own.filter(({ seq }) => !isWithin(offer.lacks, seq))
    if (bytesDiffer(historyDigest(told), part.digest)) return { verdict: 'other', part: number }
  }
  const oldest = offer.parts.at(-1)?.first ?? known.last + 1
  const isToldOf = (one: Own) => isTheirs(one) && !(owed.purpose === 'missing' && mayBeGone(one))
  const isShort = messages.some((one) => one.seq < oldest && isToldOf(one) && !isWithin(offer.lacks, one.seq))
  const last = Math.max(0, offer.parts.length - 1)
  return { verdict: isShort && !offer.isCut ? 'other' : 'same', part: last }
}

type Own = {
  readonly id: MessageId
  readonly seq: number
  readonly at: number
  readonly order?: number
  readonly isDeleted: boolean
  readonly isPassing: boolean
}

function mayBeGone({ isDeleted, isPassing: goes }: Own): boolean {
  return isDeleted || goes
}

/** What the group gives a newcomer; for who lacks something also what was not sealed while they are known to have been out. */
async function ownershipOf(
  live: Live,
  turn: Turn,
  { purpose, account }: Owed,
): Promise<(one: Own) => boolean> {
  const { history } = turn.record
  if (purpose === 'before') return ({ at }) => allows(history, at)
  const stays = await readStays(turn, live.identity.account)
  return ({ at, order }) => allows(history, at) || order === undefined || stays.of(account, order) !== 'out'
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

async function readMessages(turn: Turn, { first, last }: PlaceRange): Promise<readonly Own[]> {
  const rows = await turn.all(
    `SELECT items.key AS key, pos, at, deleted, ${isPassing} AS passing, contexts.bytes AS context FROM items
     LEFT JOIN authorship ON authorship.conversation = items.conversation AND authorship.message = items.key
     LEFT JOIN signed_parts AS contexts ON contexts.id = authorship.context
     WHERE items.conversation = ? AND type <> 'happening' AND pos >= ? AND pos < ?
       AND state NOT IN ('pending', 'failed') ORDER BY pos`,
    [turn.record.id, positionOf(first), positionOf(last + 1)],
  )
  return rows.map((row) => {
    const order = isNull(row, 'context') ? undefined : orderIn(turn, bytesOf(row, 'context'))
    return {
      id: parsed(row, 'key', parseMessageId),
      seq: placeOf(numberOf(row, 'pos')),
      at: numberOf(row, 'at'),
      isDeleted: numberOf(row, 'deleted') === 2,
      isPassing: numberOf(row, 'passing') === 1,
      ...(order === undefined ? {} : { order }),
    }
  })
}

function bytesDiffer(one: Uint8Array, other: Uint8Array): boolean {
  return one.length !== other.length || one.some((byte, at) => byte !== other[at])
}
