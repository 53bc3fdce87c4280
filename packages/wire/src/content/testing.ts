// Ids and content that the tests of this folder share. Not exported from the package.

import fc from 'fast-check'
import type { Cbor } from '../cbor.ts'
import type { Result } from '../errors.ts'
import { conversationIdFromBytes, type MessageId, messageIdFromBytes, parseAccountName } from '../ids.ts'
import type { Extensions, MimiContent } from './mimi-content.ts'
import type { NestedPart, PartSemantics } from './nested-part.ts'
import type { Origin } from './origin.ts'

function made<T>(id: T | undefined): T {
  if (id === undefined) throw new TypeError('no id')
  return id
}

export function value<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected success, got ${JSON.stringify(result.error)}`)
  return result.value
}

export const origin: Origin = {
  sender: made(parseAccountName('alice')),
  conversation: made(conversationIdFromBytes(new Uint8Array(16).fill(9))),
}
export const salt = new Uint8Array(16).fill(5)
export const heading = { origin, salt }

/** A message id whose 31 hash bytes are all `fill`. */
export function messageId(fill: number): MessageId {
  const bytes = new Uint8Array(32).fill(fill)
  bytes[0] = 1
  return made(messageIdFromBytes(bytes))
}

const uint = (bits: number) => fc.nat({ max: 2 ** Math.min(bits, 31) - 1 })
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 40 })
const head = { disposition: uint(8), language: fc.constantFrom('', 'en', 'de,fr') }
const single = fc.record({
  ...head,
  cardinality: fc.constant('single' as const),
  contentType: fc.oneof(
    text,
    fc.constantFrom('text/markdown;variant=GFM-MIMI', 'application/mimi-message-status', 'text/plain'),
  ),
  content: bytes,
})
const external = fc.record({
  ...head,
  cardinality: fc.constant('external' as const),
  contentType: text,
  url: text,
  expires: uint(31),
  size: fc.maxSafeNat(),
  encAlg: uint(16),
  key: bytes,
  nonce: bytes,
  aad: bytes,
  hashAlg: uint(8),
  contentHash: bytes,
  description: text,
  filename: text,
})

function part(levels: number): fc.Arbitrary<NestedPart> {
  const flat = fc.oneof(fc.record({ ...head, cardinality: fc.constant('null' as const) }), single, external)
  if (levels === 1) return flat
  const semantics = fc.constantFrom<PartSemantics>('chooseOne', 'singleUnit', 'processAll')
  const parts = fc.array(part(levels - 1), { minLength: 2, maxLength: 3 })
  const multi = fc.record({ ...head, cardinality: fc.constant('multi' as const), semantics, parts })
  return fc.oneof(flat, multi)
}

const id = fc.nat({ max: 255 }).map(messageId)
const extensionValue: fc.Arbitrary<Cbor> = fc.oneof(
  text,
  fc.maxSafeInteger(),
  bytes,
  fc.array(fc.array(fc.boolean(), { maxLength: 3 }), { maxLength: 3 }),
)
const extensions = fc
  .uniqueArray(fc.tuple(fc.oneof(fc.integer({ min: 3 }), fc.string({ minLength: 1 })), extensionValue), {
    selector: ([key]) => key,
    maxLength: 5,
  })
  .map((entries): Extensions => new Map(entries))

/** Any content that the draft allows. */
export const anyContent: fc.Arbitrary<MimiContent> = fc.record(
  {
    salt: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    replaces: id,
    topicId: bytes,
    expires: fc.record({ relative: fc.boolean(), time: uint(31) }),
    inReplyTo: id,
    extensions,
    body: part(4),
  },
  { requiredKeys: ['salt', 'topicId', 'extensions', 'body'] },
)
