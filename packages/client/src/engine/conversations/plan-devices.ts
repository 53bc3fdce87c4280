// Which devices of an account are to be added to a conversation and which to be taken out (C-11): out goes who
// was signed out by the account's own word, nobody because the server has left them out of an answer.

import type { Member } from '@sotto/crypto'
import type { AccountName, DeviceId } from '@sotto/wire'
import { type Live, warn } from '../live.ts'
import { type Leaf, leavesOf } from '../people/holder.ts'
import { standBack } from './stand-back.ts'
import type { Turn } from './turn.ts'

export type DeviceQuestion = {
  readonly leaves: readonly Leaf[]
  readonly account: AccountName
  /** What the directory names, as far as it is genuine. */
  readonly devices: ReadonlySet<DeviceId>
}

export type DevicePlan = { readonly add: readonly DeviceId[]; readonly remove: readonly Leaf[] }

/**
 * The last leaf of an account stays until another takes its place, so that who has signed out everywhere is
 * still a member when they come back.
 */
export function planDevices(live: Live, turn: Turn, question: DeviceQuestion): DevicePlan {
  const { leaves, account, devices } = question
  const errand = live.errands.of(turn.record.id)
  const here = leaves.filter((leaf) => leaf.account === account)
  const out = here.filter((leaf) => live.revocations.has(account, leaf.device))
  const add = [...devices].filter((device) => !leaves.some((leaf) => leaf.device === device))
  const comes = add.some(
    (device) => !errand.asked.has(device) || errand.claimed.some((one) => one.device === device),
  )
  const isRepresented = comes || here.length > out.length
  const signedOut = out.map((leaf) => leaf.device)
  const last = isRepresented ? undefined : live.revocations.latest(account, signedOut)
  const remove = out.filter(({ device }) => device !== last && device !== live.identity.device)
  return { add, remove }
}

/** An omission is named, and nothing follows from it. */
export function nameOmitted(live: Live, turn: Turn, { leaves, account, devices }: DeviceQuestion): void {
  if (live.people.isGone(account)) return
  const omitted = leaves.filter(
    (leaf) =>
      leaf.account === account && !devices.has(leaf.device) && !live.revocations.has(account, leaf.device),
  )
  for (const { device } of omitted) {
    const whose = account === live.identity.account ? `your device ${device}` : `a device of ${account}`
    const text = `The server no longer names ${whose}, which nobody has signed out. It stays in this conversation.`
    turn.after(() => warn(live, 'device_omitted', text, turn.record.id))
  }
}

/** Whoever let a device in that was signed out may not have known: it is looked at, and goes again. */
export async function watchForRevoked(live: Live, turn: Turn, members: readonly Member[]): Promise<void> {
  const { record } = turn
  const back = leavesOf(members).filter((leaf) => live.revocations.has(leaf.account, leaf.device))
  if (back.length === 0) return
  const accounts = new Set([...record.chores.check, ...back.map((leaf) => leaf.account)])
  record.chores = { ...record.chores, check: [...accounts] }
  const text = 'A device that was signed out was let into this conversation. It is taken out again.'
  turn.after(() => warn(live, 'revoked_device', text, record.id))
  await standBack(live, turn, { without: [] })
}
