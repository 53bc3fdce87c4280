// A device's request to be removed from a conversation and added again, because it can't follow the log
// any more (spec/PROTOCOL.md RJ-1): deterministic CBOR, signed by the device key.

import { ed25519 } from '@noble/curves/ed25519.js'
import {
  type Cbor,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  decodeCbor,
  deviceIdFromBytes,
  encodeCbor,
  err,
  idBytes,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'

const version = 1
const label = 'Sotto 1 rejoin'
const signatureLength = 64

export type RejoinRequest = {
  readonly conversation: ConversationId
  readonly generation: number
  /** The last epoch that the device knew. */
  readonly epoch: number
  readonly device: DeviceId
  /** Milliseconds since 1970. */
  readonly at: number
}

export type RejoinError =
  | Malformed
  | { readonly code: 'other_conversation' }
  | { readonly code: 'unknown_device' }
  | { readonly code: 'bad_signature' }

export type RejoinExpectation = {
  readonly conversation: ConversationId
  /** The device's signature public key as the conversation knows it. */
  readonly keyOf: (device: DeviceId) => Uint8Array | undefined
}

/** `deviceKey`: the Ed25519 seed, 32 bytes. */
export function signRejoin(request: RejoinRequest, deviceKey: Uint8Array): Uint8Array {
  const fields = fieldsOf(request)
  return encodeCbor([...fields, ed25519.sign(encodeCbor([label, ...fields]), deviceKey)])
}

/** The request, once its form, its conversation and its signature hold. Whether it is recent is not judged. */
export function verifyRejoin(
  bytes: Uint8Array,
  expected: RejoinExpectation,
): Result<RejoinRequest, RejoinError> {
  const read = readRejoin(bytes)
  if (!read.ok) return read
  const { request, signature } = read.value
  if (request.conversation !== expected.conversation) return err({ code: 'other_conversation' })
  const key = expected.keyOf(request.device)
  if (key === undefined) return err({ code: 'unknown_device' })
  const signed = encodeCbor([label, ...fieldsOf(request)])
  return ed25519.verify(signature, signed, key, { zip215: false })
    ? ok(request)
    : err({ code: 'bad_signature' })
}

function readRejoin(
  bytes: Uint8Array,
): Result<{ readonly request: RejoinRequest; readonly signature: Uint8Array }, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 7) return malformed('rejoin request')
  const [is, room, generation, epoch, who, at, signature]: readonly Cbor[] = decoded.value
  const conversation = room instanceof Uint8Array ? conversationIdFromBytes(room) : undefined
  const device = who instanceof Uint8Array ? deviceIdFromBytes(who) : undefined
  if (is !== version || conversation === undefined || device === undefined) return malformed('rejoin request')
  if (!isCount(generation) || !isCount(epoch) || !isCount(at)) return malformed('rejoin request numbers')
  if (!(signature instanceof Uint8Array) || signature.length !== signatureLength) {
    return malformed('rejoin request signature')
  }
  return ok({ request: { conversation, generation, epoch, device, at }, signature })
}

function fieldsOf({ conversation, generation, epoch, device, at }: RejoinRequest): readonly Cbor[] {
  return [version, idBytes(conversation), generation, epoch, idBytes(device), at]
}

function isCount(value: Cbor | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
