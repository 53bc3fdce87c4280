// The key of a device's store under a passphrase (spec/accounts.md AL-1): while the app is locked it is nowhere else.

import { gcm } from '@noble/ciphers/aes.js'
import { randomBytes } from '@noble/hashes/utils.js'
import {
  type Cbor,
  decodeCbor,
  encodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'
import { erase } from '../erase.ts'
import { isBytes } from './account-statement.ts'
import { type Argon2id, presentStretching, readTerms, stretchPassword, termsOf } from './stretching.ts'

const version = 1
const label = 'Sotto 1 store lock'
const saltLength = 16
const nonceLength = 12

/** `wrong_key`: the passphrase is not the lock's, or the lock was altered; nobody can tell which. */
export type StoreLockError = Malformed | { readonly code: 'wrong_key' }

/** Deterministic CBOR `[1, [memory, passes, lanes], salt, nonce, AES-256-GCM ciphertext and tag]`. Takes a second or more. */
export async function lockStoreKey(
  storeKey: Uint8Array,
  passphrase: string,
  stretching: Argon2id = presentStretching(),
): Promise<Uint8Array> {
  const [salt, nonce] = [randomBytes(saltLength), randomBytes(nonceLength)]
  const key = await stretchPassword(passphrase, stretching, salt)
  const sealed = gcm(key, nonce, associated(stretching, salt)).encrypt(storeKey)
  erase(key)
  return encodeCbor([version, termsOf(stretching), salt, nonce, sealed])
}

/** The key that `lockStoreKey` locked. */
export async function unlockStoreKey(
  lock: Uint8Array,
  passphrase: string,
): Promise<Result<Uint8Array, StoreLockError>> {
  const read = readLock(lock)
  if (!read.ok) return read
  if (passphrase === '') return err({ code: 'wrong_key' })
  const { stretching, salt, nonce, sealed } = read.value
  const key = await stretchPassword(passphrase, stretching, salt)
  try {
    return ok(gcm(key, nonce, associated(stretching, salt)).decrypt(sealed))
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(key)
  }
}

type Lock = {
  readonly stretching: Argon2id
  readonly salt: Uint8Array
  readonly nonce: Uint8Array
  readonly sealed: Uint8Array
}

function readLock(bytes: Uint8Array): Result<Lock, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 5) return malformed('store lock')
  const [is, terms, salt, nonce, sealed]: readonly Cbor[] = decoded.value
  const stretching = is === version ? readTerms(terms) : undefined
  if (stretching === undefined) return malformed('store lock terms')
  if (!isBytes(salt, saltLength) || !isBytes(nonce, nonceLength)) return malformed('store lock')
  if (!(sealed instanceof Uint8Array)) return malformed('store lock')
  return ok({ stretching, salt, nonce, sealed })
}

function associated(stretching: Argon2id, salt: Uint8Array): Uint8Array {
  return encodeCbor([label, version, termsOf(stretching), salt])
}
