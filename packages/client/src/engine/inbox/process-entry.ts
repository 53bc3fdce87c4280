// One entry of a conversation's log, strictly in order (D-1): what was seen before is passed over, holes
// are read again from the server, and what can't be true is named. After it the cursor stands at the entry.
// A server that lied about places, or lost some, can't hide what comes later behind the cursor.

import { envelopeIdOf } from '@sotto/crypto'
import type { Entry } from '@sotto/wire'
import { wasSetBack } from '../conversations/place.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { joinFromWelcome } from './join.ts'
import { memberHasLeft } from './left.ts'
import { countMissing } from './missing.ts'
import { isAnothers, openEnvelope } from './open-envelope.ts'
import { acceptOwn, acceptSend, foreignEntry } from './own-entry.ts'
import { endsBefore, readLog } from './read-log.ts'
import { rejoinAsked } from './rejoin-asked.ts'
import { takeAgain, takeBehind } from './seen-places.ts'

/** Beyond every log there can be; positions in the timeline hold so much. */
export const highestSeq = 2 ** 40
/** An honest server has no more on its way to a device than some pages hold (D-7). */
const mostPages = 32

/** `isAnswer`: the server's word that it took what this device wrote, not yet a delivery. */
export type Incoming = { readonly entry: Entry; readonly isAnswer: boolean }

export async function processEntry(live: Live, turn: Turn, { entry, isAnswer }: Incoming): Promise<void> {
  const { record } = turn
  const errand = live.errands.of(record.id)
  const isFirst = !errand.heard && !isAnswer
  errand.heard ||= !isAnswer
  if (entry.seq > highestSeq) return impossible(live, turn)
  if (entry.seq <= record.cursor) return takeBehind(live, turn, entry)
  const isAhead = record.cursor > 0 && entry.seq > record.cursor + 1
  // who stood there could acknowledge what is still to come
  if (isAhead && !isAnswer && (await endsBefore(live, entry))) return impossible(live, turn)
  if (leavesHole(turn, entry)) {
    // the log will come to it: only the sending is over, and the entry is expected
    if (isAnswer) return acceptEarly(live, turn, entry)
    // the server counts more as acknowledged by this device than it has (C-12)
    if (!(await readUpTo(live, turn, entry)) && isFirst) wasSetBack(live, turn)
  }
  await take(live, turn, entry)
  record.cursor = entry.seq
  if (!errand.knowsPlace && record.cursor >= (errand.head ?? highestSeq)) {
    turn.after(() => live.wake(record.id))
  }
}

function impossible(live: Live, turn: Turn): void {
  turn.after(() =>
    warn(live, 'forged_entry', 'The server named a place that no conversation has.', turn.record.id),
  )
}

/** A welcome begins the log for this device, as does its own creation; a gap says itself what is missing. */
function leavesHole({ record }: Turn, entry: Entry): boolean {
  const jumps = entry.kind === 'welcome' || entry.kind === 'gap'
  const begins = record.group === 'gone' || record.group === 'creating'
  return !jumps && !begins && record.cursor > 0 && entry.seq > record.cursor + 1
}

async function acceptEarly(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (entry.kind !== 'message' || !(await acceptSend(live, turn, entry))) return
  turn.write('INSERT OR REPLACE INTO outbox_envelopes (envelope, outbox) VALUES (?, 0)', entry.id)
}

async function take(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (entry.seq <= turn.record.furthest) return takeAgain(live, turn, entry)
  switch (entry.kind) {
    case 'welcome':
      return joinFromWelcome(live, turn, entry)
    case 'message':
    case 'commit':
      return takeEnvelope(live, turn, entry)
    case 'left':
      return memberHasLeft(live, turn, entry)
    case 'rejoin':
      return rejoinAsked(live, turn, entry)
    case 'gap':
      return countMissing(live, turn, { seq: entry.seq, at: entry.at, count: entry.seq - turn.record.cursor })
  }
}

async function takeEnvelope(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (turn.record.group === 'gone') return
  const isBare = entry.bytes.length === 0
  const isOwn = isBare || entry.uploader?.device === live.identity.device
  if (isOwn && (await acceptOwn(live, turn, entry))) return
  if (!isBare && envelopeIdOf(entry.bytes) === entry.id) return openEnvelope(live, turn, entry)
  const again = await readLog(live, turn.record.id, { after: entry.seq - 1, upTo: entry.seq })
  const repaired = again.find((one) => one.seq === entry.seq && envelopeIdOf(one.bytes) === entry.id)
  if (isBare && (repaired === undefined || (await isAnothers(live, turn, repaired)))) foreignEntry(live, turn)
  if (repaired !== undefined) return openEnvelope(live, turn, repaired)
  if (!isBare) {
    turn.after(() =>
      warn(live, 'altered_entry', 'The server delivered a message that was altered.', turn.record.id),
    )
  }
  await countMissing(live, turn, { seq: entry.seq, at: entry.at, count: 1 })
}

/** Takes what comes before this place from the log, and names what it does not give any more. Whether it gave all of it. */
export async function readUpTo(live: Live, turn: Turn, entry: Pick<Entry, 'seq' | 'at'>): Promise<boolean> {
  const { record } = turn
  let isFilled = true
  for (let page = 0; page < mostPages && record.cursor < entry.seq - 1; page++) {
    const before = record.cursor
    for (const one of await readLog(live, record.id, { after: before, upTo: entry.seq - 1 })) {
      if (one.seq <= record.cursor || one.seq >= entry.seq) continue
      // a gap says itself what is missing, and what came before a Welcome was not for this device
      const skips = one.kind !== 'gap' && one.kind !== 'welcome' && (await skipTo(live, turn, one))
      isFilled &&= one.kind !== 'gap' && !skips
      await take(live, turn, one)
      record.cursor = one.seq
    }
    if (record.cursor === before) break
  }
  return !(await skipTo(live, turn, entry)) && isFilled
}

/** Names what lies between the cursor and the entry, which the server does not give. Whether there was anything. */
async function skipTo(live: Live, turn: Turn, entry: Pick<Entry, 'seq' | 'at'>): Promise<boolean> {
  const { record } = turn
  const count = entry.seq - Math.max(record.cursor, record.furthest) - 1
  record.cursor = Math.max(record.cursor, entry.seq - 1)
  if (count <= 0) return false
  await countMissing(live, turn, { seq: record.cursor, at: entry.at, count })
  turn.after(() => warn(live, 'missing_entries', 'The server held back messages.', record.id))
  return true
}
