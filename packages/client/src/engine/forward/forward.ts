// The text of a message as an own message somewhere else (spec/content.md CT-26): as it says now, marked as forwarded, without a
// word of whose it was or where it stood.

import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import type { Live } from '../live.ts'
import { sendText } from '../outbox/send.ts'
import { isNull, jsonOf, numberOf, textOf } from '../store/rows.ts'

export async function forward(
  live: Live,
  { conversation, id, to, until, key }: Commands['forward']['params'],
): Promise<Outcome<Commands['forward']['value']>> {
  const message = await live.db.first(
    `SELECT text, deleted, detail, expires_after, goes_at FROM items
     WHERE conversation = ? AND key = ? AND type = 'message'`,
    [conversation, id],
  )
  if (message === undefined) return failure('message_not_found', 'This message is not on this device.')
  const refused = notForwardable(message)
  if (refused !== undefined) return refused
  const once = key === undefined ? {} : { key }
  return sendText(live, { conversation: to, text: textOf(message, 'text'), until, ...once, forwarded: true })
}

function notForwardable(message: SqlRow) {
  if (numberOf(message, 'deleted') > 0) return failure('message_deleted', 'This message was deleted.')
  const { unsupported } = jsonOf(message, 'detail') as { readonly unsupported?: string }
  if (unsupported !== undefined) return failure('not_forwardable', 'Only text can be forwarded.')
  const disappears = !isNull(message, 'expires_after') || !isNull(message, 'goes_at')
  return disappears ? passing : undefined
}

const passing = failure('not_forwardable', 'Whoever wrote this message lets it disappear, so it stays here.')
