// Reads everything that a copy of the history tells from this device's store: conversations that people see, with what
// came of their logs. What waits to be sent, or failed, is not of the past yet; what goes by itself is not to outlive that.

import type { SqlRow } from '../../ports.ts'
import { factsOf, itemOf } from '../archive/local.ts'
import { readRecord } from '../conversations/record.ts'
import { isPassing } from '../expiry/lifetime.ts'
import type { Database } from '../store/database.ts'
import { jsonOf, numberOf, textOf } from '../store/rows.ts'
import type { CopiedConversation, CopiedItem, Missing } from './form.ts'

/** Characters of all texts, and how many items there are. */
export async function measure(
  db: Database,
): Promise<{ readonly characters: number; readonly items: number }> {
  const row = await db.first(
    'SELECT count(*) AS items, coalesce(sum(length(text)), 0) AS characters FROM items',
  )
  return row === undefined
    ? { characters: 0, items: 0 }
    : { characters: numberOf(row, 'characters'), items: numberOf(row, 'items') }
}

/** The one that was written in last comes first. */
export async function gather(db: Database): Promise<readonly CopiedConversation[]> {
  const rows = await db.all('SELECT * FROM conversations WHERE listed = 1 ORDER BY at DESC, id')
  const copied: CopiedConversation[] = []
  for (const row of rows) {
    const record = readRecord(row)
    const items = await db.all(
      `SELECT * FROM items WHERE conversation = ? AND state NOT IN ('pending', 'failed') AND NOT ${isPassing}
       ORDER BY pos, key`,
      [record.id],
    )
    copied.push({ id: record.id, facts: factsOf(record), items: items.flatMap((item) => told(item) ?? []) })
  }
  return copied
}

function told(row: SqlRow): CopiedItem | Missing | undefined {
  if (textOf(row, 'type') === 'message') return itemOf(row)
  const what = jsonOf(row, 'detail') as { readonly kind: string; readonly count?: number }
  if (what.kind === 'warning' || what.kind === 'handing-over') return undefined
  if (what.kind !== 'missing') return itemOf(row)
  return { type: 'missing', pos: numberOf(row, 'pos'), at: numberOf(row, 'at'), count: what.count ?? 1 }
}
