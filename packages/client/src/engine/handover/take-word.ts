// Words about history as they come in the log (NH-4 to NH-11): what they say is for everybody in the group, in the log's
// order.

import type { DeviceCredential } from '@sotto/crypto'
import {
  decodeMimiContent,
  type Entry,
  encodeHistoryWord,
  type HistoryAsk,
  type HistoryObjection,
  type HistoryOffer,
  type HistoryWord,
  meaningOf,
} from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { writeHappenings } from '../timeline/happenings.ts'
import { referencesTo } from './around.ts'
import { askAnew, sayHistory, tell } from './ask.ts'
import { noteAsk, type Owed, readAsks, writeAsk } from './owed.ts'
import { isDenial } from './repair.ts'
import { refuseOffer } from './trouble.ts'
import {
  dropProgress,
  readAsked,
  readGiver,
  readWanted,
  sameAsk,
  unasked,
  type Wanted,
  withGiver,
  writeWanted,
} from './wanted.ts'
import { judgeOffer, reachesUp } from './witness.ts'

type Moment = Pick<Entry, 'seq' | 'at'>
type Spoken<W> = {
  readonly entry: Moment
  readonly from: Pick<DeviceCredential, 'account' | 'device'>
  readonly word: W
}

export async function takeWord(live: Live, turn: Turn, spoken: Spoken<HistoryWord>): Promise<void> {
  const { word, from, entry } = spoken
  switch (word.kind) {
    case 'ask':
      if (from.account === live.identity.account) return leaveToOther(turn, word)
      return noteAsk(live, turn, word, { account: from.account, device: from.device })
    case 'offer':
      return takeOffer(live, turn, { word, from, entry })
    case 'objection':
      return takeObjection(live, turn, { word, from, entry })
  }
}

/** What this device itself said stands in the log now. */
export async function takeOwnWord(
  live: Live,
  turn: Turn,
  { entry, content }: { readonly entry: Moment; readonly content: Uint8Array },
): Promise<void> {
  const read = decodeMimiContent(content)
  const meaning = read.ok ? meaningOf(read.value) : undefined
  if (meaning?.kind !== 'history' || meaning.word.kind !== 'offer') return
  const { account, device } = live.identity
  await settleAsk(turn, { word: meaning.word, from: { account, device }, entry })
}

/**
 * A word of this device that the server refuses for good: an asking for what was before is begun anew, a few times,
 * one for what is missing is over, and an offer is another's to make.
 */
export async function wordUnheard(live: Live, turn: Turn): Promise<void> {
  const [before, missing] = [await readWanted(turn, 'before'), await readWanted(turn, 'missing')]
  if (before?.stage === 'asked') await askAnew(live, turn, before, 'lost')
  if (missing?.stage === 'asked') await tell(live, turn, { ...missing, stage: 'done', outcome: undefined })
  turn.write(
    `UPDATE history_asks SET stage = 'settled' WHERE conversation = ? AND stage = 'offered'`,
    turn.record.id,
  )
}

/** Another device of this account asks for all of them: the archive brings it here. */
async function leaveToOther(turn: Turn, { purpose, wants, ask }: HistoryAsk): Promise<void> {
  const wanted = await readWanted(turn, purpose)
  if (purpose === 'missing') {
    if (wanted?.stage === 'asked' || wanted?.stage === 'arriving') return
    const other = {
      ...unasked,
      ...({ purpose, stage: 'elsewhere', joined: 0, before: 0, dueAt: 0 } as const),
    }
    return writeWanted(turn, { ...other, wants, ask })
  }
  if (wanted?.stage !== 'waiting') return
  dropProgress(turn)
  writeWanted(turn, { ...wanted, stage: 'done' })
}

/**
 * The first offer in the log counts, also when this device hears of a later one of its own before; undefined for another
 * one, and for what answers nobody.
 */
