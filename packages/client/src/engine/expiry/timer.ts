// How long what is written in a conversation now lives, unless its author chooses otherwise (spec/content.md CT-22).

import { failure } from '../../errors.ts'
import type { ConversationRecord } from '../conversations/record.ts'
import type { Database } from '../store/database.ts'
import { numberOf } from '../store/rows.ts'

export const badTimer = failure('bad_timer', 'Messages disappear after one second to 52 weeks, or never (0).')

/** Seconds; 0 for ever. What was wished last counts, also while it is on its way. */
export async function timerOf(
  { db }: { readonly db: Pick<Database, 'first'> },
  { id, timer }: Pick<ConversationRecord, 'id' | 'timer'>,
): Promise<number> {
  const row = await db.first(
    `SELECT json_extract(intent, '$.seconds') AS seconds FROM intents
     WHERE conversation = ? AND json_extract(intent, '$.kind') = 'set-timer' ORDER BY id DESC LIMIT 1`,
    [id],
  )
  return row === undefined ? timer : numberOf(row, 'seconds')
}
