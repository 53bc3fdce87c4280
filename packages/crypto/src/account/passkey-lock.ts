// The key of a device's store under a passkey (spec/accounts.md AL-5): what the passkey's PRF gives opens it, and
// nothing that is kept on the device does.

import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeCbor, encodeCbor, err, type Malformed, malformed, ok, type Result } from '@sotto/wire'
import { erase } from '../erase.ts'
import { isBytes } from './account-statement.ts'
import type { StoreLockError } from './store-lock.ts'

const version = 1
const label = 'Sotto 1 store lock passkey'
const nonceLength = 12
const prfLength = 32
/** WebAuthn §4 bounds a credential id so. */
const mostId = 1023

/** What the passkey's PRF (WebAuthn Level 3 §10.1.4) is evaluated at: not what its account's vault is opened by. */
export const lockPrfInput: Uint8Array = utf8ToBytes('Sotto 1 store lock')

/** `id`: of the credential; `prf`: the 32 bytes that its PRF gave for `lockPrfInput`. */
export type LockPasskey = { readonly id: Uint8Array; readonly prf: Uint8Array }

/** Deterministic CBOR `[1, credential id, nonce, AES-256-GCM ciphertext and tag]`. */
export function lockByPasskey(storeKey: Uint8Array, { id, prf }: LockPasskey): Uint8Array {
  if (prf.length !== prfLength) throw new RangeError('a PRF gives 32 bytes')
  if (id.length === 0 || id.length > mostId) throw new RangeError('a credential id has 1 to 1023 bytes')
  const nonce = randomBytes(nonceLength)
  const key = sealingKey(prf)
  const sealed = gcm(key, nonce, associated(id)).encrypt(storeKey)
  erase(key)
  return encodeCbor([version, id, nonce, sealed])
}

/** The credential that opens the lock. */
export function passkeyOfLock(lock: Uint8Array): Result<Uint8Array, Malformed> {
  const read = readLock(lock)
  return read.ok ? ok(read.value.id) : read
}

/** The key that `lockByPasskey` locked. */
export function unlockByPasskey(
  lock: Uint8Array,
  { id, prf }: LockPasskey,
): Result<Uint8Array, StoreLockError> {
  const read = readLock(lock)
  if (!read.ok) return read
  if (prf.length !== prfLength || !isSame(id, read.value.id)) return err({ code: 'wrong_key' })
  const key = sealingKey(prf)
  try {
    return ok(gcm(key, read.value.nonce, associated(id)).decrypt(read.value.sealed))
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(key)
  }
}

type Lock = { readonly id: Uint8Array; readonly nonce: Uint8Array; readonly sealed: Uint8Array }

function readLock(bytes: Uint8Array): Result<Lock, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 4) return malformed('passkey lock')
  const [is, id, nonce, sealed] = decoded.value
  if (is !== version) return malformed('passkey lock version')
  if (!(id instanceof Uint8Array) || id.length === 0 || id.length > mostId)
    return malformed('passkey lock id')
  if (!isBytes(nonce, nonceLength) || !(sealed instanceof Uint8Array)) return malformed('passkey lock')
  return ok({ id, nonce, sealed })
}

/** HKDF-SHA256 without salt, so that what the PRF gives is never used as a key itself. */
function sealingKey(prf: Uint8Array): Uint8Array {
  return hkdf(sha256, prf, undefined, utf8ToBytes(label), 32)
}

/** Ids are no secret. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

function associated(id: Uint8Array): Uint8Array {
  return encodeCbor([label, version, id])
}
