// Ids that are made by hashing or by chance (spec/PROTOCOL.md ID-2 to ID-4). They sit here because
// `@sotto/wire` holds no hash function; they are synchronous because every envelope passes through.

import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes } from '@noble/hashes/utils.js'
import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  deviceIdFromBytes,
  type EnvelopeId,
  encodeCbor,
  envelopeIdFromBytes,
  type MessageId,
  messageIdAlgorithm,
  messageIdFromBytes,
  messageIdInput,
  type Origin,
  roomUri,
  senderUri,
} from '@sotto/wire'

const idLength = 16
const directLabel = 'Sotto 1 direct conversation'

/** The device id of an Ed25519 signature public key (ID-2). */
export function deviceIdOf(signatureKey: Uint8Array): DeviceId {
  return made(deviceIdFromBytes(sha256(signatureKey).subarray(0, idLength)))
}

/** The id of an envelope, over its bytes as they travel (ID-4). */
export function envelopeIdOf(envelope: Uint8Array): EnvelopeId {
  return made(envelopeIdFromBytes(sha256(envelope).subarray(0, idLength)))
}

/** The one direct conversation of two accounts, the same from either side (ID-3). */
export function directConversationId(one: AccountName, other: AccountName): ConversationId {
  const [first, second] = one < other ? [one, other] : [other, one]
  const hash = sha256(encodeCbor([directLabel, first, second]))
  return made(conversationIdFromBytes(hash.subarray(0, idLength)))
}

/** A fresh random id for a group (ID-3). */
export function groupConversationId(): ConversationId {
  return made(conversationIdFromBytes(randomBytes(idLength)))
}

/** The id of a message, over its encoded MIMI content as it was sealed and where it comes from (ID-5, CT-3). */
export function messageIdOf(origin: Origin, content: Uint8Array): MessageId {
  const uris = { sender: senderUri(origin.sender), room: roomUri(origin.conversation) }
  return messageIdUnder(uris, content)
}

/** As `messageIdOf`, for any URIs: what the draft's examples are checked with. */
export function messageIdUnder(uris: { sender: string; room: string }, content: Uint8Array): MessageId {
  const id = sha256(messageIdInput(uris, content))
  id.copyWithin(1, 0, 31)
  id[0] = messageIdAlgorithm
  return made(messageIdFromBytes(id))
}

function made<T>(id: T | undefined): T {
  if (id === undefined) throw new Error('an id of the wrong length')
  return id
}