async function settleAsk(turn: Turn, { word, from, entry }: Spoken<HistoryOffer>): Promise<Owed | undefined> {
  const owed = (await readAsks(turn)).find((one) => sameAsk(one.ask, word.ask))
  const { givenSeq = 0 } = owed ?? {}
  if (owed === undefined || (givenSeq > 0 && givenSeq <= entry.seq)) return undefined
  if (givenSeq > 0) {
    turn.write(
      'DELETE FROM items WHERE conversation = ? AND key = ?',
      turn.record.id,
      `handed-over ${givenSeq}`,
    )
  }
  // who has none of it leaves it to the others
  if (owed.purpose === 'missing' && owed.stage === 'owed' && isDenial(word, owed.wants)) {
    writeAsk(turn, { ...owed, givenBy: from.account })
    return undefined
  }
  writeAsk(turn, { ...owed, stage: 'settled', givenBy: from.account, givenSeq: entry.seq })
  // a few messages that somebody lacked are nobody else's news
  if (owed.purpose === 'missing') return owed
  const count = word.parts.reduce((sum, part) => sum + part.count, 0)
  const lacking = word.lacks.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const what = { by: from.account, to: owed.account, count, lacking, cut: word.isCut }
  if (count > 0) writeHappenings(turn, entry, [{ kind: 'handed-over', ...what }])
  return owed
}

async function takeOffer(live: Live, turn: Turn, spoken: Spoken<HistoryOffer>): Promise<void> {
  const { word, from } = spoken
  const wanted = await readAsked(turn, word.ask)
  if (wanted !== undefined) return acceptOffer(live, turn, { ...spoken, wanted })
  const owed = await settleAsk(turn, spoken)
  if (owed === undefined) return
  const { verdict, part } = await judgeOffer(live, turn, { offer: word, owed })
  if (verdict === 'same') return
  const { account: giver } = from
  const what =
    verdict === 'beyond'
      ? `more than is theirs to have`
      : `something else than what stands here, or not all of it`
  const text = `${giver} handed over to ${owed.account} ${what}.`
  const code = verdict === 'beyond' ? 'history_beyond_policy' : 'history_differs'
  turn.after(() => warn(live, code, text, turn.record.id))
  const by = live.identity.account
  writeHappenings(turn, { ...spoken.entry }, [{ kind: 'history-disputed', by, giver }])
  if (turn.record.state === 'active') {
    await sayHistory(live, turn, { kind: 'objection', ask: word.ask, part })
  }
}

async function acceptOffer(
  live: Live,
  turn: Turn,
  { word, from, wanted }: Spoken<HistoryOffer> & { readonly wanted: Wanted },
): Promise<void> {
  const { purpose, stage, wants } = wanted
  const isOpen = stage === 'asked' || stage === 'elsewhere'
  if (!isOpen || wanted.not.includes(from.device)) return
  if (purpose === 'missing' && isDenial(word, wants)) {
    return tell(live, turn, { ...wanted, outcome: 'not-had' })
  }
  if (stage === 'elsewhere') return
  const { account: by, device } = from
  const references = purpose === 'missing' ? await referencesTo(turn, wants) : []
  const progress = {
    ...{ by, device, history: turn.record.history, next: 0, taken: 0, unproven: [] },
    ...{ lowest: wanted.before, references },
  }
  if (!reachesUp(word, wants)) return refuseOffer(live, turn, { ...wanted, progress })
  const givers = withGiver(wanted.givers, word.ask, by)
  await tell(live, turn, { ...wanted, stage: 'arriving', progress, givers, offer: encodeHistoryWord(word) })
  turn.after(() => live.wake(turn.record.id))
}

/** Somebody else has other things there: whoever reads it is told. */
async function takeObjection(
  live: Live,
  turn: Turn,
  { word, from, entry }: Spoken<HistoryObjection>,
): Promise<void> {
  const asked = (await readAsks(turn)).find((one) => sameAsk(one.ask, word.ask))
  const giver = (await readGiver(turn, word.ask)) ?? asked?.givenBy
  if (giver === undefined || giver === from.account) return
  writeHappenings(turn, entry, [{ kind: 'history-disputed', by: from.account, giver }])
  const text = `${from.account} has other messages here than ${giver} handed over.`
  turn.after(() => warn(live, 'history_disputed', text, turn.record.id))
}
