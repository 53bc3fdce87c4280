// Gives up what waits in a conversation's outbox, with the reason that the person sees.

import { parseMessageId } from '@sotto/wire'
import type { Failure } from '../../errors.ts'
import type { SqlValue } from '../../ports.ts'
import { completionOf } from '../completions.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { numberOf, textOf } from '../store/rows.ts'

export type Given = { readonly outbox: number; readonly message: string; readonly error: Failure }

/**
 * Everything that waits, and what this transaction puts there. The messages stay in the timeline as failed; receipts and
 * notices are dropped.
 */
export async function failWaiting(live: Live, turn: Turn, error: Failure): Promise<void> {
  const { id } = turn.record
  const rows = await turn.all('SELECT id, message FROM outbox WHERE conversation = ?', [id])
  failThose(turn, 'outbox.conversation = ?', { value: id, error })
  for (const row of rows)
    tellFailed(live, turn, { outbox: numberOf(row, 'id'), message: textOf(row, 'message'), error })
  turn.write('DELETE FROM receipts_due WHERE conversation = ?', id)
}

/** One row of the outbox; `message` is empty for what is not a message. */
export function failOne(live: Live, turn: Turn, given: Given): void {
  failThose(turn, 'outbox.id = ?', { value: given.outbox, error: given.error })
  tellFailed(live, turn, given)
}

type Those = { readonly value: SqlValue; readonly error: Failure }

function failThose(turn: Turn, which: string, { value, error }: Those): void {
  turn.write(
    `INSERT OR REPLACE INTO failed_contents (conversation, message, content, outbox)
     SELECT conversation, message, content, id FROM outbox WHERE ${which} AND kind = 'message' AND EXISTS (
       SELECT 1 FROM items WHERE items.conversation = outbox.conversation AND items.key = outbox.message)`,
    value,
  )
  turn.write(
    `UPDATE items SET state = 'failed', detail = json_set(detail, '$.failure', json(?))
     WHERE conversation = ? AND state = 'pending' AND key IN (SELECT message FROM outbox WHERE ${which})`,
    ...[JSON.stringify(error), turn.record.id, value],
  )
  turn.write(`DELETE FROM outbox WHERE ${which}`, value)
}

function tellFailed(live: Live, turn: Turn, { outbox, message, error }: Given): void {
  const conversation = turn.record.id
  turn.after(() => live.errands.of(conversation).inFlight.delete(outbox))
  const id = parseMessageId(message)
  if (id === undefined) return
  turn.after(() => {
    live.completions.failed(completionOf.message(id), error)
    live.emit({ type: 'state', conversation, id, state: 'failed' })
  })
}
