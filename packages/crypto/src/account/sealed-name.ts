// What an account calls its devices and passkeys, sealed so that the server, which keeps it, can't read it
// (spec/accounts.md N-1, F-9). A name opens only for what it names.

import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type Cbor,
  type DeviceId,
  decodeCbor,
  encodeCbor,
  err,
  idBytes,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'
import { erase } from '../erase.ts'
import { rootKeyLength } from './root-key.ts'

const version = 1
const nonceLength = 12

/** `wrong_key`: sealed by another account, for something else, or altered; nobody can tell which. */
export type SealedNameError = Malformed | { readonly code: 'wrong_key' }

type Named = { readonly kind: 'device' | 'passkey'; readonly id: Uint8Array }

/** Deterministic CBOR `[1, nonce, AES-256-GCM ciphertext and tag]`. `rootKey`: 32 bytes. */
export function sealDeviceName(rootKey: Uint8Array, device: DeviceId, name: string): Uint8Array {
  return seal(rootKey, { kind: 'device', id: idBytes(device) }, name)
}

/** The name that `sealDeviceName` sealed for the same account and device. */
export function openDeviceName(
  rootKey: Uint8Array,
  device: DeviceId,
  bytes: Uint8Array,
): Result<string, SealedNameError> {
  return open(rootKey, { kind: 'device', id: idBytes(device) }, bytes)
}

/** The same of a passkey, by its credential id. */
export function sealPasskeyName(rootKey: Uint8Array, passkey: Uint8Array, name: string): Uint8Array {
  return seal(rootKey, { kind: 'passkey', id: passkey }, name)
}

export function openPasskeyName(
  rootKey: Uint8Array,
  passkey: Uint8Array,
  bytes: Uint8Array,
): Result<string, SealedNameError> {
  return open(rootKey, { kind: 'passkey', id: passkey }, bytes)
}

function seal(rootKey: Uint8Array, named: Named, name: string): Uint8Array {
  const nonce = randomBytes(nonceLength)
  const key = nameKey(rootKey, named)
  const sealed = gcm(key, nonce, associated(named)).encrypt(utf8ToBytes(name))
  erase(key)
  return encodeCbor([version, nonce, sealed])
}

function open(rootKey: Uint8Array, named: Named, bytes: Uint8Array): Result<string, SealedNameError> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 3) return malformed('sealed name')
  const [first, nonce, sealed]: readonly Cbor[] = decoded.value
  if (first !== version || !(nonce instanceof Uint8Array) || nonce.length !== nonceLength) {
    return malformed('sealed name')
  }
  if (!(sealed instanceof Uint8Array)) return malformed('sealed name')
  const key = nameKey(rootKey, named)
  try {
    return ok(new TextDecoder().decode(gcm(key, nonce, associated(named)).decrypt(sealed)))
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(key)
  }
}

function nameKey(rootKey: Uint8Array, { kind }: Named): Uint8Array {
  if (rootKey.length !== rootKeyLength) throw new RangeError('a root key has 32 bytes')
  return hkdf(sha256, rootKey, undefined, utf8ToBytes(`Sotto 1 ${kind} name key`), 32)
}

function associated({ kind, id }: Named): Uint8Array {
  return encodeCbor([`Sotto 1 ${kind} name`, version, id])
}
