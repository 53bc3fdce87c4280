// Messages that were handed over and found genuine become items like others: searched, archived, and kept with what shows
// who wrote them, for those who come after. What is here already, or was deleted, stays as it is. Where they stood nothing is
// missing any more.

import { closeGaps } from '../archive/gaps.ts'
import { deletedUpTo } from '../archive/local.ts'
import { rangesOf } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { textOf } from '../store/rows.ts'
import { positionOf } from '../timeline/position.ts'
import { writeItem } from '../timeline/write-item.ts'
import { keepAuthorship } from './authorship.ts'
import type { HandedItem } from './check-part.ts'

/** How many messages came; what only changes one is not counted. */
export async function storeHanded(live: Live, turn: Turn, items: readonly HandedItem[]): Promise<number> {
  const limit = await deletedUpTo(turn)
  const known = await knownKeys(turn, items)
  const fresh = items.filter((item) => !known.has(item.id) && positionOf(item.seq) > limit)
  for (const item of fresh) {
    const { from, said, at, seq } = item
    const mine = from === live.identity.account
    const { credential, content, context, leaf, signature } = item
    // before the item: it goes at once where the item's words were deleted
    keepAuthorship(turn, { message: item.id, credential, content, context, leaf, signature })
    writeItem(turn, { id: item.id, pos: positionOf(seq), from, mine, at, state: 'sent', said })
  }
  await closeGaps(turn, rangesOf(items.map(({ seq }) => ({ first: seq, last: seq }))))
  return fresh.filter(({ said }) => said.type === 'message').length
}

/** Here, or taken out for good. */
async function knownKeys(turn: Turn, items: readonly HandedItem[]): Promise<ReadonlySet<string>> {
  const keys = JSON.stringify(items.map((item) => item.id))
  const rows = await turn.all(
    `SELECT key FROM items WHERE conversation = ?1 AND key IN (SELECT value FROM json_each(?2))
     UNION SELECT key FROM taken_out WHERE conversation = ?1 AND key IN (SELECT value FROM json_each(?2))`,
    [turn.record.id, keys],
  )
  return new Set(rows.map((row) => textOf(row, 'key')))
}
