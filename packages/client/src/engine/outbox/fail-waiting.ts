// Gives up what waits in a conversation's outbox, with the reason that the person sees.

import { parseMessageId } from '@sotto/wire'
import type { Failure } from '../../errors.ts'
import { completionOf } from '../completions.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { numberOf, textOf } from '../store/rows.ts'

export type Given = { readonly outbox: number; readonly message: string; readonly error: Failure }

/** Everything that waits. The messages stay in the timeline as failed; receipts and notices are dropped. */
export async function failWaiting(live: Live, turn: Turn, error: Failure): Promise<void> {
  const { id } = turn.record
  const rows = await turn.all('SELECT id, message FROM outbox WHERE conversation = ?', [id])
  for (const row of rows)
    failOne(live, turn, { outbox: numberOf(row, 'id'), message: textOf(row, 'message'), error })
  turn.write('DELETE FROM receipts_due WHERE conversation = ?', id)
}

/** One row of the outbox; `message` is empty for what is not a message. */
export function failOne(live: Live, turn: Turn, { outbox, message, error }: Given): void {
  const conversation = turn.record.id
  turn.write(
    `INSERT OR REPLACE INTO failed_contents (conversation, message, content, outbox)
     SELECT conversation, message, content, id FROM outbox WHERE id = ? AND kind = 'message'`,
    outbox,
  )
  turn.write('DELETE FROM outbox WHERE id = ?', outbox)
  turn.after(() => live.errands.of(conversation).inFlight.delete(outbox))
  const id = parseMessageId(message)
  if (id === undefined) return
  turn.write(
    `UPDATE items SET state = 'failed', detail = json_set(detail, '$.failure', json(?))
     WHERE conversation = ? AND key = ? AND state = 'pending'`,
    ...[JSON.stringify(error), conversation, message],
  )
  turn.after(() => {
    live.completions.failed(completionOf.message(id), error)
    live.emit({ type: 'state', conversation, id, state: 'failed' })
  })
}
