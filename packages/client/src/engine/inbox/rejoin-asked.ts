// A `rejoin` entry (RJ-1): a device says that it can't follow the log any more. Its signature is checked
// with the key of its own leaf, and it counts once; then the members take it out and in again, whoever comes first.

import { epochOf, type GroupState, membersOf, type RejoinRequest, verifyRejoin } from '@sotto/crypto'
import type { Entry } from '@sotto/wire'
import { isInDoubt } from '../conversations/record.ts'
import { standBack } from '../conversations/stand-back.ts'
import { endDoubt } from '../conversations/standing.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { holderOf } from '../people/holder.ts'

export async function rejoinAsked(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  if (entry.bytes.length === 0 || (record.group !== 'live' && record.group !== 'broken')) return
  const group = await turn.group()
  if (group === undefined) return
  const asked = verifyRejoin(entry.bytes, {
    conversation: record.id,
    keyOf: (device) => membersOf(group).find((member) => holderOf(member).device === device)?.signatureKey,
  })
  if (!asked.ok) {
    // who is lost does not know everybody who came since
    if (record.group === 'broken') return
    turn.after(() =>
      warn(live, 'forged_rejoin', 'The server delivered a request that no device wrote.', record.id),
    )
    return
  }
  const { device, at } = asked.value
  if (device === live.identity.device) return
  if (at <= (record.rejoins[device] ?? 0)) {
    const text = 'The server delivered an old request again. It was ignored.'
    turn.after(() => warn(live, 'replayed_entry', text, record.id))
    return
  }
  record.rejoins = { ...record.rejoins, [device]: at }
  if (record.group === 'broken') return lostToo(live, turn, { group, asked: asked.value })
  if (isInDoubt(record)) endDoubt(record, live.platform.clock.now())
  const member = membersOf(group).find((one) => holderOf(one).device === device)
  if (member === undefined || record.chores.rejoin.includes(device)) return
  record.chores = { ...record.chores, rejoin: [...record.chores.rejoin, device] }
  await standBack(live, turn, { without: [], first: holderOf(member).account })
}

type Asked = { readonly group: GroupState; readonly asked: RejoinRequest }

/** Somebody can't follow the log from the very place where this device lost it: a change that nobody can follow. */
async function lostToo(live: Live, turn: Turn, { group, asked }: Asked): Promise<void> {
  const { record } = turn
  const isSamePlace = asked.generation === record.generation && asked.epoch === Number(epochOf(group))
  if (!isSamePlace || record.lostTogether) return
  record.lostTogether = true
  await standBack(live, turn, { without: [] })
}
