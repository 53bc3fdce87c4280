// From one epoch to the next: what of the old one is kept for late messages, and which secrets have no
// further use and are to be erased once the new state is stored (RFC 9420 §9.2).

import { replacedPrivateKeys } from 'ts-mls/privateKeyPath.js'
import { allSecretTreeValues } from 'ts-mls/secretTree.js'
import { sameBytes } from './framing.ts'
import type { Member } from './interface.ts'
import {
  type GroupState,
  memberAt,
  type PastEpoch,
  type RatchetTree,
  retainedEpochs,
  type SecretTree,
} from './state.ts'

type LibraryState = GroupState['current']

export type Advanced = { readonly state: GroupState; readonly erase: readonly Uint8Array[] }

/** The state after a commit; `next` is the library's state of the new epoch. */
export function advanceEpoch(state: GroupState, next: LibraryState): Advanced {
  const { current } = state
  const justPast: PastEpoch = {
    context: current.groupContext,
    senderDataSecret: current.keySchedule.senderDataSecret,
    secretTree: current.secretTree,
    leavesThen: differingLeaves(current.ratchetTree, next.ratchetTree),
  }
  const all = [...state.past, justPast]
  const retired = all.slice(0, Math.max(0, all.length - retainedEpochs))
  return {
    state: {
      current: { ...next, historicalReceiverData: new Map(), unappliedProposals: {} },
      past: all.slice(retired.length),
    },
    erase: [
      ...keyScheduleSecrets(current),
      ...replacedPrivateKeys(current.privatePath, next.privatePath),
      ...retired.flatMap((past) => [past.senderDataSecret, ...allSecretTreeValues(past.secretTree)]),
    ],
  }
}

/** Everything of a key schedule but what opens late messages. */
function keyScheduleSecrets({ keySchedule }: LibraryState): Uint8Array[] {
  const { senderDataSecret: _kept, ...rest } = keySchedule
  return Object.values(rest)
}

/** Who held a leaf before, where it is somebody else or nobody after. */
function differingLeaves(before: RatchetTree, after: RatchetTree): Map<number, Member | undefined> {
  const differing = new Map<number, Member | undefined>()
  for (let leafIndex = 0; leafIndex * 2 < Math.max(before.length, after.length); leafIndex++) {
    if (before[leafIndex * 2] === after[leafIndex * 2]) continue
    const was = memberAt(before, leafIndex)
    if (!isSameMember(was, memberAt(after, leafIndex))) differing.set(leafIndex, was)
  }
  return differing
}

function isSameMember(a: Member | undefined, b: Member | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return sameBytes(a.signatureKey, b.signatureKey) && sameBytes(a.credential, b.credential)
}

/** The secrets of one version of a secret tree that a later one no longer has. */
export function droppedSecrets(before: SecretTree, after: SecretTree): Uint8Array[] {
  const kept = new Set(allSecretTreeValues(after))
  return allSecretTreeValues(before).filter((secret) => !kept.has(secret))
}
