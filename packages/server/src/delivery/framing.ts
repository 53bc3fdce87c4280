// The little that delivery reads from an envelope (D-4): for which conversation, generation and epoch it
// was sealed, and whether it is an application message or a commit. Nothing else of it is looked at.

import { hash } from 'node:crypto'
import {
  type ConversationId,
  type EnvelopeId,
  parseEnvelopeId,
  type Refusal,
  type Result,
  refuse,
} from '@sotto/wire'
import type { ConversationIds } from '../conversation-ids.ts'

/** What MLS leaves open of a PrivateMessage (RFC 9420 §6.3). */
export type PrivateMessageFrame = {
  readonly groupId: Uint8Array
  readonly epoch: bigint
  readonly contentType: 'application' | 'proposal' | 'commit'
}

/** `peekPrivateMessage` of `@sotto/crypto/server`. */
export type PeekPrivateMessage = (
  envelope: Uint8Array,
) => { readonly ok: true; readonly value: PrivateMessageFrame } | { readonly ok: false }

/** A checked envelope: its group id has the form of ID-3. */
export type Envelope = {
  readonly bytes: Uint8Array
  readonly id: EnvelopeId
  readonly conversation: ConversationId
  readonly generation: number
  readonly epoch: number
  readonly contentType: PrivateMessageFrame['contentType']
}

const idLength = 16

/** What reading an envelope takes. */
export type EnvelopeReader = { readonly peek: PeekPrivateMessage; readonly ids: ConversationIds }

/** Refuses with `bad_request` what is no PrivateMessage of a conversation of ours. */
export function openEnvelope(
  { peek, ids }: EnvelopeReader,
  bytes: Uint8Array,
  id: EnvelopeId,
): Result<Envelope, Refusal> {
  const frame = peek(bytes)
  if (!frame.ok) return refuse('bad_request', 'This is not a sealed message.')
  const { groupId, epoch, contentType } = frame.value
  const conversation = ids.read(groupId, 0)
  const generation = groupId[idLength]
  if (conversation === undefined || generation === undefined || groupId.length !== idLength + 1) {
    return refuse('bad_request', 'This message belongs to no conversation.')
  }
  if (epoch > BigInt(Number.MAX_SAFE_INTEGER))
    return refuse('epoch_conflict', 'This message is ahead of its conversation.')
  return {
    ok: true,
    value: { bytes, id, conversation, generation, epoch: Number(epoch), contentType },
  }
}

// 16 bytes are 21 characters of six bits each and a last one of which only two count.
const wholeCharacters = 21
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same as `envelopeIdOf` of `@sotto/crypto` (ID-4), by the runtime's own SHA-256 and its own base64url. */
export function fastEnvelopeId(bytes: Uint8Array): EnvelopeId {
  const digest = hash('sha256', bytes, 'base64url')
  const last = alphabet.charAt(alphabet.indexOf(digest.charAt(wholeCharacters)) & 0b110000)
  const id = parseEnvelopeId(`e_${digest.slice(0, wholeCharacters)}${last}`)
  if (id === undefined) throw new Error('a hash of the wrong length')
  return id
}
