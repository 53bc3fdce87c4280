// Names in the timeline what nobody has brought: places of the log before this device was let in that no other device
// has told the archive of, after these have had their time. And says who is still being asked.

import { type ConversationId, parseConversationId } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { readWanted } from '../handover/wanted.ts'
import { sayWhoIsAsked } from '../inbox/missing.ts'
import type { Live } from '../live.ts'
import { numberOf, parsed } from '../store/rows.ts'
import { positionOf } from '../timeline/position.ts'
import { readGaps, writeGap } from './gaps.ts'
import { countIn } from './ranges.ts'

export async function conversationsWithGaps(live: Live): Promise<readonly ConversationId[]> {
  const rows = await live.db.all('SELECT DISTINCT conversation FROM gaps')
  return rows.map((row) => parsed(row, 'conversation', parseConversationId))
}

export async function nameGaps(live: Live): Promise<void> {
  for (const conversation of await conversationsWithGaps(live)) {
    await live.actors.of(conversation).run(async (turn) => {
      for (const gap of await readGaps(turn)) {
        if (gap.item !== undefined) continue
        const item = `missing ${gap.last}`
        writeGap(turn, { ...gap, item })
        const detail = { kind: 'missing', count: countIn([gap]), state: 'asking' }
        turn.write(
          `INSERT OR IGNORE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
           VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)`,
          ...[turn.record.id, item, positionOf(gap.last), await timeAfter(turn, gap.last)],
          JSON.stringify(detail),
        )
      }
      await sayWhoIsAsked(turn, await readWanted(turn, 'missing'))
      turn.after(() => live.wake(conversation))
    })
  }
}

async function timeAfter(turn: Turn, seq: number): Promise<number> {
  const row = await turn.first(
    'SELECT at FROM items WHERE conversation = ? AND pos > ? ORDER BY pos LIMIT 1',
    [turn.record.id, positionOf(seq)],
  )
  return row === undefined ? turn.record.begunAt : numberOf(row, 'at')
}
