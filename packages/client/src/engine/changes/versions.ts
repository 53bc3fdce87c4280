// What a message said, from its first version on.

import type { Commands } from '../../api/engine.ts'
import type { MessageVersion } from '../../api/messages.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { numberOf, textOf } from '../store/rows.ts'

export async function versionsOf(
  { db }: Live,
  { conversation, id }: Commands['versions']['params'],
): Promise<Outcome<readonly MessageVersion[]>> {
  const row = await db.first(
    `SELECT coalesce(first_text, text) AS text, at, deleted FROM items
     WHERE conversation = ? AND key = ? AND type = 'message'`,
    [conversation, id],
  )
  if (row === undefined) return failure('message_not_found', 'This message is not on this device.')
  if (numberOf(row, 'deleted') > 0) return { ok: true, value: [] }
  const edits = await db.all(
    `SELECT change.text AS text, change.at AS at FROM items AS change
     JOIN items AS message ON message.conversation = change.conversation AND message.key = change.target
     WHERE change.target = ? AND change.conversation = ? AND change.type = 'edit' AND change.deleted = 0
       AND change.state <> 'failed' AND change.sender = message.sender ORDER BY change.pos`,
    [id, conversation],
  )
  return {
    ok: true,
    value: [row, ...edits].map((one) => ({ text: textOf(one, 'text'), at: numberOf(one, 'at') })),
  }
}
