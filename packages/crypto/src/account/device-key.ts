// A device's own key pair: it signs the leaves of the device's groups and its requests (ID-2).

import { ed25519 } from '@noble/curves/ed25519.js'
import type { SigningKey } from './root-key.ts'

/** From 32 random bytes. */
export function deviceSigningKey(seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError('a device key is made of 32 bytes')
  return { secretKey: seed, publicKey: ed25519.getPublicKey(seed) }
}
