// Receipts of others move the states of own messages forward, never back; a message is as far as the
// least of the others. What another device of this account has read is read here too.

import { type AccountName, type MessageStatus, statusNumbers } from '@sotto/wire'
import { accountsOf } from '../conversations/record.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { numberOf, textOf } from '../store/rows.ts'
import { reportState } from '../timeline/states.ts'

export type Report = { readonly from: AccountName; readonly statuses: readonly MessageStatus[] }

export async function takeReceipts(live: Live, turn: Turn, { from, statuses }: Report): Promise<void> {
  const known = statuses.filter(
    ({ status }) => status === statusNumbers.delivered || status === statusNumbers.read,
  )
  if (from === live.identity.account) return readElsewhere(turn, known)
  const before = await statesOf(turn, known)
  for (const { message, status } of known) {
    if (!before.has(message)) continue
    turn.write(
      `INSERT INTO receipts (conversation, message, account, state) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET state = max(state, excluded.state)`,
      ...[turn.record.id, message, from, status],
    )
    moveForward(live, turn, message)
    turn.after(() => void reportState(live, turn.record.id, message, before.get(message)))
  }
}

async function statesOf(turn: Turn, statuses: readonly MessageStatus[]): Promise<Map<string, string>> {
  const rows = await turn.all(
    `SELECT key, state FROM items WHERE conversation = ? AND mine = 1 AND key IN (SELECT value FROM json_each(?))`,
    [turn.record.id, JSON.stringify(statuses.map((one) => one.message))],
  )
  return new Map(rows.map((row) => [textOf(row, 'key'), textOf(row, 'state')]))
}

function moveForward(live: Live, turn: Turn, message: string): void {
  const others = accountsOf(turn.record).filter((account) => account !== live.identity.account)
  for (const [state, least, from] of [
    ['delivered', statusNumbers.delivered, '["sent"]'],
    ['read', statusNumbers.read, '["sent","delivered"]'],
  ] as const) {
    turn.write(
      `UPDATE items SET state = ? WHERE conversation = ? AND key = ? AND state IN (SELECT value FROM json_each(?))
       AND (SELECT count(*) FROM receipts WHERE receipts.conversation = items.conversation AND message = items.key
            AND receipts.state >= ? AND account IN (SELECT value FROM json_each(?))) >= ?`,
      ...[state, turn.record.id, message, from, least, JSON.stringify(others), Math.max(1, others.length)],
    )
  }
}

async function readElsewhere(turn: Turn, statuses: readonly MessageStatus[]): Promise<void> {
  const read = statuses.filter((one) => one.status === statusNumbers.read).map((one) => one.message)
  if (read.length === 0) return
  const ids = JSON.stringify(read)
  const row = await turn.first(
    `SELECT coalesce(max(pos), 0) AS pos FROM items WHERE conversation = ? AND mine = 0
     AND key IN (SELECT value FROM json_each(?))`,
    [turn.record.id, ids],
  )
  if (row !== undefined) turn.record.readPos = Math.max(turn.record.readPos, numberOf(row, 'pos'))
  turn.write(
    'DELETE FROM receipts_due WHERE conversation = ? AND message IN (SELECT value FROM json_each(?))',
    ...[turn.record.id, ids],
  )
}
