// One message out of the history of this account's devices, with everything that was said about it: here at once, on the
// others through the archive. The other people keep it, and are not told.

import { type MessageId, parseMessageId } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { unknownConversation } from '../outbox/send.ts'
import { parsed, textOf } from '../store/rows.ts'
import { withdraw } from './withdraw.ts'

const done = { ok: true, value: null } as const
const notFound = failure('message_not_found', 'This message is not on this device.')
const onItsWay = failure('on_its_way', 'This message is just being sent. Try again in a moment.')

export async function deleteForMe(
  live: Live,
  { conversation, id }: Commands['deleteForMe']['params'],
): Promise<Outcome<null>> {
  const outcome = await live.actors.of(conversation).run(async (turn) => {
    const related = await relatedTo(turn, id)
    const waiting = related.filter(({ state }) => state === 'pending' || state === 'failed')
    if (!related.some(({ key }) => key === id)) return notFound
    for (const { key } of waiting) if (!(await withdraw(live, turn, key))) return onItsWay
    takeOut(turn, JSON.stringify(related.map(({ key }) => key)))
    return done
  })
  return outcome ?? unknownConversation()
}

/** The message, what changes it, and what takes back reactions to it. */
async function relatedTo(
  turn: Turn,
  id: MessageId,
): Promise<readonly { readonly key: MessageId; readonly state: string }[]> {
  const rows = await turn.all(
    `WITH named AS (SELECT key, state FROM items WHERE conversation = ?1 AND (
         (key = ?2 AND type = 'message') OR target = ?2))
     SELECT key, state FROM named
     UNION SELECT key, state FROM items WHERE conversation = ?1 AND target IN (SELECT key FROM named)`,
    [turn.record.id, id],
  )
  return rows.map((row) => ({ key: parsed(row, 'key', parseMessageId), state: textOf(row, 'state') }))
}

/** Of what this transaction has left of them. */
function takeOut(turn: Turn, keys: string): void {
  const { id } = turn.record
  turn.write(
    `INSERT OR REPLACE INTO taken_out (conversation, key, pos, archived)
     SELECT conversation, key, pos, 0 FROM items
     WHERE conversation = ? AND key IN (SELECT value FROM json_each(?))`,
    ...[id, keys],
  )
  turn.write(
    'DELETE FROM items WHERE conversation = ? AND key IN (SELECT value FROM json_each(?))',
    ...[id, keys],
  )
  turn.write(
    'DELETE FROM receipts_due WHERE conversation = ? AND message IN (SELECT value FROM json_each(?))',
    ...[id, keys],
  )
  turn.write('INSERT OR IGNORE INTO archive_due (conversation) VALUES (?)', id)
}
