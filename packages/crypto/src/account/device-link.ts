// Signing in by a device that is signed in already (spec/accounts.md DL): the new device asks through the server,
// a person carries a code from its screen to the other device, and that one hands over the root key, sealed by HPKE
// (RFC 9180). A part of the code is known to the two devices alone; with it each knows the other from the server.

import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type AccountName,
  type Cbor,
  decodeCbor,
  encodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  parseAccountName,
  type Result,
} from '@sotto/wire'
import { erase } from '../erase.ts'
import { platformAesGcm } from '../mls/suite/aes-gcm.ts'
import { platformCurves } from '../mls/suite/curves.ts'
import { createHpke } from '../mls/suite/hpke.ts'
import { portableSha256 } from '../mls/suite/sha256.ts'
import { isBytes, keyLength } from './account-statement.ts'
import { type Argon2id, presentStretching, stretchPassword } from './stretching.ts'

const version = 1
const label = 'Sotto 1 device link'
const answerLabel = utf8ToBytes('Sotto 1 device link answer')
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secretSymbols = 8
const saltLength = 16
const tagLength = 32

const hpke = createHpke({
  curves: platformCurves(),
  aead: platformAesGcm(),
  sha256: portableSha256,
  randomBytes,
})

/** What the server carries to the other device. */
export type LinkRequest = {
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** 16 bytes. */
  readonly salt: Uint8Array
  /** 32 bytes by which whoever knows the secret tells the key from another. */
  readonly tag: Uint8Array
}

/** What the asking device keeps to itself. */
export type LinkAsked = {
  /** Eight symbols, which the server never learns. */
  readonly secret: string
  readonly privateKey: Uint8Array
  readonly request: LinkRequest
}

/** `proof`: of a sign-in that the other device has made, to add the new one by. */
export type LinkPackage = {
  readonly account: AccountName
  readonly rootKey: Uint8Array
  readonly proof: string
}

/** `wrong_key`: sealed by somebody who doesn't know the secret, for another key, or altered. */
export type LinkError = Malformed | { readonly code: 'wrong_key' }

/** Takes a moment: the secret is stretched. */
export async function askForLink(stretching: Argon2id = presentStretching()): Promise<LinkAsked> {
  const { privateKey, publicKey } = await hpke.generateKeyPair()
  const salt = randomBytes(saltLength)
  const secret = Array.from(randomBytes(secretSymbols), (byte) => alphabet.charAt(byte & 31)).join('')
  const key = await stretchPassword(secret, stretching, salt)
  const request = { publicKey, salt, tag: tagOf(key, publicKey) }
  erase(key)
  return { secret, privateKey, request }
}

/** Seals for who asked; undefined when the request is not one of a device that shows this secret. */
export async function sealLink(
  secret: string,
  request: LinkRequest,
  given: LinkPackage,
  stretching: Argon2id = presentStretching(),
): Promise<Uint8Array | undefined> {
  const key = await genuineKey(secret, request, stretching)
  if (key === undefined) return undefined
  const plaintext = encodeCbor([version, given.account, given.rootKey, given.proof])
  try {
    const { enc, ct } = await hpke.seal(request.publicKey, infoOf(key), new Uint8Array(), plaintext)
    return encodeCbor([version, enc, ct])
  } finally {
    erase(key, plaintext)
  }
}

/** Whether the request comes from a device that shows this secret. */
export async function isLinkGenuine(
  secret: string,
  request: LinkRequest,
  stretching: Argon2id = presentStretching(),
): Promise<boolean> {
  const key = await genuineKey(secret, request, stretching)
  if (key !== undefined) erase(key)
  return key !== undefined
}

export async function openLink(
  asked: LinkAsked,
  sealed: Uint8Array,
  stretching: Argon2id = presentStretching(),
): Promise<Result<LinkPackage, LinkError>> {
  const parts = readSealed(sealed)
  if (!parts.ok) return parts
  const key = await stretchPassword(asked.secret, stretching, asked.request.salt)
  try {
    const opened = await hpke.open(asked.privateKey, infoOf(key), new Uint8Array(), parts.value)
    return readPackage(opened)
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(key)
  }
}

async function genuineKey(
  secret: string,
  { publicKey, salt, tag }: LinkRequest,
  stretching: Argon2id,
): Promise<Uint8Array | undefined> {
  if (publicKey.length !== keyLength || salt.length !== saltLength || tag.length !== tagLength) {
    return undefined
  }
  // slow on purpose: 40 bits can't be gone through while the request waits
  const key = await stretchPassword(secret, stretching, salt)
  const expected = tagOf(key, publicKey)
  const difference = expected.reduce((all, byte, at) => all | (byte ^ (tag[at] ?? 0)), 0)
  if (difference === 0) return key
  erase(key)
  return undefined
}

function tagOf(key: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return hmac(sha256, key, encodeCbor([label, version, publicKey]))
}

function infoOf(key: Uint8Array): Uint8Array {
  return encodeCbor([label, version, hkdf(sha256, key, undefined, answerLabel, keyLength)])
}

function readSealed(
  bytes: Uint8Array,
): Result<{ readonly enc: Uint8Array; readonly ct: Uint8Array }, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 3) return malformed('device link')
  const [is, enc, ct]: readonly Cbor[] = decoded.value
  if (is !== version || !isBytes(enc, keyLength) || !(ct instanceof Uint8Array)) {
    return malformed('device link')
  }
  return ok({ enc, ct })
}

function readPackage(bytes: Uint8Array): Result<LinkPackage, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 4) return malformed('device link package')
  const [is, name, rootKey, proof]: readonly Cbor[] = decoded.value
  const account = parseAccountName(name)
  if (is !== version || account === undefined || !isBytes(rootKey, keyLength) || typeof proof !== 'string') {
    return malformed('device link package')
  }
  return ok({ account, rootKey, proof })
}
