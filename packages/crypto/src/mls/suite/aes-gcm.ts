// AES-128-GCM (RFC 5116) with the 16-byte tag behind the ciphertext. Message keys are used once, so that a
// key import never pays for small inputs; those go through JavaScript at once, large ones to the platform.

import { gcm } from '@noble/ciphers/aes.js'
import { type Subtle, webCryptoSubtle } from './web-crypto.ts'

/** `open` throws when the ciphertext is not genuine. */
export type Aead = {
  seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array>
  open(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Promise<Uint8Array>
}

/** Bytes from which Web Cryptography was faster when measured. */
const platformFrom = 2048

export const portableAesGcm: Aead = {
  seal: async (key, nonce, aad, plaintext) => gcm(key, nonce, aad).encrypt(plaintext),
  open: async (key, nonce, aad, ciphertext) => gcm(key, nonce, aad).decrypt(ciphertext),
}

export function platformAesGcm(): Aead {
  const subtle = webCryptoSubtle()
  if (subtle === undefined) return portableAesGcm
  const platform = webCryptoAesGcm(subtle)
  const choose = (length: number) => (length < platformFrom ? portableAesGcm : platform)
  return {
    seal: (key, nonce, aad, plaintext) => choose(plaintext.length).seal(key, nonce, aad, plaintext),
    open: (key, nonce, aad, ciphertext) => choose(ciphertext.length).open(key, nonce, aad, ciphertext),
  }
}

export function webCryptoAesGcm(subtle: Subtle): Aead {
  const algorithm = (nonce: Uint8Array, aad: Uint8Array) => ({
    name: 'AES-GCM',
    iv: nonce,
    additionalData: aad,
  })
  return {
    async seal(key, nonce, aad, plaintext) {
      const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
      return new Uint8Array(await subtle.encrypt(algorithm(nonce, aad), imported, plaintext))
    },
    async open(key, nonce, aad, ciphertext) {
      const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
      return new Uint8Array(await subtle.decrypt(algorithm(nonce, aad), imported, ciphertext))
    },
  }
}
