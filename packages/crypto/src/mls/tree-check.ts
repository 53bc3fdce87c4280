// What a commit did to the leaves, and whether it may: the tree is compared before and after, every new or
// changed leaf goes to the authentication service, and nobody may turn into somebody else (rules M-7 to M-9).

import type { LeafNode } from 'ts-mls'
import { collectTreeKeys } from 'ts-mls/clientState.js'
import { groupDataExtension } from './extensions.ts'
import { sameBytes } from './framing.ts'
import type { AuthenticationPhase, AuthenticationService, Member } from './interface.ts'
import { maxLifetime } from './key-package.ts'
import { type Refused, refusal } from './refusal.ts'
import { memberAt, membersOfTree, type RatchetTree } from './state.ts'
import { suiteName } from './suite/suite.ts'

export type LeafChanges = {
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  readonly updated: readonly Member[]
}

export type Transition = {
  readonly before: RatchetTree
  readonly after: RatchetTree
  /** Leaf indices that the commit removed; an Add may have taken their place. */
  readonly removedLeaves: readonly number[]
  readonly committer: number
}

type Checked = { readonly ok: true; readonly value: LeafChanges } | Refused

/** The leaves a commit touched. */
export function leafChanges({ before, after, removedLeaves }: Transition): LeafChanges {
  const added: Member[] = []
  const removed: Member[] = []
  const updated: Member[] = []
  const width = Math.max(before.length, after.length)
  for (let leafIndex = 0; leafIndex * 2 < width; leafIndex++) {
    const nodeIndex = leafIndex * 2
    if (before[nodeIndex] === after[nodeIndex]) continue
    const was = memberAt(before, leafIndex)
    const is = memberAt(after, leafIndex)
    if (was !== undefined && is !== undefined && !removedLeaves.includes(leafIndex)) updated.push(is)
    else {
      if (was !== undefined) removed.push(was)
      if (is !== undefined) added.push(is)
    }
  }
  return { added, removed, updated }
}

/** Judges a commit by what it did; the refusal says which rule it broke. */
export async function checkTransition(transition: Transition, auth: AuthenticationService): Promise<Checked> {
  const changes = leafChanges(transition)
  for (const leaf of changes.updated) {
    if (leaf.leafIndex !== transition.committer) {
      return refusal('invalid_commit', 'changes a leaf that is not the committer’s')
    }
    const was = memberAt(transition.before, leaf.leafIndex)
    if (was === undefined || !sameBytes(was.credential, leaf.credential)) {
      return refusal('invalid_commit', 'changes who holds a leaf')
    }
  }
  const fault = treeFault(transition.after, [...changes.added, ...changes.updated], auth)
  if (fault !== undefined) return refusal('invalid_commit', fault)
  const refused =
    (await firstRefused(changes.added, 'add', auth)) ?? (await firstRefused(changes.updated, 'update', auth))
  return refused ?? { ok: true, value: changes }
}

/** Judges a whole tree that came with a Welcome. */
export async function checkJoinedTree(
  tree: RatchetTree,
  auth: AuthenticationService,
): Promise<Refused | undefined> {
  const members = membersOfTree(tree)
  const fault = treeFault(tree, members, auth)
  if (fault !== undefined) return refusal('invalid_welcome', fault)
  return firstRefused(members, 'join', auth)
}

async function firstRefused(
  leaves: readonly Member[],
  phase: AuthenticationPhase,
  auth: AuthenticationService,
): Promise<Refused | undefined> {
  for (const leaf of leaves) {
    const verdict = await auth.validate(leaf, phase)
    if (!verdict.ok) return refusal('credential_refused', `leaf ${leaf.leafIndex} (${phase})`, verdict.reason)
  }
  return undefined
}

function treeFault(
  tree: RatchetTree,
  touched: readonly Member[],
  auth: AuthenticationService,
): string | undefined {
  if (collectTreeKeys(tree, -1).duplicate) return 'a key occurs twice in the tree'
  for (const { leafIndex } of touched) {
    const node = tree[leafIndex * 2]
    const fault = node?.nodeType === 'leaf' ? leafFault(node.leaf) : 'not a leaf'
    if (fault !== undefined) return fault
  }
  const identities = new Set<string>()
  for (const member of membersOfTree(tree)) {
    const identity = auth.identity(member.credential)
    if (identity === undefined) return 'a credential that cannot be read'
    if (identities.has(identity)) return 'a device that is in the group twice'
    identities.add(identity)
  }
  return undefined
}

/** What is wrong with a leaf, whenever one looks. */
function leafFault(leaf: LeafNode): string | undefined {
  const { capabilities, credential, extensions } = leaf
  if (credential.credentialType !== 'basic') return 'a credential of another type'
  if (extensions.length > 0) return 'a leaf extension that Sotto does not use'
  if (!capabilities.extensions.includes(groupDataExtension)) return 'a leaf without support for group data'
  if (!capabilities.ciphersuites.includes(suiteName) || !capabilities.versions.includes('mls10')) {
    return 'a leaf that does not support the group'
  }
  if (leaf.leafNodeSource === 'update') return 'a leaf from an Update proposal'
  if (leaf.leafNodeSource !== 'key_package') return undefined
  const { notBefore, notAfter } = leaf.lifetime
  const isSane = notBefore < notAfter && notAfter - notBefore <= BigInt(maxLifetime)
  return isSane ? undefined : 'a leaf without a sane lifetime'
}
