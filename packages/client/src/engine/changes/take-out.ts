// Takes a message out of the history of this account's devices, with everything that was said about it: here at once, on the
// others through the archive. Nothing that comes later brings it back.

import { type MessageId, parseMessageId } from '@sotto/wire'
import { oweToArchive } from '../archive/due.ts'
import type { Turn } from '../conversations/turn.ts'
import { isPassing } from '../expiry/lifetime.ts'
import type { Live } from '../live.ts'
import { numberOf, parsed, textOf } from '../store/rows.ts'
import { withdraw } from './withdraw.ts'

/** `on-its-way`: something of it is just being sent, and may be taken out in a moment. */
export async function takeOutMessage(
  live: Live,
  turn: Turn,
  id: MessageId,
): Promise<'done' | 'not-here' | 'on-its-way'> {
  const related = await relatedTo(turn, id)
  const waiting = related.filter(({ state }) => state === 'pending' || state === 'failed')
  if (!related.some(({ key }) => key === id)) return 'not-here'
  for (const { key } of waiting) if (!(await withdraw(live, turn, key))) return 'on-its-way'
  takeOut(turn, JSON.stringify(related.map(({ key }) => key)))
  return 'done'
}

type Related = { readonly key: MessageId; readonly state: string }

/** The message, what changes it, and what takes back reactions to it; of an edit alone the edit. */
async function relatedTo(turn: Turn, id: MessageId): Promise<readonly Related[]> {
  const rows = await turn.all(
    `WITH named AS (SELECT key, state FROM items WHERE conversation = ?1 AND (
         (key = ?2 AND type IN ('message', 'edit')) OR target = ?2))
     SELECT key, state FROM named
     UNION SELECT key, state FROM items WHERE conversation = ?1 AND target IN (SELECT key FROM named)`,
    [turn.record.id, id],
  )
  return rows.map((row) => ({ key: parsed(row, 'key', parseMessageId), state: textOf(row, 'state') }))
}

/**
 * What stands here beside messages that another device has taken out: what was said about them (CT-17), which that device may
 * not have heard of; and what this device would send again, which was set back to before it sent them.
 */
export async function takeOutBeside(live: Live, turn: Turn, gone: readonly string[]): Promise<void> {
  const keys = JSON.stringify(gone)
  const rows = await turn.all(
    `WITH named AS (SELECT key, state FROM items
       WHERE conversation = ?1 AND target IN (SELECT value FROM json_each(?2)))
     SELECT key FROM named WHERE state NOT IN ('pending', 'failed')
     UNION SELECT key FROM items WHERE conversation = ?1 AND target IN (SELECT key FROM named)
       AND state NOT IN ('pending', 'failed')`,
    [turn.record.id, keys],
  )
  const isTold = new Set(gone)
  const left = rows.map((row) => textOf(row, 'key')).filter((key) => !isTold.has(key))
  if (left.length > 0) takeOut(turn, JSON.stringify(left))
  await sendNoMore(live, turn, keys)
}

/** What is on its way just now is known to those who have had it before. */
async function sendNoMore(live: Live, turn: Turn, keys: string): Promise<void> {
  const { id } = turn.record
  const { inFlight } = live.errands.of(id)
  const waiting = await turn.all(
    'SELECT id FROM outbox WHERE conversation = ? AND message IN (SELECT value FROM json_each(?))',
    [id, keys],
  )
  for (const outbox of waiting.map((row) => numberOf(row, 'id')).filter((one) => !inFlight.has(one))) {
    turn.write('UPDATE outbox_envelopes SET outbox = 0 WHERE outbox = ?', outbox)
    turn.write('DELETE FROM outbox WHERE id = ?', outbox)
  }
  turn.write(
    'DELETE FROM failed_contents WHERE conversation = ? AND message IN (SELECT value FROM json_each(?))',
    ...[id, keys],
  )
}

/** Of what this transaction has left of them. */
function takeOut(turn: Turn, keys: string): void {
  const { id } = turn.record
  turn.write(
    `INSERT OR REPLACE INTO taken_out (conversation, key, pos, archived, expired)
     SELECT conversation, key, pos, 0, ${isPassing} FROM items
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
  oweToArchive(turn)
}
