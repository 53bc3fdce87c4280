// The last messages of a conversation, oldest first: for bots and terminals.

import type { Commands } from '../../api/engine.ts'
import type { MessageSnapshot } from '../../api/messages.ts'
import type { Live } from '../live.ts'
import { positionOfMessage } from './items.ts'
import { messagesOf } from './messages.ts'

const most = 1000

export async function readHistory(
  live: Live,
  { conversation, limit, before }: Commands['history']['params'],
): Promise<readonly MessageSnapshot[]> {
  const end = before === undefined ? undefined : await positionOfMessage(live.db, conversation, before)
  const rows = await live.db.all(
    `SELECT * FROM items WHERE conversation = ? AND type = 'message' AND pos < ?
     ORDER BY pos DESC, id DESC LIMIT ?`,
    [conversation, end ?? Number.MAX_SAFE_INTEGER, Math.min(most, limit)],
  )
  return messagesOf(live.db, rows.toReversed())
}
