// How much this device still has to tell others: the numbers of the connection's snapshot.

import type { ConnectionSnapshot } from '../../api/session.ts'
import type { Database } from '../store/database.ts'
import { numberOf } from '../store/rows.ts'

export async function countWaiting(
  db: Database,
): Promise<Pick<ConnectionSnapshot, 'waiting' | 'receiptsWaiting'>> {
  const row = await db.first(
    `SELECT (SELECT count(*) FROM outbox WHERE kind = 'message') AS messages,
       (SELECT count(*) FROM receipts_due) + (SELECT count(*) FROM outbox WHERE kind = 'receipt') AS receipts`,
  )
  if (row === undefined) return { waiting: 0, receiptsWaiting: 0 }
  return { waiting: numberOf(row, 'messages'), receiptsWaiting: numberOf(row, 'receipts') }
}
