// The next commit of a live conversation: everything that is wished and every chore that is due, in one.
// Planned anew from the tree each time, so that a lost race or a crash changes nothing but the moment.

import { currentGroupData, type GroupState, membersOf } from '@sotto/crypto'
import type { AccountName, DeviceId } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { Live } from '../live.ts'
import { type Leaf, leavesOf } from '../people/holder.ts'
import { draftCommit, whyNotAdded } from './draft.ts'
import { forgetGathered } from './errands.ts'
import { encodeGroupData, readGroupData, samePolicy } from './group-data.ts'
import { failIntents, finishIntent, type Intent, readIntents, type StoredIntent } from './intents.ts'
import { writePending } from './pending.ts'
import { planDevices } from './plan-devices.ts'
import { again, type Task } from './task.ts'
import type { Turn } from './turn.ts'

type Plan = {
  readonly accounts: Set<AccountName>
  readonly devices: Map<DeviceId, AccountName>
  readonly remove: Set<Leaf>
  name: string | undefined
  history: HistoryPolicy | undefined
  timer: number | undefined
}

type Scene = {
  readonly group: GroupState
  readonly leaves: readonly Leaf[]
  /** Accounts that have left and whose devices are still in the tree. */
  readonly departed: readonly AccountName[]
  readonly plan: Plan
  /** Whether chores are this device's to do now. */
  readonly doesChores: boolean
}

/** Undefined when there is nothing to change. */
export async function changeStep(
  live: Live,
  turn: Turn,
  intents: readonly StoredIntent[],
): Promise<Task | undefined> {
  if (intents.length === 0 && !mayHaveMore(turn)) return undefined
  const group = await turn.group()
  if (group === undefined) return undefined
  const plan: Plan = {
    ...{ accounts: new Set(), devices: new Map(), remove: new Set() },
    ...{ name: undefined, history: undefined, timer: undefined },
  }
  const { departed } = turn.record.chores
  const wait = live.errands.of(turn.record.id).choresFrom - live.platform.clock.now()
  const doesChores = wait <= 0
  const scene: Scene = { group, leaves: leavesOf(membersOf(group)), departed, plan, doesChores }
  for (const one of intents) planIntent(live, turn, { one, scene })
  await planReturn(turn, scene)
  // what is changed anyway takes those along who have left: nobody else may know of them for long
  if (plan.accounts.size > 0 || plan.remove.size > 0 || saysAnew(plan)) planDepartures(scene)
  if (!doesChores) {
    turn.after(() => live.wakeLater(turn.record.id, wait))
  } else {
    const inspect = planChores(live, turn, scene)
    if (inspect !== undefined) return inspect
  }
  return commitPlan(live, turn, scene)
}

/** Chores, or somebody to bring back; otherwise the tree need not be looked at. */
function mayHaveMore({ record }: Turn): boolean {
  const { departed, rejoin, check } = record.chores
  const isAlone = record.peer !== undefined && !record.members.some((one) => one.account === record.peer)
  return isAlone || departed.length + rejoin.length + check.length > 0
}

function planIntent(live: Live, turn: Turn, { one, scene }: { one: StoredIntent; scene: Scene }): void {
  const { intent } = one
  const { plan, leaves } = scene
  if (isDone(intent, scene)) {
    finishIntent(live, turn, one.id)
  } else if (intent.kind === 'add') {
    for (const account of intent.members) if (!isHere(scene, account)) plan.accounts.add(account)
  } else if (intent.kind === 'remove') {
    for (const leaf of leaves) if (intent.members.includes(leaf.account)) plan.remove.add(leaf)
  } else if (intent.kind === 'rename') {
    plan.name = intent.name
  } else if (intent.kind === 'set-history') {
    plan.history = intent.history
  } else if (intent.kind === 'set-timer') {
    plan.timer = intent.seconds
  }
}

/** What the group says of itself. */
function saysAnew({ name, history, timer }: Plan): boolean {
  return name !== undefined || history !== undefined || timer !== undefined
}

function isDone(intent: Intent, scene: Scene): boolean {
  const { leaves, group } = scene
  switch (intent.kind) {
    case 'create':
      return true
    case 'add':
      return intent.members.every((account) => isHere(scene, account))
    case 'remove':
      return !intent.members.some((account) => holds(leaves, account))
    case 'rename':
      return readGroupData(currentGroupData(group)).name === intent.name
    case 'set-history':
      return samePolicy(readGroupData(currentGroupData(group)).history, intent.history)
    case 'set-timer':
      return readGroupData(currentGroupData(group)).timer === intent.seconds
    default:
      return false
  }
}

