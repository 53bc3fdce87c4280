// Sealing application messages. Their length is hidden in buckets (rule M-13).

import { createApplicationMessage } from 'ts-mls/createMessage.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import type { MlsRefusal, Sealed, SealRequest } from './interface.ts'
import { changedParts } from './parts.ts'
import { refusal } from './refusal.ts'
import { epochOf, type GroupState, isActive, ownLeafOf } from './state.ts'
import type { Suite } from './suite/suite.ts'

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: MlsRefusal }

const smallestBucket = 256
/** Length prefix, Ed25519 signature and its length prefix around the plaintext. */
const contentOverhead = 4 + 66

/**
 * The padded length for a content: powers of two up to 1 KiB, beyond that steps of an eighth of the next
 * lower power of two, so that padding costs an eighth at most and says no more than log log of the length.
 */
export function bucketFor(length: number): number {
  if (length <= smallestBucket) return smallestBucket
  const power = 2 ** Math.floor(Math.log2(length - 1))
  if (power < 1024) return power * 2
  const step = power / 8
  return Math.ceil(length / step) * step
}

export async function sealMessage(
  state: GroupState,
  request: SealRequest,
  suite: Suite,
): Promise<Outcome<Sealed>> {
  if (!isActive(state)) return refusal('removed', 'this device is no longer a member')
  const { current } = state
  const padUntilLength = bucketFor(request.plaintext.length + contentOverhead)
  const paddingConfig = { kind: 'padUntilLength' as const, padUntilLength }
  const { newState, privateMessage, consumed } = await createApplicationMessage(
    { ...current, clientConfig: { ...current.clientConfig, paddingConfig } },
    request.plaintext,
    suite,
    request.authenticatedData ?? new Uint8Array(),
  )
  const { secretTree } = newState
  const next: GroupState = { ...state, current: { ...current, secretTree } }
  const nextGeneration = secretTree.ratchets[ownLeafOf(state) * 2]?.application.generation ?? 0
  return {
    ok: true,
    value: {
      bytes: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }),
      epoch: epochOf(state),
      generation: nextGeneration - 1,
      state: next,
      parts: changedParts(state, next),
      erase: consumed,
    },
  }
}
