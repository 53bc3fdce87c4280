// What an account calls its devices, sealed so that the server, which keeps it, can't read it (spec/accounts.md
// N-1). A name opens only for its device.

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
const label = 'Sotto 1 device name'
const nonceLength = 12

/** `wrong_key`: sealed by another account, for another device, or altered; nobody can tell which. */
export type DeviceNameError = Malformed | { readonly code: 'wrong_key' }

/** Deterministic CBOR `[1, nonce, AES-256-GCM ciphertext and tag]`. `rootKey`: 32 bytes. */
export function sealDeviceName(rootKey: Uint8Array, device: DeviceId, name: string): Uint8Array {
  const nonce = randomBytes(nonceLength)
  const key = nameKey(rootKey)
  const sealed = gcm(key, nonce, associated(device)).encrypt(utf8ToBytes(name))
  erase(key)
  return encodeCbor([version, nonce, sealed])
}

/** The name that `sealDeviceName` sealed for the same account and device. */
export function openDeviceName(
  rootKey: Uint8Array,
  device: DeviceId,
  bytes: Uint8Array,
): Result<string, DeviceNameError> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 3) return malformed('device name')
  const [first, nonce, sealed]: readonly Cbor[] = decoded.value
  if (first !== version || !(nonce instanceof Uint8Array) || nonce.length !== nonceLength) {
    return malformed('device name')
  }
  if (!(sealed instanceof Uint8Array)) return malformed('device name')
  const key = nameKey(rootKey)
  try {
    return ok(new TextDecoder().decode(gcm(key, nonce, associated(device)).decrypt(sealed)))
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(key)
  }
}

function nameKey(rootKey: Uint8Array): Uint8Array {
  if (rootKey.length !== rootKeyLength) throw new RangeError('a root key has 32 bytes')
  return hkdf(sha256, rootKey, undefined, utf8ToBytes('Sotto 1 device name key'), 32)
}

function associated(device: DeviceId): Uint8Array {
  return encodeCbor([label, version, idBytes(device)])
}
