// The state of one group in memory: the library's state of the current epoch, and of each retained past
// epoch only what is needed to open a late message. A state is never changed; operations make new ones.

import type { ClientState } from 'ts-mls'
import { leafToNodeIndex, toLeafIndex } from 'ts-mls/treemath.js'
import { groupDataOf } from './extensions.ts'
import type { Member } from './member.ts'

export type SecretTree = ClientState['secretTree']
export type GroupContext = ClientState['groupContext']
export type RatchetTree = ClientState['ratchetTree']

/** What opens late application messages of one past epoch. */
export type PastEpoch = {
  readonly context: GroupContext
  readonly senderDataSecret: Uint8Array
  readonly secretTree: SecretTree
  /** Who held a leaf then, where that differs from the epoch after it; undefined: nobody. */
  readonly leavesThen: ReadonlyMap<number, Member | undefined>
}

export type GroupState = {
  readonly current: ClientState
  /** Oldest first, ending just before the current epoch. */
  readonly past: readonly PastEpoch[]
}

/** Past epochs whose late messages can still be opened (rule M-14). */
export const retainedEpochs = 2

export function groupIdOf(state: GroupState): Uint8Array {
  return state.current.groupContext.groupId
}

export function epochOf(state: GroupState): bigint {
  return state.current.groupContext.epoch
}

/** The leaf index of this device. */
export function ownLeafOf(state: GroupState): number {
  return state.current.privatePath.leafIndex
}

/** False once this device was removed. */
export function isActive(state: GroupState): boolean {
  return state.current.groupActiveState.kind === 'active'
}

/** Equal for all members of the same epoch, and secret from everybody else (RFC 9420 §8.7). */
export function epochAuthenticatorOf(state: GroupState): Uint8Array {
  return state.current.keySchedule.epochAuthenticator.slice()
}

/** The opaque bytes last committed as group data. */
export function currentGroupData(state: GroupState): Uint8Array {
  return groupDataOf(state.current.groupContext.extensions) ?? new Uint8Array()
}

/** Everybody with a leaf in the current epoch, by leaf index. */
export function membersOf(state: GroupState): Member[] {
  return membersOfTree(state.current.ratchetTree)
}

export function membersOfTree(tree: RatchetTree): Member[] {
  const members: Member[] = []
  for (let leafIndex = 0; leafIndex * 2 < tree.length; leafIndex++) {
    const member = memberAt(tree, leafIndex)
    if (member !== undefined) members.push(member)
  }
  return members
}

/** The holder of a leaf, or undefined for a blank or a leaf beyond the tree. */
export function memberAt(tree: RatchetTree, leafIndex: number): Member | undefined {
  const node = tree[leafToNodeIndex(toLeafIndex(leafIndex))]
  if (node?.nodeType !== 'leaf') return undefined
  const { credential, signaturePublicKey } = node.leaf
  const identity = 'identity' in credential ? credential.identity : new Uint8Array()
  return { leafIndex, credential: identity, signatureKey: signaturePublicKey }
}

/** The holder of a leaf in a past epoch: the nearest later epoch that says something about it, else now. */
export function memberInPast(state: GroupState, epoch: bigint, leafIndex: number): Member | undefined {
  for (const past of state.past) {
    if (past.context.epoch >= epoch && past.leavesThen.has(leafIndex)) return past.leavesThen.get(leafIndex)
  }
  return memberAt(state.current.ratchetTree, leafIndex)
}
