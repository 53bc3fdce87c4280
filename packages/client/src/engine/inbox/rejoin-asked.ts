// A `rejoin` entry (RJ-1): a device says that it can't follow the log any more. Its signature is checked
// with the key of its own leaf, and it counts once; then the members take it out and in again, whoever comes first.

import { membersOf, verifyRejoin } from '@sotto/crypto'
import type { Entry } from '@sotto/wire'
import { standBack } from '../conversations/stand-back.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { holderOf } from '../people/holder.ts'

export async function rejoinAsked(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  if (entry.bytes.length === 0 || record.group !== 'live') return
  const group = await turn.group()
  if (group === undefined) return
  const asked = verifyRejoin(entry.bytes, {
    conversation: record.id,
    keyOf: (device) => membersOf(group).find((member) => holderOf(member).device === device)?.signatureKey,
  })
  if (!asked.ok) {
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
  const member = membersOf(group).find((one) => holderOf(one).device === device)
  if (member === undefined || record.chores.rejoin.includes(device)) return
  record.chores = { ...record.chores, rejoin: [...record.chores.rejoin, device] }
  await standBack(live, turn, { without: [], first: holderOf(member).account })
}
