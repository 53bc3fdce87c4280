// What comes in for a group: application messages of the current and the retained epochs, and the commit
// that ends the current one. A refusal leaves the state as it was.

import type { PrivateMessage } from 'ts-mls'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import { processCommit as applyCommit } from 'ts-mls/processMessages.js'
import { emptyPskIndex } from 'ts-mls/pskIndex.js'
import { encodeContext } from './authorship.ts'
import { advanceEpoch } from './epochs.ts'
import { decodeFramed, sameBytes } from './framing.ts'
import type {
  ApplicationMessage,
  AppliedCommit,
  AuthenticationService,
  MlsRefusal,
  Processed,
} from './interface.ts'
import { type EpochKeys, type Opened, openMessage } from './open-message.ts'
import { withOwnMemory } from './own-memory.ts'
import { changedParts } from './parts.ts'
import { acceptedRemovals } from './proposals.ts'
import { attempt, type Refused, refusal } from './refusal.ts'
import {
  currentGroupData,
  epochOf,
  type GroupContext,
  type GroupState,
  isActive,
  memberAt,
  memberInPast,
  ownLeafOf,
} from './state.ts'
import type { Suite } from './suite/suite.ts'
import { checkTransition, leafChanges, type Transition } from './tree-check.ts'

export type Context = { readonly suite: Suite; readonly auth: AuthenticationService }

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: MlsRefusal }

export async function processMessage(
  state: GroupState,
  bytes: Uint8Array,
  context: Context,
): Promise<Outcome<Processed>> {
  const framed = decodeFramed(bytes, 'mls_private_message')
  if (!framed.ok) return framed
  const message = framed.value.privateMessage
  if (!sameBytes(message.groupId, state.current.groupContext.groupId)) {
    return refusal('wrong_group', 'of another group')
  }
  const keys = keysFor(state, message)
  if (!keys.ok) return keys
  const opened = await openMessage(keys.value, message, context.suite)
  if (!opened.ok) return opened
  if (message.contentType === 'application') return openedApplication(state, keys.value.context, opened.value)
  // what it leads to is known only to the state that has sealed it
  if (opened.value.sender.leafIndex === keys.value.ownLeaf)
    return refusal('set_back', 'a commit of this device that this state does not know')
  return receiveCommit(state, opened.value, context)
}

function keysFor(state: GroupState, message: PrivateMessage): { ok: true; value: EpochKeys } | Refused {
  const now = epochOf(state)
  const isApplication = message.contentType === 'application'
  if (message.contentType === 'proposal') return refusal('proposal_refused', 'a proposal by itself')
  if (!isActive(state) && (message.epoch > now || !isApplication)) {
    return refusal('removed', 'this device is no longer a member')
  }
  if (message.epoch > now) return refusal('future_epoch', 'of an epoch still to come')
  if (message.epoch === now) return { ok: true, value: currentKeys(state) }
  const past = state.past.find(({ context }) => context.epoch === message.epoch)
  if (past === undefined || !isApplication) return refusal('past_epoch', 'of an epoch that has ended')
  const memberThen = (leafIndex: number) => memberInPast(state, message.epoch, leafIndex)
  return { ok: true, value: { ...past, ownLeaf: ownLeafOf(state), memberAt: memberThen } }
}

function currentKeys({ current }: GroupState): EpochKeys {
  return {
    context: current.groupContext,
    senderDataSecret: current.keySchedule.senderDataSecret,
    secretTree: current.secretTree,
    ownLeaf: current.privatePath.leafIndex,
    memberAt: (leafIndex) => memberAt(current.ratchetTree, leafIndex),
  }
}

function openedApplication(
  state: GroupState,
  context: GroupContext,
  opened: Opened,
): Outcome<ApplicationMessage> {
  const { content, auth } = opened.content
  const { epoch } = context
  if (content.contentType !== 'application') return refusal('not_authentic', 'content of another kind')
  const next = withSecretTree(state, epoch, opened)
  return {
    ok: true,
    value: {
      kind: 'application',
      plaintext: content.applicationData,
      authenticatedData: content.authenticatedData,
      sender: opened.sender,
      epoch,
      generation: opened.generation,
      authorship: {
        context: encodeContext(context),
        leaf: opened.sender.leafIndex,
        signature: auth.signature.slice(),
      },
      state: next,
      parts: changedParts(state, next),
      erase: opened.consumed,
    },
  }
}

function withSecretTree(state: GroupState, epoch: bigint, { secretTree }: Opened): GroupState {
  if (epoch === epochOf(state)) return { ...state, current: { ...state.current, secretTree } }
  const past = state.past.map((one) => (one.context.epoch === epoch ? { ...one, secretTree } : one))
  return { ...state, past }
}

async function receiveCommit(
  state: GroupState,
  opened: Opened,
  { suite, auth }: Context,
): Promise<Outcome<AppliedCommit>> {
  const { content } = opened.content
  if (content.contentType !== 'commit') return refusal('not_authentic', 'content of another kind')
  const removedLeaves = acceptedRemovals(content.commit)
  if (!removedLeaves.ok) return removedLeaves
  const applied = await attempt('invalid_commit', () =>
    applyCommit(
      { ...state.current, secretTree: opened.secretTree },
      withOwnMemory(opened.content),
      'mls_private_message',
      emptyPskIndex,
      acceptAll,
      suite,
    ),
  )
  if (!applied.ok) return applied
  const next = applied.value.newState
  const opens = withSecretTree(state, epochOf(state), opened)
  const transition: Transition = {
    before: state.current.ratchetTree,
    after: next.ratchetTree,
    removedLeaves: removedLeaves.value,
    committer: opened.sender.leafIndex,
  }
  if (removedLeaves.value.includes(ownLeafOf(state)))
    return removedOurselves(opens, state, opened, transition)
  const checked = await checkTransition(transition, auth)
  if (!checked.ok) return checked
  const advanced = advanceEpoch(opens, next)
  return {
    ok: true,
    value: {
      ...checked.value,
      ...summary(state, advanced.state, opened),
      selfRemoved: false,
      erase: [...opened.consumed, ...advanced.erase],
    },
  }
}

/** Our path ends here: nothing of the new epoch can be known, what came before stays readable. */
function removedOurselves(
  opens: GroupState,
  state: GroupState,
  opened: Opened,
  transition: Transition,
): Outcome<AppliedCommit> {
  const next: GroupState = {
    ...opens,
    current: { ...opens.current, groupActiveState: { kind: 'removedFromGroup' } },
  }
  const { removed } = leafChanges(transition)
  const commit = { ...summary(state, next, opened), epoch: epochOf(state) + 1n, groupDataChanged: false }
  return {
    ok: true,
    value: { ...commit, added: [], removed, updated: [], selfRemoved: true, erase: opened.consumed },
  }
}

function summary(before: GroupState, after: GroupState, opened: Opened) {
  return {
    kind: 'commit' as const,
    committer: memberAt(after.current.ratchetTree, opened.sender.leafIndex) ?? opened.sender,
    epoch: epochOf(after),
    groupDataChanged: !sameBytes(currentGroupData(before), currentGroupData(after)),
    authenticatedData: opened.content.content.authenticatedData,
    state: after,
    parts: changedParts(before, after),
  }
}
