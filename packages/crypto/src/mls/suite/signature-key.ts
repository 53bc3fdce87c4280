// Signature key pairs for devices (Ed25519, RFC 8032).

import { ed25519 } from '@noble/curves/ed25519.js'
import { randomBytes } from '@noble/hashes/utils.js'

export type SignatureKeyPair = {
  /** 32 bytes. */
  readonly signaturePublicKey: Uint8Array
  /** Seed, 32 bytes. */
  readonly signaturePrivateKey: Uint8Array
}

export function newSignatureKeyPair(random: (length: number) => Uint8Array = randomBytes): SignatureKeyPair {
  const signaturePrivateKey = random(32)
  return { signaturePublicKey: ed25519.getPublicKey(signaturePrivateKey), signaturePrivateKey }
}
