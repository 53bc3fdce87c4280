// A device's signed request to be removed and added again (RJ-1): read and checked before it may stand
// in a log.

import { createPublicKey, verify } from 'node:crypto'
import {
  bytesToBase64url,
  type Cbor,
  type ConversationId,
  type DeviceId,
  decodeCbor,
  encodeCbor,
  idBytes,
  type Result,
  refuse,
} from '@sotto/wire'

export const rejoinLabel = 'Sotto 1 rejoin'
const version = 1
/** How far the time in a request may be from the server's, in milliseconds. */
const clockSkew = 60 * 60 * 1000

export type RejoinCheck = {
  readonly conversation: ConversationId
  readonly device: DeviceId
  /** Ed25519, 32 bytes; undefined when the device is not known. */
  readonly signatureKey: Uint8Array | undefined
  readonly now: number
}

/** Refuses with `bad_request` what is not this device's own, recent and signed request for this conversation. */
export function checkRejoin(bytes: Uint8Array, expected: RejoinCheck): Result<undefined> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 7) return unfit()
  const fields: readonly Cbor[] = decoded.value
  const [form, conversation, generation, epoch, device, time, signature] = fields
  const isExpected =
    form === version &&
    isBytes(conversation, idBytes(expected.conversation)) &&
    isBytes(device, idBytes(expected.device)) &&
    isCount(generation) &&
    isCount(epoch) &&
    typeof time === 'number' &&
    Math.abs(time - expected.now) <= clockSkew
  if (!isExpected || !(signature instanceof Uint8Array) || expected.signatureKey === undefined) return unfit()
  const signed = encodeCbor([rejoinLabel, ...fields.slice(0, 6)])
  return verifyEd25519(expected.signatureKey, signed, signature) ? { ok: true, value: undefined } : unfit()
}

const unfit = () => refuse('bad_request', 'This request to join again does not hold.')

function isBytes(value: Cbor | undefined, bytes: Uint8Array): boolean {
  return value instanceof Uint8Array && Buffer.compare(value, bytes) === 0
}

function isCount(value: Cbor | undefined): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytesToBase64url(publicKey) },
    format: 'jwk',
  })
  return verify(null, message, key, signature)
}