/** Somebody who has left a direct conversation comes back into it with the next message for them. */
async function planReturn(turn: Turn, { leaves, plan }: Scene): Promise<void> {
  const { peer, id } = turn.record
  if (peer === undefined || holds(leaves, peer)) return
  const waiting = await turn.first(
    `SELECT 1 AS one FROM outbox WHERE conversation = ? AND kind = 'message' LIMIT 1`,
    [id],
  )
  if (waiting !== undefined) plan.accounts.add(peer)
}

function planDepartures({ leaves, departed, plan }: Scene): void {
  for (const leaf of leaves) if (departed.includes(leaf.account)) plan.remove.add(leaf)
}

/** Adds due chores to the plan; answers with what must be looked up first. */
function planChores(live: Live, turn: Turn, scene: Scene): Task | undefined {
  const { record } = turn
  const { leaves, plan } = scene
  const { inspected } = live.errands.of(record.id)
  planDepartures(scene)
  for (const leaf of leaves) {
    if (record.chores.rejoin.includes(leaf.device)) plan.devices.set(leaf.device, leaf.account)
  }
  const checks = record.chores.check.filter((account) => holds(leaves, account))
  for (const account of checks) {
    const devices = inspected.get(account)
    if (devices === undefined) return { do: 'inspect', account }
    const { add, remove } = planDevices(live, turn, { leaves, account, devices })
    for (const device of add) plan.devices.set(device, account)
    for (const leaf of remove) plan.remove.add(leaf)
  }
  if (plan.devices.size === 0 && plan.remove.size === 0) {
    record.chores = { departed: [], rejoin: [], check: [] }
  }
  return undefined
}

async function commitPlan(live: Live, turn: Turn, scene: Scene): Promise<Task | undefined> {
  const { group, leaves, plan, doesChores } = scene
  const errand = live.errands.of(turn.record.id)
  const unasked = [...plan.accounts].filter((account) => !errand.asked.has(account))
  if (unasked.length > 0) return { do: 'claim', accounts: unasked }
  for (const [device, account] of plan.devices) {
    if (!errand.asked.has(device)) return { do: 'claim', accounts: [account], device }
  }
  const packages = errand.claimed.filter(
    (one) => plan.accounts.has(one.account) || plan.devices.has(one.device),
  )
  const returning = new Set(packages.map((one) => one.device))
  const remove = leaves
    .filter((leaf) => plan.remove.has(leaf) || returning.has(leaf.device))
    .filter((leaf) => leaf.device !== live.identity.device)
    .map((leaf) => leaf.leafIndex)
  const before = readGroupData(currentGroupData(group))
  const { name = before.name, history = before.history, timer = before.timer } = plan
  const groupData = saysAnew(plan) ? { groupData: encodeGroupData({ name, history, timer }) } : {}
  const isEmpty = packages.length === 0 && remove.length === 0 && !saysAnew(plan)
  const draft = isEmpty ? undefined : await draftCommit(live, turn, group, { packages, remove, ...groupData })
  if (draft === undefined) {
    await giveUp(live, turn, doesChores)
    return undefined
  }
  turn.adopt(draft)
  writePending(turn, draft)
  return again
}

/**
 * Chores that nobody can do now (a device without key packages) are looked at again after the next
 * notice; people who could not be added are named to whoever wished it.
 */
async function giveUp(live: Live, turn: Turn, didChores: boolean): Promise<void> {
  // another try asks anew: what was of no use now would be of none then
  turn.after(() => forgetGathered(live.errands.of(turn.record.id)))
  if (didChores) turn.record.chores = { departed: [], rejoin: [], check: [] }
  for (const { id, intent } of await readIntents(turn)) {
    if (intent.kind !== 'add') continue
    failIntents(live, turn, { ids: [id], error: whyNotAdded(live, intent.members) })
  }
}

/** Somebody who has left is not here, though their devices still are. */
function isHere({ leaves, departed }: Scene, account: AccountName): boolean {
  return holds(leaves, account) && !departed.includes(account)
}

function holds(leaves: readonly Leaf[], account: AccountName): boolean {
  return leaves.some((leaf) => leaf.account === account)
}
