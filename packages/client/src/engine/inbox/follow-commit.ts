// What an applied commit means for the conversation: who came and went, a new name, and that whatever
// this device had pending for the same moment has lost (D-5). The same for own and others' commits.

import { type AppliedCommit, currentGroupData } from '@sotto/crypto'
import type { AccountName, ConversationKind, Entry } from '@sotto/wire'
import { forgetGathered } from '../conversations/errands.ts'
import { readGroupData, samePolicy } from '../conversations/group-data.ts'
import { wasRemoved } from '../conversations/have-left.ts'
import { dropPending } from '../conversations/pending.ts'
import { watchForRevoked } from '../conversations/plan-devices.ts'
import { beginNextGeneration } from '../conversations/record.ts'
import { type RosterStep, sightMembers, updateRoster } from '../conversations/roster.ts'
import { endStays, noteStays, orderNow } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { holderOf, leavesOf } from '../people/holder.ts'
import { oweProfiles } from '../profiles/words.ts'
import { type Happened, writeHappenings } from '../timeline/happenings.ts'

export type Followed = { readonly entry: Entry; readonly applied: AppliedCommit }

export async function followCommit(live: Live, turn: Turn, { entry, applied }: Followed): Promise<void> {
  settlePending(live, turn)
  turn.record.epoch = Number(applied.epoch)
  if (applied.selfRemoved) return leaveBehind(live, turn, { entry, applied })
  turn.adopt(applied)
  if (applied.added.length > 0) turn.record.widened = turn.record.epoch
  // whoever made it and whoever follows it stand together: what could not be verified was not a fork (C-10)
  turn.record.unreadable = 0
  sightMembers(live, turn, applied.added)
  const { account: by, device } = holderOf(applied.committer)
  const step = updateRoster(turn, applied.state, entry.at)
  writeHappenings(turn, entry, [...rosterHappenings(turn, step, by), ...takeGroupData(turn, applied, by)])
  clearChores(turn, applied)
  noteStays(turn, { seq: entry.seq, went: step.went })
  if (device === live.identity.device) {
    lookAfter(turn, step.came)
    if (step.came.length > 0) oweProfiles(live, turn, 'newcomers')
  }
  await watchForRevoked(live, turn, applied.added)
}

/** Our own creation stands in the log: the conversation begins. */
export function followCreation(
  live: Live,
  turn: Turn,
  { entry, applied, kind }: Followed & { readonly kind: ConversationKind },
): void {
  const { record } = turn
  settlePending(live, turn)
  turn.adopt(applied)
  endStays(turn, { last: orderNow(record), seq: entry.seq })
  if (record.renewing) beginNextGeneration(record)
  record.epoch = Number(applied.epoch)
  if (record.since === 0) record.since = entry.seq
  record.group = 'live'
  record.state = 'active'
  record.kind = kind
  const { history, timer } = readGroupData(currentGroupData(applied.state))
  Object.assign(record, { history, timer })
  updateRoster(turn, applied.state, entry.at)
  noteStays(turn, { seq: entry.seq, went: [] })
  lookAfter(turn, [live.identity.account])
  oweProfiles(live, turn, 'own')
  const by = live.identity.account
  const isTimed = entry.seq === 1 && timer > 0
  writeHappenings(turn, entry, [
    { kind: 'created', by },
    ...(isTimed ? [{ kind: 'timer', by, seconds: timer } as const] : []),
  ])
  turn.after(() => live.emit({ type: 'conversation', conversation: record.id }))
}

/** The log has moved on: what was pending is either merged or has lost, and what was gathered may be stale. */
export function settlePending(live: Live, turn: Turn): void {
  dropPending(turn)
  turn.after(() => {
    const errand = live.errands.of(turn.record.id)
    errand.uploading = false
    errand.awaitingLog = false
    errand.attempt = 0
    forgetGathered(errand)
    live.wake(turn.record.id)
  })
}

async function leaveBehind(live: Live, turn: Turn, { entry, applied }: Followed): Promise<void> {
  const by = holderOf(applied.committer).account
  endStays(turn, { last: orderNow(turn.record) - 1, seq: entry.seq })
  await wasRemoved(live, turn)
  writeHappenings(turn, entry, [{ kind: 'removed', by, who: [live.identity.account] }])
}

/** A device that they signed in on after their key packages were given out is not among those that were added. */
function lookAfter({ record }: Turn, accounts: readonly AccountName[]): void {
  record.chores = { ...record.chores, check: [...new Set([...record.chores.check, ...accounts])] }
}

function rosterHappenings(turn: Turn, { came, went }: RosterStep, by: AccountName): readonly Happened[] {
  const { record } = turn
  // those who said that they leave are already told of
  const removed = went.filter((account) => !record.leaving.includes(account))
  record.leaving = record.leaving.filter((account) => !went.includes(account))
  return [
    ...(removed.length > 0 ? [{ kind: 'removed', by, who: removed } as const] : []),
    ...(came.length > 0 ? [{ kind: 'added', by, who: came } as const] : []),
  ]
}

/** Several at once, when whoever changed one thing had seen the other wishes too. */
function takeGroupData(turn: Turn, applied: AppliedCommit, by: AccountName): readonly Happened[] {
  const { record } = turn
  if (!applied.groupDataChanged) return []
  const { name, history, timer } = readGroupData(currentGroupData(applied.state))
  const isGroup = record.kind === 'group'
  const isRenamed = isGroup && name !== '' && name !== record.name
  const isOther = isGroup && !samePolicy(history, record.history)
  const isTimed = timer !== record.timer
  if (isRenamed) record.name = name
  if (isOther) record.history = history
  if (isTimed) record.timer = timer
  return [
    ...(isRenamed ? [{ kind: 'renamed', by, name } as const] : []),
    ...(isOther ? [{ kind: 'history-policy', by, history } as const] : []),
    ...(isTimed ? [{ kind: 'timer', by, seconds: timer } as const] : []),
  ]
}

function clearChores(turn: Turn, applied: AppliedCommit): void {
  const { record } = turn
  const accounts = new Set(record.members.map((member) => member.account))
  const back = new Set(leavesOf(applied.added).map((leaf) => leaf.account))
  const readmitted = new Set(leavesOf(applied.added).map((leaf) => leaf.device))
  record.leaving = record.leaving.filter(
    (account) => !(back.has(account) && record.chores.departed.includes(account)),
  )
  record.chores = {
    departed: record.chores.departed.filter((account) => accounts.has(account) && !back.has(account)),
    rejoin: record.chores.rejoin.filter((device) => !readmitted.has(device)),
    check: record.chores.check,
  }
}
