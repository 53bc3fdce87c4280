// What a start does with the journal that the last run left: every entry becomes a row, every log's end
// is set, and what everybody had acknowledged is deleted. Running it twice changes nothing.

import type { Database } from './database.ts'
import type { StoredEntry } from './delivery-store.ts'
import { decodeJournal } from './journal.ts'
import { deleteUpTo, insertEntry, writeEnd } from './log-rows.ts'

const rowsPerStep = 64

export async function recoverJournal(db: Database): Promise<void> {
  const touched = new Set<number>()
  let after = 0
  for (;;) {
    const next = await db.write(() => recoverRows(db, after, touched))
    if (next === undefined) break
    after = next
  }
  await db.write(() => {
    for (const number of touched) deleteAcknowledged(db, number)
  })
}

function recoverRows(db: Database, after: number, touched: Set<number>): number | undefined {
  const rows = db
    .prepare('SELECT number, bytes FROM journal WHERE number > ? ORDER BY number LIMIT ?')
    .all(after, rowsPerStep)
  const ends = new Map<number, StoredEntry>()
  let last: number | undefined
  for (const row of rows) {
    for (const { log, entry } of decodeJournal(row.bytes as Uint8Array)) {
      insertEntry(db, log.number, entry)
      ends.set(log.number, entry)
      touched.add(log.number)
    }
    last = Number(row.number)
  }
  for (const [number, end] of ends) writeEnd(db, number, { lastSeq: end.seq, lastAt: end.at })
  if (last !== undefined) db.prepare('DELETE FROM journal WHERE number <= ?').run(last)
  return last
}

function deleteAcknowledged(db: Database, number: number): void {
  const row = db.prepare('SELECT min(cursor) AS floor FROM roster WHERE conversation = ?').get(number)
  if (typeof row?.floor === 'number') deleteUpTo(db, number, row.floor)
}
