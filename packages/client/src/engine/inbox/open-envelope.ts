// Opens a sealed envelope of the log: an application message is taken into the timeline, a commit is
// followed. What can't be opened is judged: seen before, forged, or a sign that this device has lost
// its place in the group. What counts is what is inside, never what the server calls it.

import { epochOf, type Member, type MlsRefusal, type MlsRefusalCode, type Processed } from '@sotto/crypto'
import type { AccountName, Entry, Result } from '@sotto/wire'
import { wasSetBack } from '../conversations/place.ts'
import { compareSoon, noteUnverified } from '../conversations/standing.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { holderOf } from '../people/holder.ts'
import { followCommit } from './follow-commit.ts'
import { countMissing } from './missing.ts'
import { ownEntry } from './own-entry.ts'
import { takeContent } from './take-content.ts'
import { compareUploader, namedSender } from './uploader.ts'

export async function openEnvelope(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  const group = record.group === 'live' || record.group === 'broken' ? await turn.group() : undefined
  if (group === undefined) {
    if (record.group !== 'creating' && !record.renewing) loseTrack(live, turn)
    return missingMessage(live, turn, entry)
  }
  const processed = await live.mls.process(group, entry.bytes)
  if (record.group === 'broken') return openWhileLost(live, turn, { entry, processed })
  if (!processed.ok) return judgeRefusal(live, turn, { entry, refusal: processed.error })
  return takeOpened(live, turn, { entry, opened: processed.value })
}

/**
 * Takes an envelope if it was never seen before; false, and nothing changed, otherwise. Who is lost follows nobody, but
 * what was sealed for the epoch that it knows is still for it (C-8).
 */
export async function opensAnew(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  const isLost = turn.record.group === 'broken'
  const group = isLost || turn.record.group === 'live' ? await turn.group() : undefined
  const processed = group === undefined ? undefined : await live.mls.process(group, entry.bytes)
  if (processed?.ok !== true || (isLost && processed.value.kind === 'commit')) return false
  await takeOpened(live, turn, { entry, opened: processed.value })
  return true
}

type Tried = { readonly entry: Entry; readonly processed: Result<Processed, MlsRefusal> }

/** What others wrote before they too could not follow any more is still for this device: its keys are here. */
async function openWhileLost(live: Live, turn: Turn, { entry, processed }: Tried): Promise<void> {
  if (processed.ok && processed.value.kind === 'application') {
    return takeOpened(live, turn, { entry, opened: processed.value })
  }
  if (processed.ok || processed.error.code !== 'already_consumed') await missingMessage(live, turn, entry)
}

type Sealed = { readonly entry: Entry; readonly opened: Processed }

async function takeOpened(live: Live, turn: Turn, { entry, opened }: Sealed): Promise<void> {
  compareUploader(live, turn, entry, writerOf(opened))
  if (opened.kind === 'commit') return followCommit(live, turn, { entry, applied: opened })
  const group = await turn.group()
  // its own, under a key that this state would use next (M-22); what it has left behind is proof of nothing present
  if (isByThisDevice(live, opened) && group !== undefined && opened.epoch === epochOf(group))
    wasSetBack(live, turn)
  turn.adopt(opened)
  return takeContent(live, turn, { entry, message: opened })
}

function writerOf(opened: Processed): Member {
  return opened.kind === 'commit' ? opened.committer : opened.sender
}

function isByThisDevice(live: Live, opened: Processed): boolean {
  return holderOf(writerOf(opened)).device === live.identity.device
}

/**
 * Whether the server calls something this device's own that it has not written. Who doesn't follow the group can't say,
 * and what is of the own leaf is judged when it is opened.
 */
export async function isAnothers(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  const group = turn.record.group === 'live' ? await turn.group() : undefined
  if (group === undefined) return false
  const processed = await live.mls.process(group, entry.bytes)
  if (processed.ok) return !isByThisDevice(live, processed.value)
  return !undecided.includes(processed.error.code)
}

const undecided: readonly MlsRefusalCode[] = ['own_message', 'set_back', 'past_epoch', 'future_epoch']

type Refused = { readonly entry: Entry; readonly refusal: MlsRefusal }

async function judgeRefusal(live: Live, turn: Turn, { entry, refusal }: Refused): Promise<void> {
  switch (refusal.code) {
    case 'own_message':
      return ownEntry(live, turn, entry)
    case 'set_back':
      return wasSetBack(live, turn)
    case 'already_consumed':
      return replayed(live, turn)
    case 'past_epoch':
      if (await isKnown(turn, entry)) return replayed(live, turn)
      compareSoon(live, turn)
      return entry.kind === 'commit' ? replayed(live, turn) : missingMessage(live, turn, entry)
    case 'future_epoch':
      loseTrack(live, turn)
      return missingMessage(live, turn, entry)
    case 'malformed':
    case 'wrong_group':
      turn.after(() =>
        warn(live, 'forged_entry', 'The server delivered something that no member wrote.', turn.record.id),
      )
      return missingMessage(live, turn, entry)
    default:
      return unverified(live, turn, entry)
  }
}

/** Sealed for this epoch, and not to be opened: whoever the server says has sent it is told of. */
async function unverified(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const from = await namedSender(live, turn, entry)
  // the server lets one commit through for each state: not following it means being left behind
  if (entry.kind === 'commit') loseTrack(live, turn)
  else await noteUnverified(live, turn)
  const whose = from === undefined ? '' : ` from ${from}, as the server says,`
  const text = `Something${whose} could not be verified and was not shown.`
  const named = { conversation: turn.record.id, ...(from === undefined ? {} : { from }) }
  turn.after(() => live.emit({ type: 'warning', code: 'unreadable_entry', text, ...named }))
  if (from !== undefined || entry.kind === 'message') await nameMissing(live, turn, { entry, from })
}

function replayed(live: Live, turn: Turn): void {
  turn.after(() =>
    warn(
      live,
      'replayed_entry',
      'The server delivered an old message again. It was ignored.',
      turn.record.id,
    ),
  )
}

/** Commits are not messages that somebody would miss. */
async function missingMessage(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (entry.kind === 'message') {
    await nameMissing(live, turn, { entry, from: await namedSender(live, turn, entry) })
  }
}

type Unopened = { readonly entry: Entry; readonly from: AccountName | undefined }

function nameMissing(live: Live, turn: Turn, { entry: { seq, at }, from }: Unopened): Promise<void> {
  return countMissing(live, turn, { seq, at, count: 1, from })
}

/** This device can't follow the log: it asks to be removed and added again (C-8). */
function loseTrack(live: Live, turn: Turn): void {
  if (turn.record.group === 'gone') return
  turn.record.group = 'broken'
  turn.after(() => live.wake(turn.record.id))
}

async function isKnown(turn: Turn, entry: Entry): Promise<boolean> {
  const row = await turn.first('SELECT 1 AS one FROM items WHERE conversation = ? AND envelope = ?', [
    turn.record.id,
    entry.id,
  ])
  return row !== undefined
}
