// What the account should have got here and lacks, after its devices, the archive and the log have been tried: the other
// members are asked for it, by itself once, and again when the person wants it (NH-11). What comes takes the place of what
// names it; the rest stays named, with what came of the asking.

import { type HistoryOffer, mostRanges } from '@sotto/wire'
import { closeGaps, patience, readGaps } from '../archive/gaps.ts'
import { countIn, type Ranges, rangesOf, within, without } from '../archive/ranges.ts'
import { orderNow } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import { hasOtherDevices } from '../inbox/missing.ts'
import type { Live } from '../live.ts'
import { isBlocked } from '../people/directory.ts'
import type { Around } from './around.ts'
import { askAnew, placeAmongOwn, tell } from './ask.ts'
import { type Progress, readWanted, unasked, type Wanted } from './wanted.ts'

/** What follows each other is asked for at once. */
const pause = 2_000
/** Between the devices of an account, which seldom find out at the same moment what they lack. */
const step = 20_000
/** Whoever tries again by hand before somebody could answer has asked already. */
const again = 60_000

/** To say anything here is for who has accepted the conversation (C-6), and to somebody who is there and not blocked. */
export async function mayAskMembers(live: Live, turn: Turn): Promise<boolean> {
  const { state, group, listed, members, peer } = turn.record
  if (state !== 'active' || group !== 'live' || !listed) return false
  if (peer !== undefined && (live.people.isGone(peer) || (await isBlocked(live, peer)))) return false
  return members.some(({ account }) => account !== live.identity.account)
}

/** Places that are named as missing; the newest, as many ranges as one asking holds. */
export async function lackedHere(turn: Turn): Promise<Ranges> {
  const named = (await readGaps(turn)).filter(({ item }) => item !== undefined)
  return rangesOf(named).slice(-mostRanges)
}

/** The account's other devices, and the archive, have their time before members are asked (AR-8). */
export async function wantMissing(live: Live, turn: Turn, lacked: Ranges): Promise<void> {
  const wait = (await hasOtherDevices(turn)) ? patience + step * (await placeAmongOwn(live, turn)) : pause
  await want(live, turn, { lacked, wait })
}

type Lacked = { readonly lacked: Ranges; readonly wait: number }

async function want(live: Live, turn: Turn, { lacked, wait }: Lacked): Promise<void> {
  const { givers = {} } = (await readWanted(turn, 'missing')) ?? {}
  const fresh = { ...unasked, givers, ...({ purpose: 'missing', stage: 'waiting', joined: 0 } as const) }
  const dueAt = live.platform.clock.now() + wait
  await tell(live, turn, { ...fresh, wants: lacked, before: orderNow(turn.record) + 1, dueAt })
  turn.after(() => live.wake(turn.record.id))
}

/** All that is lacking when it is asked for, and was sealed by then. */
export function askedOf({ record }: Turn, wanted: Wanted, lacked: Ranges): Wanted {
  return { ...wanted, wants: lacked, before: orderNow(record) + 1, outcome: undefined }
}

/** Somebody tries again by hand. */
export async function askMembersOnceMore(live: Live, turn: Turn): Promise<void> {
  const wanted = await readWanted(turn, 'missing')
  const now = live.platform.clock.now()
  const isFresh = wanted?.stage === 'asked' && wanted.outcome === undefined && now - wanted.dueAt < again
  if (isFresh || wanted?.stage === 'arriving' || !(await mayAskMembers(live, turn))) return
  const lacked = await lackedHere(turn)
  if (lacked.length > 0) await want(live, turn, { lacked, wait: 0 })
}

/** What the offer tells of: where it is silent it says that nothing to show was there. */
function answeredBy(offer: HistoryOffer, wants: Ranges): Ranges {
  const oldest = offer.isCut ? offer.parts.at(-1)?.first : 1
  const last = wants.at(-1)?.last
  if (oldest === undefined || last === undefined) return []
  return without(within(wants, { first: oldest, last }), rangesOf(offer.lacks))
}

/** Whether who offers this has nothing of it. */
export function isDenial(offer: HistoryOffer, wants: Ranges): boolean {
  return offer.parts.length === 0 && answeredBy(offer, wants).length === 0
}

type Whole = {
  readonly wanted: Wanted
  readonly progress: Progress
  readonly offer: HistoryOffer
  readonly around: Around
}

/** Whether the offer hides something that somebody's message here says to have come after. */
export function hidesSomething({ wanted, progress, offer, around }: Whole): boolean {
  const answered = answeredBy(offer, wanted.wants)
  return progress.references.some(
    ([place, id]) => !around.deleted.has(id) && within(answered, { first: place, last: place }).length > 0,
  )
}

/** Everything that was offered is here: what it tells of is missing no more, and others are asked for the rest. */
export async function finishRepair(
  live: Live,
  turn: Turn,
  { wanted, progress, offer }: Whole,
): Promise<void> {
  const unproven = rangesOf(progress.unproven.map((place) => ({ first: place, last: place })))
  const answered = without(answeredBy(offer, wanted.wants), unproven)
  await closeGaps(turn, answered)
  const left = without(await lackedHere(turn), answered)
  if (countIn(left) > 0) return askAnew(live, turn, wanted, 'lacking')
  const over = { progress: undefined, outcome: undefined, secret: undefined, offer: undefined }
  return tell(live, turn, { ...wanted, ...over, stage: 'done' })
}
