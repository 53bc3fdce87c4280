// The MIMI content container (draft-ietf-mimi-content-08 §4), the plaintext of every application
// message: what a message does, and the parts it carries. Encoded as deterministic CBOR; one text for
// one content, because the message id is a hash over it.

import { type Cbor, CborOther, encodeCbor } from '../cbor.ts'
import { decodeCbor } from '../cbor-decode.ts'
import { type Malformed, malformed, type Result } from '../errors.ts'
import { idBytes, type MessageId, messageIdFromBytes } from '../ids.ts'
import { limits } from '../limits.ts'
import { Fields, readingFields, unfit } from './fields.ts'
import { type NestedPart, nestedPartFromCbor, nestedPartToCbor } from './nested-part.ts'

export const saltLength = 16
const mostTopicBytes = 4096
const mostKeyBytes = 255
const deepestExtension = 4
const uint32 = 0xffff_ffff
/** The registered extensions: who sent the message, and into which room. */
export const senderKey = 1
export const roomKey = 2
/** Sotto's own: the newest head of the key log that the sender has seen (CT-12). */
export const treeHeadKey = 'sotto:tree-head'
/** Sotto's own: the newest message that the writer had (CT-14). */
export const afterKey = 'sotto:after'
/** Sotto's own: its writer took the text over from another message (CT-26). */
export const forwardedKey = 'sotto:forwarded'
/** SHA-256 in the IANA registry of hash algorithms: the first byte of every message id. */
export const messageIdAlgorithm = 1

/** When the message is to go: seconds since 1970, or, if relative, seconds after it was read. */
export type Expiration = { readonly relative: boolean; readonly time: number }

/** Keys are integers or 1 to 255 bytes of text; unknown ones are kept. */
export type Extensions = ReadonlyMap<number | string, Cbor>

export type MimiContent = {
  /** 16 random bytes. */
  readonly salt: Uint8Array
  /** The message that this one edits or deletes: its first version. */
  readonly replaces?: MessageId
  /** Up to 4096 bytes; empty outside any topic. */
  readonly topicId: Uint8Array
  readonly expires?: Expiration
  /** The message that this one answers or reacts to: exactly the version its author saw. */
  readonly inReplyTo?: MessageId
  readonly extensions: Extensions
  readonly body: NestedPart
}

/** Throws at what `decodeMimiContent` would refuse: content is built by our own constructors. */
export function encodeMimiContent(content: MimiContent): Uint8Array {
  const bytes = encodeCbor([
    content.salt,
    referenceToCbor(content.replaces),
    content.topicId,
    content.expires === undefined ? null : [content.expires.relative, content.expires.time],
    referenceToCbor(content.inReplyTo),
    content.extensions,
    nestedPartToCbor(content.body),
  ])
  const again = decodeMimiContent(bytes)
  if (!again.ok) throw new TypeError(`content that nobody would read: ${again.error.what}`)
  return bytes
}

/** Refuses content over `limits.messageBytes`, in any other form, or that the draft calls nonsensical (§8.1). */
export function decodeMimiContent(bytes: Uint8Array): Result<MimiContent, Malformed> {
  if (bytes.length > limits.messageBytes) return malformed('content over the size limit')
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  return readingFields(() => readContainer(decoded.value))
}

function readContainer(value: Cbor): MimiContent {
  const f = new Fields(value, 'content')
  const salt = f.bytes(saltLength, saltLength)
  const replaces = readReference(f)
  const topicId = f.bytes(mostTopicBytes)
  const expires = readExpiration(f.take())
  const inReplyTo = readReference(f)
  const extensions = readExtensions(f.take())
  const body = nestedPartFromCbor(f.take())
  f.end()
  return {
    salt,
    ...(replaces === undefined ? {} : { replaces }),
    topicId,
    ...(expires === undefined ? {} : { expires }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    extensions,
    body,
  }
}

function referenceToCbor(id: MessageId | undefined): Cbor {
  return id === undefined ? null : idBytes(id)
}

function readReference(f: Fields): MessageId | undefined {
  const value = f.take()
  if (value === null) return undefined
  return readMessageId(value)
}

/** A message id inside content; its hash algorithm must be one we know. Inside `readingFields`. */
export function readMessageId(value: Cbor): MessageId {
  const known = value instanceof Uint8Array && value[0] === messageIdAlgorithm
  return (known ? messageIdFromBytes(value) : undefined) ?? unfit('message id')
}

function readExpiration(value: Cbor): Expiration | undefined {
  if (value === null) return undefined
  const f = new Fields(value, 'expiration')
  const expires = { relative: f.boolean(), time: f.uint(uint32) }
  f.end()
  return expires
}

function readExtensions(value: Cbor): Extensions {
  if (!(value instanceof Map)) return unfit('extensions: not a map')
  const extensions = new Map<number | string, Cbor>()
  for (const [key, held] of value as ReadonlyMap<Cbor, Cbor>) {
    checkDepth(held, 2)
    if ((key === senderKey || key === roomKey) && typeof held !== 'string') unfit('extensions: URI')
    extensions.set(readExtensionKey(key), held)
  }
  return extensions
}

function readExtensionKey(key: Cbor): number | string {
  if (typeof key === 'number' && Number.isSafeInteger(key)) return key
  if (typeof key !== 'string') return unfit('extensions: key')
  const length = new TextEncoder().encode(key).length
  return length >= 1 && length <= mostKeyBytes ? key : unfit('extensions: key length')
}

/** The extensions map is level 1; arrays and maps go down to level 4, with plain map keys (§5.2, §5.3). */
function checkDepth(value: Cbor, level: number): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  const deepest = value instanceof CborOther ? level + value.depth - 1 : level
  if (deepest > deepestExtension) unfit('extensions: nested too deeply')
  if (value instanceof CborOther) return
  if (value instanceof Map) {
    for (const [key, held] of value as ReadonlyMap<Cbor, Cbor>) {
      if (!isInnerKey(key)) unfit('extensions: inner key')
      checkDepth(held, level + 1)
    }
  } else {
    for (const held of value as readonly Cbor[]) checkDepth(held, level + 1)
  }
}

function isInnerKey(key: Cbor): boolean {
  return Number.isSafeInteger(key) || typeof key === 'string' || key instanceof Uint8Array
}
