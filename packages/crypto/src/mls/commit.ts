// Commits of our own: made ahead of time, applied only when the log shows them. Every commit carries an
// update path, so that each one also renews the committer's keys.

import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import type { ClientConfig, KeyPackage, Proposal } from 'ts-mls'
import { createCommit } from 'ts-mls/createCommit.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import { advanceEpoch, droppedSecrets } from './epochs.ts'
import { groupDataToExtensions } from './extensions.ts'
import { sameBytes } from './framing.ts'
import type { AppliedCommit, CommitDraft, CommitRequest, MlsDevice, MlsRefusal } from './interface.ts'
import { readKeyPackage } from './key-package.ts'
import { changedParts, encodeHead, encodeSecrets, encodeTree } from './parts.ts'
import type { Context } from './process.ts'
import { attempt, type Refused, refusal } from './refusal.ts'
import { decodeSecrets, restoreCurrent } from './restore.ts'
import { currentGroupData, epochOf, type GroupState, isActive, memberAt, ownLeafOf } from './state.ts'
import { checkTransition, leafChanges, type Transition } from './tree-check.ts'

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: MlsRefusal }
export type Committing = Context & { readonly nowSeconds: number }

const pendingVersion = 1

export async function draftCommit(
  state: GroupState,
  request: CommitRequest,
  context: Committing,
): Promise<Outcome<CommitDraft>> {
  if (!isActive(state)) return refusal('removed', 'this device is no longer a member')
  const packages = readKeyPackages(request.add ?? [], context.nowSeconds)
  if (!packages.ok) return packages
  const removedLeaves = [...(request.remove ?? [])]
  const made = await attempt('invalid_commit', () =>
    createCommit(
      { state: state.current, cipherSuite: context.suite },
      {
        extraProposals: proposalsFor(packages.value, removedLeaves, request.groupData),
        ratchetTreeExtension: true,
        forcePath: true,
        authenticatedData: request.authenticatedData?.slice() ?? new Uint8Array(),
      },
    ),
  )
  if (!made.ok) return made
  const { newState, senderState, commit, welcome } = made.value
  const transition = transitionTo(state, newState.ratchetTree, removedLeaves)
  const checked = await checkTransition(transition, context.auth)
  if (!checked.ok) return checked
  const next: GroupState = { ...state, current: { ...state.current, secretTree: senderState.secretTree } }
  return {
    ok: true,
    value: {
      pending: encodePending(state, newState, request, removedLeaves),
      commit: encodeMlsMessage(commit),
      welcome: welcome && encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }),
      added: checked.value.added,
      removed: checked.value.removed,
      epoch: newState.groupContext.epoch,
      state: next,
      parts: changedParts(state, next),
      erase: droppedSecrets(state.current.secretTree, next.current.secretTree),
    },
  }
}

/** Applies a draft to the state that it was made from, which may have opened messages since. */
export async function mergePendingCommit(
  state: GroupState,
  pending: Uint8Array,
  config: ClientConfig,
): Promise<Outcome<AppliedCommit>> {
  const read = await attempt('stale_pending', () => decodePending(pending, deviceOf(state), config))
  if (!read.ok) return read
  const { parentTag, removedLeaves, authenticatedData, next } = read.value
  if (!isActive(state)) return refusal('removed', 'this device is no longer a member')
  const follows = next.groupContext.epoch === epochOf(state) + 1n
  if (!follows || !sameBytes(parentTag, state.current.confirmationTag)) {
    return refusal('stale_pending', 'made for another epoch')
  }
  const advanced = advanceEpoch(state, next)
  const committer = memberAt(next.ratchetTree, next.privatePath.leafIndex)
  if (committer === undefined) return refusal('stale_pending', 'without our own leaf')
  return {
    ok: true,
    value: {
      kind: 'commit',
      committer,
      epoch: next.groupContext.epoch,
      ...leafChanges(transitionTo(state, next.ratchetTree, removedLeaves)),
      groupDataChanged: !sameBytes(currentGroupData(state), currentGroupData(advanced.state)),
      selfRemoved: false,
      authenticatedData,
      state: advanced.state,
      parts: changedParts(state, advanced.state),
      erase: advanced.erase,
    },
  }
}

function readKeyPackages(
  all: readonly Uint8Array[],
  nowSeconds: number,
): { ok: true; value: KeyPackage[] } | Refused {
  const packages: KeyPackage[] = []
  for (const bytes of all) {
    const read = readKeyPackage(bytes, nowSeconds)
    if (!read.ok) return read
    packages.push(read.value)
  }
  return { ok: true, value: packages }
}

function proposalsFor(
  packages: readonly KeyPackage[],
  removedLeaves: readonly number[],
  groupData: Uint8Array | undefined,
): Proposal[] {
  const removals: Proposal[] = removedLeaves.map((removed) => ({
    proposalType: 'remove',
    remove: { removed },
  }))
  const additions: Proposal[] = packages.map((keyPackage) => ({ proposalType: 'add', add: { keyPackage } }))
  if (groupData === undefined) return [...removals, ...additions]
  const extensions = groupDataToExtensions(groupData)
  return [
    ...removals,
    ...additions,
    { proposalType: 'group_context_extensions', groupContextExtensions: { extensions } },
  ]
}

function transitionTo(
  state: GroupState,
  after: GroupState['current']['ratchetTree'],
  removedLeaves: readonly number[],
): Transition {
  return { before: state.current.ratchetTree, after, removedLeaves, committer: ownLeafOf(state) }
}

function deviceOf(state: GroupState): MlsDevice {
  const { current } = state
  const own = memberAt(current.ratchetTree, current.privatePath.leafIndex)
  return {
    credential: own?.credential ?? new Uint8Array(),
    signaturePublicKey: own?.signatureKey ?? new Uint8Array(),
    signaturePrivateKey: current.signaturePrivateKey,
  }
}

function encodePending(
  state: GroupState,
  next: GroupState['current'],
  request: CommitRequest,
  removedLeaves: readonly number[],
): Uint8Array {
  return encodeCbor([
    pendingVersion,
    state.current.confirmationTag,
    removedLeaves,
    request.authenticatedData ?? new Uint8Array(),
    encodeHead({ current: next, past: [] }),
    encodeTree(next.ratchetTree),
    encodeSecrets(next.secretTree),
  ])
}

/** Throws for anything but a pending commit. */
function decodePending(pending: Uint8Array, device: MlsDevice, config: ClientConfig) {
  const decoded = decodeCbor(pending.slice())
  const fields: readonly Cbor[] = decoded.ok && Array.isArray(decoded.value) ? decoded.value : []
  const [version, parentTag, removed, authenticatedData, head, tree, secrets] = fields
  if (version !== pendingVersion || fields.length !== 7) throw new Error('not a pending commit')
  const bytes = (value: Cbor | undefined) => {
    if (!(value instanceof Uint8Array)) throw new Error('not a pending commit')
    return value
  }
  const parts = { head: bytes(head), tree: bytes(tree), secretTree: decodeSecrets(bytes(secrets)) }
  return {
    parentTag: bytes(parentTag),
    removedLeaves: Array.isArray(removed) ? removed.map(Number) : [],
    authenticatedData: bytes(authenticatedData),
    next: restoreCurrent(parts, device, config),
  }
}
