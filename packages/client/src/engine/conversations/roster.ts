// Who is in a conversation, by the MLS tree (C-3): accounts with how many devices, in the order in which
// they came.

import { type GroupState, type Member, membersOf } from '@sotto/crypto'
import type { AccountName } from '@sotto/wire'
import type { Live } from '../live.ts'
import { warn } from '../live.ts'
import { holderOf, leavesOf } from '../people/holder.ts'
import { lookUpSoon } from '../people/proven-keys.ts'
import type { RosterMember } from './record.ts'
import type { Turn } from './turn.ts'

export type RosterStep = {
  readonly came: readonly AccountName[]
  readonly went: readonly AccountName[]
}

/** Brings the record's members up to the tree and says who came and who went. */
export function updateRoster(turn: Turn, group: GroupState, at: number): RosterStep {
  const { record } = turn
  const devices = new Map<AccountName, number>()
  for (const { account } of leavesOf(membersOf(group))) devices.set(account, (devices.get(account) ?? 0) + 1)
  const before = new Map(record.members.map((member) => [member.account, member]))
  const stayed = record.members.filter((member) => devices.has(member.account))
  const came = [...devices.keys()].filter((account) => !before.has(account)).sort()
  const all = [...stayed, ...came.map((account) => ({ account, joinedAt: at }))]
  record.members = all.map(
    ({ account, joinedAt }): RosterMember => ({ account, joinedAt, devices: devices.get(account) ?? 0 }),
  )
  return { came, went: [...before.keys()].filter((account) => !devices.has(account)).sort() }
}

/** Pins the account keys of leaves seen for the first time, notices those that differ (P-3), and looks the new ones up. */
export function sightMembers(live: Live, turn: Turn, members: readonly Member[]): void {
  const seen = new Set<string>()
  const first: AccountName[] = []
  for (const member of members) {
    const { account, accountKey } = holderOf(member)
    // two leaves of one name may be signed by different keys
    const named = `${account} ${accountKey.join()}`
    if (seen.has(named)) continue
    seen.add(named)
    const sighting = live.people.sight(account, accountKey)
    if (sighting.kind === 'known') continue
    turn.write(sighting.statement.sql, ...(sighting.statement.params ?? []))
    turn.after(sighting.apply)
    if (sighting.kind === 'changed') noteChangedKey(live, turn, account)
    else first.push(account)
  }
  turn.after(() => lookUpSoon(live, first))
}

export function noteChangedKey(live: Live, turn: Turn, account: AccountName): void {
  turn.record.attention = true
  const text = `The safety number with ${account} has changed. Sending waits until you decide.`
  turn.after(() => {
    warn(live, 'key_changed', text, turn.record.id)
    live.signals.touch('people')
  })
}
