// A group state as named parts, so that a change rewrites only what it touched: a message one sender's
// ratchet, a commit the head and the tree. The tree is there once; past epochs keep no copy of it.
//
//   head                   group context, key schedule, private keys, whether still a member
//   tree                   the ratchet tree of the current epoch
//   epoch/<n>              of a past epoch: group context, sender data secret, leaves that differ from n + 1
//   secrets/<n>            of epoch n: secrets of subtrees of the secret tree that nobody has needed yet
//   ratchet/<n>/<leaf>     of epoch n: both ratchets of one leaf

import { type Cbor, encodeCbor } from '@sotto/wire'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { groupContextEncoder } from 'ts-mls/groupContext.js'
import { keyScheduleEncoder } from 'ts-mls/keySchedule.js'
import { ratchetTreeEncoder } from 'ts-mls/ratchetTree.js'
import type { GenerationSecret, SecretTreeNode } from 'ts-mls/secretTree.js'
import type { Member, Part } from './interface.ts'
import type { GroupState, PastEpoch, RatchetTree, SecretTree } from './state.ts'

export const partsVersion = 1

export const partNames = {
  head: 'head',
  tree: 'tree',
  epoch: (epoch: bigint) => `epoch/${epoch}`,
  secrets: (epoch: bigint) => `secrets/${epoch}`,
  ratchet: (epoch: bigint, leafIndex: number) => `ratchet/${epoch}/${leafIndex}`,
}

/** The parts that differ between two states; all of them when there was none before. */
export function changedParts(before: GroupState | undefined, after: GroupState): Part[] {
  const parts: Part[] = []
  if (before === undefined || headChanged(before, after)) {
    parts.push({ name: partNames.head, bytes: encodeHead(after) })
  }
  if (before?.current.ratchetTree !== after.current.ratchetTree) {
    parts.push({ name: partNames.tree, bytes: encodeTree(after.current.ratchetTree) })
  }
  const pastBefore = new Map(before?.past.map((past) => [past.context.epoch, past]))
  for (const past of after.past) {
    if (!pastBefore.has(past.context.epoch)) {
      parts.push({ name: partNames.epoch(past.context.epoch), bytes: encodePastEpoch(past) })
    }
  }
  const treesBefore = before === undefined ? new Map<bigint, SecretTree>() : secretTreesOf(before)
  const treesAfter = secretTreesOf(after)
  for (const [epoch, tree] of treesAfter) parts.push(...changedSecrets(epoch, treesBefore.get(epoch), tree))
  for (const [epoch, tree] of treesBefore) {
    if (!treesAfter.has(epoch)) parts.push(...deletedEpoch(epoch, tree, pastBefore.has(epoch)))
  }
  return parts
}

export function secretTreesOf(state: GroupState): Map<bigint, SecretTree> {
  const trees = new Map(state.past.map((past) => [past.context.epoch, past.secretTree]))
  return trees.set(state.current.groupContext.epoch, state.current.secretTree)
}

function headChanged(before: GroupState, after: GroupState): boolean {
  return (
    before.current.groupContext !== after.current.groupContext ||
    before.current.groupActiveState.kind !== after.current.groupActiveState.kind
  )
}

function changedSecrets(epoch: bigint, before: SecretTree | undefined, after: SecretTree): Part[] {
  const parts: Part[] = []
  if (before?.nodes !== after.nodes) {
    parts.push({ name: partNames.secrets(epoch), bytes: encodeSecrets(after) })
  }
  for (const [nodeIndex, node] of Object.entries(after.ratchets)) {
    if (before?.ratchets[Number(nodeIndex)] === node) continue
    parts.push({ name: partNames.ratchet(epoch, Number(nodeIndex) / 2), bytes: encodeRatchets(node) })
  }
  return parts
}

function deletedEpoch(epoch: bigint, tree: SecretTree, wasPast: boolean): Part[] {
  const ratchets = Object.keys(tree.ratchets).map((i) => partNames.ratchet(epoch, Number(i) / 2))
  const names = [...(wasPast ? [partNames.epoch(epoch)] : []), partNames.secrets(epoch), ...ratchets]
  return names.map((name) => ({ name, bytes: null }))
}

export function encodeHead(state: GroupState): Uint8Array {
  const { groupContext, keySchedule, confirmationTag, privatePath, groupActiveState } = state.current
  return encodeCbor([
    partsVersion,
    encode(groupContextEncoder)(groupContext),
    encode(keyScheduleEncoder)(keySchedule),
    confirmationTag,
    privatePath.leafIndex,
    entries(privatePath.privateKeys),
    groupActiveState.kind === 'active',
  ])
}

export function encodeTree(tree: RatchetTree): Uint8Array {
  return encode(ratchetTreeEncoder)(tree)
}

export function encodeSecrets(tree: SecretTree): Uint8Array {
  return encodeCbor([partsVersion, tree.leafWidth, entries(tree.nodes)])
}

function encodePastEpoch(past: PastEpoch): Uint8Array {
  const leavesThen = [...past.leavesThen].map(([leafIndex, member]) => encodeLeafThen(leafIndex, member))
  return encodeCbor([
    partsVersion,
    encode(groupContextEncoder)(past.context),
    past.senderDataSecret,
    leavesThen,
  ])
}

function encodeLeafThen(leafIndex: number, member: Member | undefined): Cbor {
  return member === undefined ? [leafIndex] : [leafIndex, member.credential, member.signatureKey]
}

function encodeRatchets(node: SecretTreeNode): Uint8Array {
  return encodeCbor([partsVersion, encodeRatchet(node.handshake), encodeRatchet(node.application)])
}

function encodeRatchet({ generation, secret, unusedGenerations }: GenerationSecret): Cbor {
  const unused = Object.entries(unusedGenerations)
  return [generation, secret, unused.map(([skipped, { key, nonce }]) => [Number(skipped), key, nonce])]
}

function entries(record: Readonly<Record<number, Uint8Array>>): Cbor {
  return Object.entries(record).map(([index, bytes]) => [Number(index), bytes])
}
