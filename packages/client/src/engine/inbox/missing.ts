// A gap is named in the timeline, never hidden: messages that should be there and can't be read are
// counted, those that follow each other in one item for each who sent them. What came by another way (the archive)
// is not missing; what comes by one later is named no more (archive/gaps.ts). What nobody of the account has is asked of the
// members (handover/repair.ts).

import type { AccountName } from '@sotto/wire'
import type { HappeningSnapshot } from '../../api/messages.ts'
import { askOthers, writeGap } from '../archive/gaps.ts'
import { countIn, type Ranges, rangesOf, without } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
import { readWanted, type Wanted } from '../handover/wanted.ts'
import type { Live } from '../live.ts'
import { numberOf } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'

type Missing = Extract<HappeningSnapshot['what'], { kind: 'missing' }>

export type Gap = {
  readonly seq: number
  readonly at: number
  readonly count: number
  /** Who sent it, where it is here and can't be opened (D-15). */
  readonly from?: AccountName | undefined
}

export async function countMissing(live: Live, turn: Turn, gap: Gap): Promise<void> {
  const { record } = turn
  if (!record.listed) return
  const all = { first: gap.seq - gap.count + 1, last: gap.seq }
  const missing = without([all], await placesHeld(turn, all))
  if (missing.length === 0) return
  const state = await stateOf(turn, await readWanted(turn, 'missing'))
  const { from } = gap
  const before = record.missing?.from === from ? record.missing : undefined
  const key = before?.key ?? `missing ${gap.seq}`
  const count = (before?.count ?? 0) + countIn(missing)
  record.missing = { key, count, from }
  for (const range of missing) writeGap(turn, { ...range, item: key })
  askOthers(turn, all.first)
  turn.after(() => live.wake(record.id))
  turn.write(
    `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)
     ON CONFLICT (conversation, key) DO UPDATE SET detail = excluded.detail`,
    ...[record.id, key, positionOf(gap.seq), gap.at, JSON.stringify({ kind: 'missing', count, state, from })],
  )
}

/** This device is in the conversation again, or was never out of it: the rest is for the account's other devices to bring. */
export async function giveUpMissing(turn: Turn): Promise<void> {
  turn.record.missing = undefined
  await sayWhoIsAsked(turn, await readWanted(turn, 'missing'))
}

/** Who is being asked for what is missing, or what came of it. */
export async function sayWhoIsAsked(turn: Turn, wanted: Wanted | undefined): Promise<void> {
  turn.write(
    `UPDATE items SET detail = json_set(detail, '$.state', ?2)
     WHERE conversation = ?1 AND type = 'happening' AND json_extract(detail, '$.kind') = 'missing'
       AND json_extract(detail, '$.state') <> ?2`,
    ...[turn.record.id, await stateOf(turn, wanted)],
  )
}

async function stateOf(turn: Turn, wanted: Wanted | undefined): Promise<Missing['state']> {
  if (turn.record.group === 'broken') return 'asking'
  switch (wanted?.stage) {
    case 'asked':
      return wanted.outcome ?? 'asking-members'
    case 'arriving':
      return 'asking-members'
    case 'waiting':
      return (await hasOtherDevices(turn)) && wanted.tries === 0 ? 'asking' : 'asking-members'
    default:
      return wanted?.outcome ?? ((await hasOtherDevices(turn)) ? 'asking' : 'unavailable')
  }
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

/** Of the account, beside this one. */
export async function hasOtherDevices(turn: Turn): Promise<boolean> {
  const row = await turn.first('SELECT count(*) AS devices FROM own_devices')
  return row !== undefined && numberOf(row, 'devices') > 1
}
