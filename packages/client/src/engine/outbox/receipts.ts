// Receipts that this device owes: noted with the message they are for, sent together after a moment, once what
// waited at the server is here, and only where people know each other (C-6) and are not too many to tell.

import {
  encodeMimiContent,
  type MessageId,
  parseMessageId,
  saltLength,
  statusNumbers,
  statusReport,
} from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { numberOf, parsed } from '../store/rows.ts'
import { newHead } from './tell-head.ts'

const mostAccounts = 32
const perReport = 200
const mostAtOnce = 500
const gatherFor = 300

export type Owed = { readonly message: MessageId; readonly state: 'delivered' | 'read' }

export function oweReceipt(live: Live, turn: Turn, { message, state }: Owed): void {
  const { record } = turn
  if (record.state !== 'active' || record.group !== 'live' || record.members.length > mostAccounts) return
  turn.write(
    `INSERT INTO receipts_due (conversation, message, state) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET state = max(state, excluded.state)`,
    ...[record.id, message, statusNumbers[state]],
  )
  turn.after(() => ripenReceipts(live, turn))
}

/** A request is accepted: what came before it is acknowledged now. */
export function startReceipts(live: Live, turn: Turn): void {
  const { record } = turn
  if (record.state !== 'request') return
  record.state = 'active'
  if (record.group !== 'live' || record.members.length > mostAccounts) return
  turn.write(
    `INSERT OR IGNORE INTO receipts_due (conversation, message, state)
     SELECT conversation, key, CASE WHEN pos <= ?1 THEN ?2 ELSE ?3 END FROM items
     WHERE conversation = ?4 AND type = 'message' AND mine = 0 ORDER BY pos DESC LIMIT ?5`,
    ...[record.readPos, statusNumbers.read, statusNumbers.delivered, record.id, mostAtOnce],
  )
  turn.after(() => ripenReceipts(live, turn))
}

/**
 * Wakes the conversation for its receipts, after a moment: also when an earlier call met no connection. While this
 * device catches up they wait: then the conversation is woken anyway.
 */
export function ripenReceipts(live: Live, turn: Turn): void {
  const errand = live.errands.of(turn.record.id)
  if (errand.receiptsTimer || !live.gateway.status.caughtUp) return
  errand.receiptsTimer = true
  live.platform.clock.after(gatherFor, () => {
    errand.receiptsTimer = false
    errand.receiptsRipe = true
    live.wake(turn.record.id)
  })
}

/** One report about receipts that are due, or undefined when none is. */
export async function composeReceipts(live: Live, turn: Turn): Promise<Uint8Array | undefined> {
  const { record } = turn
  const rows = await turn.all('SELECT message, state FROM receipts_due WHERE conversation = ? LIMIT ?', [
    record.id,
    perReport,
  ])
  if (rows.length === 0) return undefined
  const statuses = rows.map((row) => ({
    message: parsed(row, 'message', parseMessageId),
    status: numberOf(row, 'state'),
  }))
  const report = statusReport({
    origin: { sender: live.identity.account, conversation: record.id },
    salt: live.platform.random.bytes(saltLength),
    statuses,
    ...newHead(live, turn),
  })
  if (!report.ok) throw new Error('a report over its own limit')
  turn.write(
    'DELETE FROM receipts_due WHERE conversation = ? AND message IN (SELECT value FROM json_each(?))',
    ...[record.id, JSON.stringify(statuses.map((one) => one.message))],
  )
  return encodeMimiContent(report.value)
}
