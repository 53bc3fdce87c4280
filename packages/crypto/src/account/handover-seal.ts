// How history is sealed for somebody who has just come into a group (spec/newcomers.md NH-5, NH-6): parts under a key made
// for this one handing over, and that key, by HPKE (RFC 9180), to a key pair that the newcomer's device made for this one
// asking and forgets after it.

import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, randomBytes } from '@noble/hashes/utils.js'
import { type ConversationId, encodeCbor, idBytes, type MessageId } from '@sotto/wire'
import { type Aead, platformAesGcm } from '../mls/suite/aes-gcm.ts'
import { platformCurves } from '../mls/suite/curves.ts'
import { createHpke, type Hpke, type HpkeKeyPair } from '../mls/suite/hpke.ts'
import { portableSha256 } from '../mls/suite/sha256.ts'

const keyLength = 32
const publicKeyLength = 32
const nonceLength = 12
/** Lengths are told only up to this. */
const step = 512
const endOfBody = 0x80

/** For which conversation, and which asking (16 bytes). */
export type HandoverPlace = { readonly conversation: ConversationId; readonly ask: Uint8Array }

let parts: { readonly hpke: Hpke; readonly aead: Aead } | undefined

function platformParts() {
  const aead = platformAesGcm()
  const given = { curves: platformCurves(), aead, sha256: portableSha256, randomBytes }
  parts ??= { hpke: createHpke(given), aead }
  return parts
}

export function handoverKeyPair(): Promise<HpkeKeyPair> {
  return platformParts().hpke.generateKeyPair()
}

/** A fresh key for the parts, and the same sealed: the encapsulated key (32 bytes) and the ciphertext. */
export async function sealHandoverKey(
  publicKey: Uint8Array,
  place: HandoverPlace,
): Promise<{ readonly key: Uint8Array; readonly sealed: Uint8Array } | undefined> {
  const key = randomBytes(keyLength)
  try {
    const { enc, ct } = await platformParts().hpke.seal(publicKey, infoOf(place), new Uint8Array(), key)
    return { key, sealed: concatBytes(enc, ct) }
  } catch {
    return undefined
  }
}

/** Undefined for what was not sealed to this key for this asking. */
export async function openHandoverKey(
  privateKey: Uint8Array,
  place: HandoverPlace,
  sealed: Uint8Array,
): Promise<Uint8Array | undefined> {
  const [enc, ct] = [sealed.slice(0, publicKeyLength), sealed.slice(publicKeyLength)]
  try {
    const key = await platformParts().hpke.open(privateKey, infoOf(place), new Uint8Array(), { enc, ct })
    return key.length === keyLength ? key : undefined
  } catch {
    return undefined
  }
}

/** Padded as in AR-2. Each number is used once under a key. */
export function sealHandoverChunk(
  key: Uint8Array,
  place: HandoverPlace & { readonly number: number },
  body: Uint8Array,
): Promise<Uint8Array> {
  const padded = new Uint8Array(Math.ceil((body.length + 1) / step) * step)
  padded.set(body)
  padded[body.length] = endOfBody
  return platformParts().aead.seal(key, nonceOf(place.number), associated(place), padded)
}

/** Undefined for another part, of another handing over, or altered. */
export async function openHandoverChunk(
  key: Uint8Array,
  place: HandoverPlace & { readonly number: number },
  sealed: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    const padded = await platformParts().aead.open(key, nonceOf(place.number), associated(place), sealed)
    const end = padded.findLastIndex((byte) => byte !== 0)
    return end >= 0 && padded[end] === endOfBody ? padded.subarray(0, end) : undefined
  } catch {
    return undefined
  }
}

/** What stands between two places, summed up (NH-6): SHA-256 over the CBOR array of `[place, time, message id]`, places rising. */
export function historyDigest(
  messages: readonly { readonly seq: number; readonly at: number; readonly id: MessageId }[],
): Uint8Array {
  return sha256(encodeCbor(messages.map(({ seq, at, id }) => [seq, at, idBytes(id)])))
}

/** What a parcel at the server is called (NH-7): the SHA-256 of its bytes. */
export function parcelIdOf(bytes: Uint8Array): Uint8Array {
  return sha256(bytes)
}

function infoOf({ conversation, ask }: HandoverPlace): Uint8Array {
  return encodeCbor(['Sotto 1 history key', idBytes(conversation), ask])
}

function associated({ conversation, ask, number }: HandoverPlace & { readonly number: number }): Uint8Array {
  return encodeCbor(['Sotto 1 history part', idBytes(conversation), ask, number])
}

function nonceOf(number: number): Uint8Array {
  const nonce = new Uint8Array(nonceLength)
  new DataView(nonce.buffer).setUint32(nonceLength - 4, number)
  return nonce
}
