// Takes back what this device has written and, as far as it knows, never sent. Should it turn out in the log that it was sent
// (an earlier connection died before the answer), it is deleted there for everyone.

import { type MessageId, parseMessageId } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { isNull, numberOf, parsed } from '../store/rows.ts'

/** False when it is on its way, or sent: nobody can say that it did not arrive. */
export async function withdraw(live: Live, turn: Turn, id: MessageId): Promise<boolean> {
  const conversation = turn.record.id
  const row = await turn.first(
    `SELECT outbox.id AS waiting, failed.outbox AS gave_up FROM items
     LEFT JOIN outbox ON outbox.conversation = items.conversation AND outbox.message = items.key
     LEFT JOIN failed_contents AS failed ON failed.conversation = items.conversation AND failed.message = items.key
     WHERE items.conversation = ? AND items.key = ? AND items.mine = 1 AND items.state IN ('pending', 'failed')`,
    [conversation, id],
  )
  if (row === undefined) return false
  const waiting = isNull(row, 'waiting') ? undefined : numberOf(row, 'waiting')
  if (waiting !== undefined && live.errands.of(conversation).inFlight.has(waiting)) return false
  const outbox = waiting ?? (isNull(row, 'gave_up') ? 0 : numberOf(row, 'gave_up'))
  turn.write(
    'UPDATE outbox_envelopes SET outbox = 0, withdrawn = ? WHERE outbox = ? AND outbox > 0',
    ...[id, outbox],
  )
  turn.write('DELETE FROM outbox WHERE id = ?', outbox)
  turn.write('DELETE FROM failed_contents WHERE conversation = ? AND message = ?', conversation, id)
  turn.write('DELETE FROM items WHERE conversation = ? AND key = ?', conversation, id)
  return true
}

/** Own changes to it that have not left. */
export async function withdrawChanges(live: Live, turn: Turn, target: MessageId): Promise<void> {
  const rows = await turn.all(
    `SELECT key FROM items WHERE target = ? AND conversation = ? AND mine = 1 AND state IN ('pending', 'failed')`,
    [target, turn.record.id],
  )
  for (const row of rows) await withdraw(live, turn, parsed(row, 'key', parseMessageId))
}
