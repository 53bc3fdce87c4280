// Tells listeners about a message's state after it was stored.

import { type ConversationId, parseMessageId } from '@sotto/wire'
import type { SendState } from '../../api/messages.ts'
import type { Live } from '../live.ts'
import { textOf } from '../store/rows.ts'

const sendStates: readonly SendState[] = ['pending', 'sent', 'delivered', 'read', 'failed']

export function parseSendState(value: unknown): SendState {
  return sendStates.find((state) => state === value) ?? 'failed'
}

/** Says nothing when it is still `before`. */
export async function reportState(
  live: Live,
  conversation: ConversationId,
  message: string,
  before?: string,
): Promise<void> {
  const row = await live.db
    .first('SELECT state FROM items WHERE conversation = ? AND key = ?', [conversation, message])
    .catch(() => undefined)
  const id = parseMessageId(message)
  if (row === undefined || id === undefined || row.state === before) return
  live.emit({ type: 'state', conversation, id, state: parseSendState(textOf(row, 'state')) })
}
