// An entry that this device wrote, in its place in the log (D-8): the message was accepted, or the
// pending commit has won and is merged.

import { type Entry, parseMessageId } from '@sotto/wire'
import { queueDeletion } from '../changes/queue.ts'
import { completionOf } from '../completions.ts'
import type { Intent } from '../conversations/intents.ts'
import { dropPending, readPending } from '../conversations/pending.ts'
import type { Turn } from '../conversations/turn.ts'
import { takeOwnWord } from '../handover/take-word.ts'
import { type Live, warn } from '../live.ts'
import { bytesOf, isNull, numberOf, textOf } from '../store/rows.ts'
import { positionOf } from '../timeline/position.ts'
import { reportState } from '../timeline/states.ts'
import { followCommit, followCreation } from './follow-commit.ts'
import { countMissing } from './missing.ts'

export async function ownEntry(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (await acceptOwn(live, turn, entry)) return
  foreignEntry(live, turn)
  await countMissing(live, turn, { seq: entry.seq, at: entry.at, count: 1 })
}

/** False when this device wrote nothing with that envelope id. */
export async function acceptOwn(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  return (await acceptPending(live, turn, entry)) || (await acceptSend(live, turn, entry))
}

export function foreignEntry(live: Live, turn: Turn): void {
  const text = 'The server said that this device wrote something it did not write.'
  turn.after(() => warn(live, 'foreign_entry', text, turn.record.id))
}

/**
 * The server has the message, at this place. Also called for an answer that names an earlier place (D-3),
 * when the cursor does not move. False when no envelope of this device has that id.
 */
export async function acceptSend(
  live: Live,
  turn: Turn,
  entry: Pick<Entry, 'id' | 'seq' | 'at'>,
): Promise<boolean> {
  const row = await turn.first(
    `SELECT withdrawn, outbox.id AS id, kind, epoch, outbox.message AS message, outbox.content AS content, failed.outbox AS gave_up, failed.message AS given_up,
       EXISTS (SELECT 1 FROM outbox_envelopes AS another
               WHERE another.outbox = envelopes.outbox AND another.envelope <> envelopes.envelope) AS has_others
     FROM outbox_envelopes AS envelopes
     LEFT JOIN outbox ON outbox.id = envelopes.outbox
     LEFT JOIN failed_contents AS failed ON failed.outbox = envelopes.outbox AND failed.outbox > 0
     WHERE envelopes.envelope = ?`,
    [entry.id],
  )
  if (row === undefined) return false
  turn.write('DELETE FROM outbox_envelopes WHERE envelope = ?', entry.id)
  const hasOthers = numberOf(row, 'has_others') === 1
  if (isNull(row, 'id')) {
    // given up while it was on its way: all others have it
    if (!isNull(row, 'given_up')) {
      if (hasOthers) settleEnvelopes(turn, numberOf(row, 'gave_up'))
      acceptMessage(live, turn, { ...entry, message: textOf(row, 'given_up') })
    }
    const withdrawn = parseMessageId(row.withdrawn)
    if (withdrawn !== undefined) await queueDeletion(live, turn, { target: withdrawn })
    return true
  }
  const id = numberOf(row, 'id')
  if (hasOthers) settleEnvelopes(turn, id)
  turn.write('DELETE FROM outbox WHERE id = ?', id)
  turn.after(() => {
    live.errands.of(turn.record.id).inFlight.delete(id)
    live.wake(turn.record.id)
  })
  const kind = textOf(row, 'kind')
  if (kind === 'history') await takeOwnWord(live, turn, { entry, content: bytesOf(row, 'content') })
  if (kind === 'message') acceptMessage(live, turn, { ...entry, message: textOf(row, 'message') })
  if (kind === 'leave')
    noticeIsOut(turn, { notice: entry.seq, epoch: isNull(row, 'epoch') ? 0 : numberOf(row, 'epoch') })
  return true
}

/**
 * The message is in the log: its other envelopes mean nothing any more. A statement over several rows makes the full text
 * write down at once what it has gathered in this transaction, so it is for those that have others alone.
 */
function settleEnvelopes(turn: Turn, outbox: number): void {
  turn.write('UPDATE outbox_envelopes SET outbox = 0 WHERE outbox = ?', outbox)
}

type Notice = { readonly notice: number; readonly epoch: number }

/** The leave notice stands in the log: the leaving itself may follow, if everybody can open it (C-5). */
function noticeIsOut(turn: Turn, { notice, epoch }: Notice): void {
  const isHeard = epoch >= turn.record.widened
  const leave: Intent = isHeard ? { kind: 'leave', stage: 'go', notice } : { kind: 'leave', stage: 'notice' }
  turn.write(
    `UPDATE intents SET intent = ? WHERE conversation = ? AND json_extract(intent, '$.kind') = 'leave'`,
    JSON.stringify(leave),
    turn.record.id,
  )
}

type AcceptedMessage = Pick<Entry, 'id' | 'seq' | 'at'> & { readonly message: string }

function acceptMessage(live: Live, turn: Turn, { message, id, seq, at }: AcceptedMessage): void {
  const { record } = turn
  record.missing = undefined
  turn.write('DELETE FROM failed_contents WHERE conversation = ? AND message = ?', record.id, message)
  turn.write(
    // one that was sent before this device was set back stays where all others have it
    `UPDATE items SET pos = min(pos, ?), at = CASE WHEN pos <= ? THEN at ELSE ? END, envelope = ?, state = CASE WHEN state IN ('delivered', 'read') THEN state ELSE 'sent' END,
       detail = json_remove(detail, '$.failure')
     WHERE conversation = ? AND key = ?`,
    ...[positionOf(seq), positionOf(seq), at, id, record.id, message],
  )
  turn.after(() => {
    void reportState(live, record.id, message)
    live.completions.done(completionOf.message(message))
  })
}

async function acceptPending(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  const pending = await readPending(turn)
  if (pending === undefined || pending.envelope !== entry.id) return false
  const group = await turn.group()
  const merged = group === undefined ? undefined : await live.mls.mergePending(group, pending.nextState)
  if (merged === undefined || !merged.ok) {
    turn.record.group = 'broken'
    dropPending(turn)
    turn.after(() =>
      warn(
        live,
        'own_commit_lost',
        'This device lost its place and asks to be let in again.',
        entry.conversation,
      ),
    )
    return true
  }
  if (pending.creates === undefined) await followCommit(live, turn, { entry, applied: merged.value })
  else followCreation(live, turn, { entry, applied: merged.value, kind: pending.creates })
  return true
}
