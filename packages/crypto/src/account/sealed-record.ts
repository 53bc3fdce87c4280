// Records that an account keeps at the server for its own devices (spec/archive.md AR-1, AR-2): how they are named, so
// that a name tells nothing, and sealed, so that one opens only under its name, as its version, for its account.

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
  type Result,
} from '@sotto/wire'
import { type Aead, platformAesGcm } from '../mls/suite/aes-gcm.ts'

const version = 1
const nonceLength = 12
const nameLength = 16
/** Lengths are told only up to this. */
const step = 512
const endOfBody = 0x80

/** What records of one purpose are named and sealed with. `purpose` is a part of every key and of what is sealed. */
export type RecordKeys = {
  readonly account: AccountName
  readonly purpose: string
  readonly names: Uint8Array
  readonly seal: Uint8Array
}

/** Which record, and as which version. */
export type RecordPlace = { readonly id: Uint8Array; readonly version: number }

/** `wrong_key`: sealed by another account, for another place, as another version, or altered; nobody can tell which. */
export type RecordError = Malformed | { readonly code: 'wrong_key' }

let aead: Aead | undefined

/** `key`: 32 bytes of the account, such as its archive key. */
export function recordKeys(account: AccountName, purpose: string, key: Uint8Array): RecordKeys {
  const derive = (what: string) => hkdf(sha256, key, undefined, utf8ToBytes(`Sotto 1 ${purpose} ${what}`), 32)
  return { account, purpose, names: derive('names'), seal: derive('records') }
}

/** 16 bytes. `parts` say what the record is, and are told apart by their CBOR. */
export function recordName(keys: RecordKeys, parts: readonly Cbor[]): Uint8Array {
  return hmac(sha256, keys.names, encodeCbor(parts)).slice(0, nameLength)
}

/** Deterministic CBOR `[1, nonce, AES-256-GCM ciphertext and tag]` of the body, padded to a multiple of 512 bytes. */
export async function sealRecord(
  keys: RecordKeys,
  place: RecordPlace,
  body: Uint8Array,
): Promise<Uint8Array> {
  const nonce = randomBytes(nonceLength)
  const padded = new Uint8Array(Math.ceil((body.length + 1) / step) * step)
  padded.set(body)
  padded[body.length] = endOfBody
  aead ??= platformAesGcm()
  return encodeCbor([version, nonce, await aead.seal(keys.seal, nonce, associated(keys, place), padded)])
}

/** The body that `sealRecord` sealed for this place. */
export async function openRecord(
  keys: RecordKeys,
  place: RecordPlace,
  bytes: Uint8Array,
): Promise<Result<Uint8Array, RecordError>> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 3) return malformed('sealed record')
  const [first, nonce, sealed]: readonly Cbor[] = decoded.value
  if (first !== version || !(nonce instanceof Uint8Array) || nonce.length !== nonceLength) {
    return malformed('sealed record')
  }
  if (!(sealed instanceof Uint8Array)) return malformed('sealed record')
  aead ??= platformAesGcm()
  try {
    return bodyOf(await aead.open(keys.seal, nonce, associated(keys, place), sealed))
  } catch {
    return err({ code: 'wrong_key' })
  }
}

function bodyOf(padded: Uint8Array): Result<Uint8Array, Malformed> {
  const end = padded.findLastIndex((byte) => byte !== 0)
  return end < 0 || padded[end] !== endOfBody ? malformed('padding') : ok(padded.subarray(0, end))
}

function associated({ account, purpose }: RecordKeys, place: RecordPlace): Uint8Array {
  return encodeCbor([`Sotto 1 ${purpose} record`, version, account, place.id, place.version])
}
