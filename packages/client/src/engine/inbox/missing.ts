// A gap is named in the timeline, never hidden: messages that should be there and can't be read are
// counted, those that follow each other in one item for each who sent them.

import type { AccountName } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { positionOf } from '../timeline/position.ts'

export type Gap = {
  readonly seq: number
  readonly at: number
  readonly count: number
  /** Who sent it, where it is here and can't be opened (D-15). */
  readonly from?: AccountName | undefined
}

export function countMissing(turn: Turn, gap: Gap): void {
  const { record } = turn
  if (!record.listed) return
  const state = record.group === 'broken' ? 'asking' : 'unavailable'
  const { from } = gap
  const before = record.missing?.from === from ? record.missing : undefined
  const key = before?.key ?? `missing ${gap.seq}`
  const count = (before?.count ?? 0) + gap.count
  record.missing = { key, count, from }
  turn.write(
    `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)
     ON CONFLICT (conversation, key) DO UPDATE SET detail = excluded.detail`,
    ...[record.id, key, positionOf(gap.seq), gap.at, JSON.stringify({ kind: 'missing', count, state, from })],
  )
}

/** Nobody will bring them any more: this device has begun anew. */
export function giveUpMissing(turn: Turn): void {
  turn.record.missing = undefined
  turn.write(
    `UPDATE items SET detail = json_set(detail, '$.state', 'unavailable')
     WHERE conversation = ? AND type = 'happening' AND json_extract(detail, '$.state') = 'asking'`,
    turn.record.id,
  )
}
