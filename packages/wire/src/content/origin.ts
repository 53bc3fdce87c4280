// Who sent a message, into which conversation, as MIMI's URIs; and the bytes over which the message id
// is a hash (draft-ietf-mimi-content-08 §3.3; spec/content.md CT-2, CT-3). The hash itself is
// `messageIdOf` in `@sotto/crypto`: this package holds no hash function.

import { type Malformed, malformed, ok, type Result } from '../errors.ts'
import { type AccountName, type ConversationId, type MessageId, messageIdFromBytes } from '../ids.ts'
import {
  afterKey,
  type Extensions,
  forwardedKey,
  type MimiContent,
  roomKey,
  saltLength,
  senderKey,
  treeHeadKey,
} from './mimi-content.ts'

const mostHeadBytes = 512

/** Authenticated by MLS, never taken from the content. */
export type Origin = { readonly sender: AccountName; readonly conversation: ConversationId }

export function senderUri(account: AccountName): string {
  return `sotto:user/${account}`
}

export function roomUri(conversation: ConversationId): string {
  return `sotto:room/${conversation}`
}

/** The extensions with which every message says where it belongs. */
export function originExtensions(origin: Origin): Extensions {
  return new Map([
    [senderKey, senderUri(origin.sender)],
    [roomKey, roomUri(origin.conversation)],
  ])
}

/** Refuses content that names another sender or conversation than the one it came from; silence is fine. */
export function checkOrigin(content: MimiContent, origin: Origin): Result<MimiContent, Malformed> {
  const sender = content.extensions.get(senderKey)
  const room = content.extensions.get(roomKey)
  if (sender !== undefined && sender !== senderUri(origin.sender))
    return malformed('content of another sender')
  if (room !== undefined && room !== roomUri(origin.conversation)) {
    return malformed('content for another conversation')
  }
  return ok(content)
}

/** The signed tree head that a message carries, as it came; undefined without one, and for what can't be one. */
export function treeHeadIn({ extensions }: MimiContent): Uint8Array | undefined {
  const head = extensions.get(treeHeadKey)
  return head instanceof Uint8Array && head.length <= mostHeadBytes ? head : undefined
}

/** Its writer says that the text is another's, or from elsewhere (CT-26). */
export function isForwarded({ extensions }: MimiContent): boolean {
  return extensions.get(forwardedKey) === 1
}

/** A message, and its place in the log. */
export type After = { readonly id: MessageId; readonly place: number }

/** What the writer says to have had before it; undefined where it says nothing that can be read (CT-14). */
export function afterIn({ extensions }: MimiContent): After | undefined {
  const value = extensions.get(afterKey)
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [place, bytes]: readonly unknown[] = value
  const id = bytes instanceof Uint8Array ? messageIdFromBytes(bytes) : undefined
  const isPlace = typeof place === 'number' && Number.isSafeInteger(place) && place > 0
  return id === undefined || !isPlace ? undefined : { id, place }
}

/**
 * What the message id hashes: both URIs, each after its length in two bytes, the encoded content, and
 * its salt once more. The message id is the byte 1 and the first 31 bytes of the SHA-256 of this.
 */
export function messageIdInput(uris: { sender: string; room: string }, content: Uint8Array): Uint8Array {
  const sender = new TextEncoder().encode(uris.sender)
  const room = new TextEncoder().encode(uris.room)
  const salt = content.subarray(saltAt, saltAt + saltLength)
  const parts = [lengthBytes(sender), sender, lengthBytes(room), room, content, salt]
  const input = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    input.set(part, at)
    at += part.length
  }
  return input
}

/** Encoded content begins with the head of an array of seven and the head of 16 bytes, one byte each. */
const saltAt = 2

function lengthBytes(text: Uint8Array): Uint8Array {
  if (text.length > 0xffff) throw new RangeError('a URI of more than 65535 bytes')
  return Uint8Array.of(text.length >> 8, text.length & 255)
}
