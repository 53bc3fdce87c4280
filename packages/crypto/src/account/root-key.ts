// The account's root key, 32 random bytes made at sign-up on the client, and what is derived from it
// (spec/accounts.md ). It leaves the client only sealed, in the vault.

import { ed25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'

export const rootKeyLength = 32

const labels = {
  signing: 'Sotto 1 account signing key',
  archive: 'Sotto 1 archive key',
  store: 'Sotto 1 store key',
} as const

/** An Ed25519 key pair (RFC 8032): `secretKey` is the 32-byte seed. */
export type SigningKey = { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array }

export function generateRootKey(): Uint8Array {
  return randomBytes(rootKeyLength)
}

/** The key that signs the account's devices; its public half is what people know as the account key. */
export function accountSigningKey(rootKey: Uint8Array): SigningKey {
  const secretKey = derive(rootKey, labels.signing)
  return { secretKey, publicKey: ed25519.getPublicKey(secretKey) }
}

/** 32 bytes, under which the account's history is sealed for its other devices. */
export function archiveKey(rootKey: Uint8Array): Uint8Array {
  return derive(rootKey, labels.archive)
}

/** 32 bytes, under which a device keeps its local store. */
export function storeKey(rootKey: Uint8Array): Uint8Array {
  return derive(rootKey, labels.store)
}

/** HKDF-SHA256 (RFC 5869) without salt, the label as info. */
function derive(rootKey: Uint8Array, label: string): Uint8Array {
  if (rootKey.length !== rootKeyLength) throw new RangeError('a root key has 32 bytes')
  return hkdf(sha256, rootKey, undefined, utf8ToBytes(label), 32)
}
