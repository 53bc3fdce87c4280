// Whoever writes says which message of the log was the newest that they had (CT-14), so that nobody can tell it in
// another order later.

import { type After, parseMessageId } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { isPassing } from '../expiry/lifetime.ts'
import { numberOf, parsed } from '../store/rows.ts'
import { placeOf, waitingPosition } from '../timeline/position.ts'

/** For the heading of a message. */
export async function newestHere(turn: Turn): Promise<{ readonly after?: After }> {
  const { id } = turn.record
  const row = await turn.first(
    // what goes by itself is named by nobody: who lacks it then could not tell whether it ever was there (CT-14)
    `SELECT key, pos FROM items WHERE conversation = ? AND type = 'message' AND pos < ? AND NOT ${isPassing}
     ORDER BY pos DESC LIMIT 1`,
    [id, waitingPosition(0)],
  )
  if (row === undefined) return {}
  return { after: { id: parsed(row, 'key', parseMessageId), place: placeOf(numberOf(row, 'pos')) } }
}
