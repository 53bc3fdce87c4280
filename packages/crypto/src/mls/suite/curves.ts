// X25519 (RFC 7748) and Ed25519 (RFC 8032) on raw keys: by Web Cryptography with imported keys kept, where
// the runtime has these curves; otherwise in JavaScript. Keys are never turned into text; imported private
// keys are found again only by the very array they came from, and go with it.

import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { type Subtle, type WebCryptoKey, webCryptoSubtle } from './web-crypto.ts'

/** All keys and signatures are raw bytes: 32 bytes a key (private: seed or scalar), 64 a signature. */
export type Curves = {
  /** The shared secret; throws for a key of small order. */
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): Promise<Uint8Array>
  x25519PublicKey(privateKey: Uint8Array): Promise<Uint8Array>
  /** The shared secret with a key pair that is made for it and kept by nobody; throws as `x25519` does. */
  x25519Once(publicKey: Uint8Array): Promise<{ readonly ephemeral: Uint8Array; readonly secret: Uint8Array }>
  sign(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array>
  /** False for whatever is not a valid signature, also for keys and signatures of a wrong length. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}

const keyLength = 32
const signatureLength = 64
/** Imported public keys kept: a little more than the members of a large group. */
const publicKeysKept = 4096

/** Pure JavaScript; slower by an order of magnitude. */
export const portableCurves: Curves = {
  x25519: async (privateKey, publicKey) => x25519.getSharedSecret(privateKey, publicKey),
  x25519PublicKey: async (privateKey) => x25519.getPublicKey(privateKey),
  x25519Once: async (publicKey) => {
    const { secretKey, publicKey: ephemeral } = x25519.keygen()
    const secret = x25519.getSharedSecret(secretKey, publicKey)
    secretKey.fill(0)
    return { ephemeral, secret }
  },
  sign: async (seed, message) => ed25519.sign(message, seed),
  verify: async (publicKey, message, signature) =>
    isWellFormed(publicKey, signature) && ed25519.verify(signature, message, publicKey, { zip215: false }),
}

/** The best curves of this runtime; asks it once. */
export function platformCurves(): Curves {
  const subtle = webCryptoSubtle()
  if (subtle === undefined) return portableCurves
  const best = supportsCurves(subtle).then((yes) => (yes ? webCryptoCurves(subtle) : portableCurves))
  return {
    x25519: async (privateKey, publicKey) => (await best).x25519(privateKey, publicKey),
    x25519PublicKey: async (privateKey) => (await best).x25519PublicKey(privateKey),
    x25519Once: async (publicKey) => (await best).x25519Once(publicKey),
    sign: async (seed, message) => (await best).sign(seed, message),
    verify: async (publicKey, message, signature) => (await best).verify(publicKey, message, signature),
  }
}

async function supportsCurves(subtle: Subtle): Promise<boolean> {
  try {
    const curves = webCryptoCurves(subtle)
    const seed = new Uint8Array(keyLength).fill(1)
    await curves.x25519Once(await curves.x25519PublicKey(seed))
    await curves.sign(seed, seed)
    return true
  } catch {
    return false
  }
}

export function webCryptoCurves(subtle: Subtle): Curves {
  const basePoint = Uint8Array.from({ length: keyLength }, (_, at) => (at === 0 ? 9 : 0))
  const x25519Private = privateKeyCache(subtle, 'X25519', 'deriveBits')
  const ed25519Private = privateKeyCache(subtle, 'Ed25519', 'sign')
  const x25519Public = publicKeyCache(subtle, 'X25519', [])
  const ed25519Public = publicKeyCache(subtle, 'Ed25519', ['verify'])

  const agree = async (privateKey: WebCryptoKey, publicKey: Uint8Array) => {
    const algorithm = { name: 'X25519', public: await x25519Public(publicKey) }
    return throwIfZero(new Uint8Array(await subtle.deriveBits(algorithm, privateKey, keyLength * 8)))
  }
  const x25519 = async (privateKey: Uint8Array, publicKey: Uint8Array) =>
    agree(await x25519Private(privateKey), publicKey)
  return {
    x25519,
    x25519PublicKey: (privateKey) => x25519(privateKey, basePoint),
    x25519Once: async (publicKey) => {
      const pair = await subtle.generateKey('X25519', false, ['deriveBits'])
      const [ephemeral, secret] = await Promise.all([
        subtle.exportKey('raw', pair.publicKey),
        agree(pair.privateKey, publicKey),
      ])
      return { ephemeral: new Uint8Array(ephemeral), secret }
    },
    sign: async (seed, message) =>
      new Uint8Array(await subtle.sign('Ed25519', await ed25519Private(seed), message)),
    verify: async (publicKey, message, signature) => {
      if (!isWellFormed(publicKey, signature)) return false
      try {
        return await subtle.verify('Ed25519', await ed25519Public(publicKey), signature, message)
      } catch {
        return false
      }
    },
  }
}

function isWellFormed(publicKey: Uint8Array, signature: Uint8Array): boolean {
  return publicKey.length === keyLength && signature.length === signatureLength
}

/** RFC 9180 §7.1.4: an all-zero result gives the secret away. */
function throwIfZero(secret: Uint8Array): Uint8Array {
  if (secret.every((byte) => byte === 0)) throw new RangeError('X25519 with a key of small order')
  return secret
}

// PKCS #8 (RFC 8410 §7) is a fixed prefix with the curve's object identifier before the 32 bytes.
const curveOid = { X25519: 0x6e, Ed25519: 0x70 }

function privateKeyCache(subtle: Subtle, curve: 'X25519' | 'Ed25519', use: string) {
  const cache = new WeakMap<Uint8Array, Promise<WebCryptoKey>>()
  const prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, curveOid[curve], 4, 0x22, 4, 0x20]
  return (key: Uint8Array): Promise<WebCryptoKey> => {
    const known = cache.get(key)
    if (known !== undefined) return known
    if (key.length !== keyLength) throw new RangeError(`a private key for ${curve} has 32 bytes`)
    const pkcs8 = Uint8Array.from([...prefix, ...key])
    const imported = subtle.importKey('pkcs8', pkcs8, curve, false, [use])
    cache.set(key, imported)
    return imported.finally(() => pkcs8.fill(0))
  }
}

function publicKeyCache(subtle: Subtle, curve: 'X25519' | 'Ed25519', uses: readonly string[]) {
  const cache = new Map<string, Promise<WebCryptoKey>>()
  return (key: Uint8Array): Promise<WebCryptoKey> => {
    const name = String.fromCharCode(...key)
    const known = cache.get(name)
    if (known !== undefined) return known
    if (cache.size >= publicKeysKept) cache.clear()
    const imported = subtle.importKey('raw', key, curve, false, uses)
    cache.set(name, imported)
    return imported
  }
}
