// A gap is named in the timeline, never hidden: messages that should be there and can't be read are
// counted, those that follow each other in one item for each who sent them. What came by another way (the archive)
// is not missing; what comes by one later is named no more (archive/gaps.ts).

import type { AccountName } from '@sotto/wire'
import { askOthers, writeGap } from '../archive/gaps.ts'
import { countIn, type Ranges, rangesOf, without } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
import { numberOf } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'

export type Gap = {
  readonly seq: number
  readonly at: number
  readonly count: number
  /** Who sent it, where it is here and can't be opened (D-15). */
  readonly from?: AccountName | undefined
}

export async function countMissing(turn: Turn, gap: Gap): Promise<void> {
  const { record } = turn
  if (!record.listed) return
  const all = { first: gap.seq - gap.count + 1, last: gap.seq }
  const missing = without([all], await placesHeld(turn, all))
  if (missing.length === 0) return
  const state = record.group === 'broken' || (await hasOtherDevices(turn)) ? 'asking' : 'unavailable'
  const { from } = gap
  const before = record.missing?.from === from ? record.missing : undefined
  const key = before?.key ?? `missing ${gap.seq}`
  const count = (before?.count ?? 0) + countIn(missing)
  record.missing = { key, count, from }
  for (const range of missing) writeGap(turn, { ...range, item: key })
  askOthers(turn)
  turn.write(
    `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)
     ON CONFLICT (conversation, key) DO UPDATE SET detail = excluded.detail`,
    ...[record.id, key, positionOf(gap.seq), gap.at, JSON.stringify({ kind: 'missing', count, state, from })],
  )
}

/** This device can ask the members no longer; what is left to ask are the account's own other devices. */
export async function giveUpMissing(turn: Turn): Promise<void> {
  turn.record.missing = undefined
  await sayWhoIsAsked(turn)
}

/** What is missing is being asked for while another device of the account may bring it. */
export async function sayWhoIsAsked(turn: Turn): Promise<void> {
  const state = turn.record.group === 'broken' || (await hasOtherDevices(turn)) ? 'asking' : 'unavailable'
  turn.write(
    `UPDATE items SET detail = json_set(detail, '$.state', ?2)
     WHERE conversation = ?1 AND type = 'happening' AND json_extract(detail, '$.kind') = 'missing'
       AND json_extract(detail, '$.state') <> ?2`,
    ...[turn.record.id, state],
  )
}

async function placesHeld(turn: Turn, { first, last }: Ranges[number]): Promise<Ranges> {
  const rows = await turn.all(
    `SELECT pos FROM items WHERE conversation = ? AND pos BETWEEN ? AND ? AND type <> 'happening'`,
    [turn.record.id, positionOf(first), positionOf(last + 1) - 1],
  )
  return rangesOf(
    rows.map((row) => {
      const seq = placeOf(numberOf(row, 'pos'))
      return { first: seq, last: seq }
    }),
  )
}

async function hasOtherDevices(turn: Turn): Promise<boolean> {
  const row = await turn.first('SELECT count(*) AS devices FROM own_devices')
  return row !== undefined && numberOf(row, 'devices') > 1
}
