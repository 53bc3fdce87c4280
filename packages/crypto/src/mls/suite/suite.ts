// Cipher suite 1, MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519, as the MLS library wants it, out of our own
// primitives. A platform may bring faster ones; all of them must pass the same vectors.

import { randomBytes } from '@noble/hashes/utils.js'
import type { CiphersuiteImpl } from 'ts-mls'
import { type Aead, platformAesGcm } from './aes-gcm.ts'
import { platformCurves } from './curves.ts'
import { aeadKeyLength, aeadNonceLength, createHpke, type Hpke, type SuiteParts } from './hpke.ts'
import { hashLength, portableSha256 } from './sha256.ts'
import { newSignatureKeyPair } from './signature-key.ts'

export const suiteName = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'
/** Its number in the IANA registry. */
export const suiteNumber = 1

export type Suite = CiphersuiteImpl

export function createSuite(parts: Partial<SuiteParts> = {}): Suite {
  const curves = parts.curves ?? platformCurves()
  const aead = parts.aead ?? platformAesGcm()
  const hash = parts.sha256 ?? portableSha256
  const random = parts.randomBytes ?? randomBytes
  return {
    name: suiteName,
    rng: { randomBytes: random },
    hash: {
      digest: async (data) => hash.digest(data),
      mac: async (key, data) => hash.mac(key, data),
      verifyMac: async (key, mac, data) => equalInConstantTime(mac, hash.mac(key, data)),
    },
    kdf: {
      size: hashLength,
      extract: async (salt, ikm) => hash.extract(salt, ikm),
      expand: async (prk, info, length) => hash.expand(prk, info, length),
    },
    signature: {
      sign: (seed, message) => curves.sign(seed, message),
      verify: (publicKey, message, signature) => curves.verify(publicKey, message, signature),
      keygen: async () => {
        const { signaturePublicKey, signaturePrivateKey } = newSignatureKeyPair(random)
        return { publicKey: signaturePublicKey, signKey: signaturePrivateKey }
      },
    },
    hpke: libraryHpke(createHpke({ curves, aead, sha256: hash, randomBytes: random }), aead),
  }
}

type LibraryHpke = CiphersuiteImpl['hpke']
type LibraryPublicKey = Awaited<ReturnType<LibraryHpke['importPublicKey']>>
type LibraryPrivateKey = Awaited<ReturnType<LibraryHpke['importPrivateKey']>>

// The library passes keys around without looking into them; here they are the raw bytes.
const asPublicKey = (key: Uint8Array) => key as unknown as LibraryPublicKey
const asPrivateKey = (key: Uint8Array) => key as unknown as LibraryPrivateKey
const rawKey = (key: LibraryPublicKey | LibraryPrivateKey) => key as unknown as Uint8Array

function libraryHpke(hpke: Hpke, aead: Aead): LibraryHpke {
  const empty = new Uint8Array()
  const keyPair = (pair: { privateKey: Uint8Array; publicKey: Uint8Array }) => ({
    privateKey: asPrivateKey(pair.privateKey),
    publicKey: asPublicKey(pair.publicKey),
  })
  return {
    keyLength: aeadKeyLength,
    nonceLength: aeadNonceLength,
    seal: (publicKey, plaintext, info, aad = empty) => hpke.seal(rawKey(publicKey), info, aad, plaintext),
    open: (privateKey, enc, ct, info, aad = empty) => hpke.open(rawKey(privateKey), info, aad, { enc, ct }),
    importPrivateKey: async (key) => asPrivateKey(checkedKey(key)),
    importPublicKey: async (key) => asPublicKey(checkedKey(key)),
    exportPublicKey: async (key) => rawKey(key),
    exportPrivateKey: async (key) => rawKey(key),
    encryptAead: (key, nonce, aad, plaintext) => aead.seal(key, nonce, aad ?? empty, plaintext),
    decryptAead: (key, nonce, aad, ciphertext) => aead.open(key, nonce, aad ?? empty, ciphertext),
    exportSecret: (publicKey, context) => hpke.sendExport(rawKey(publicKey), context),
    importSecret: (privateKey, context, enc) => hpke.receiveExport(rawKey(privateKey), enc, context),
    deriveKeyPair: async (ikm) => keyPair(await hpke.deriveKeyPair(ikm)),
    generateKeyPair: async () => keyPair(await hpke.generateKeyPair()),
  }
}

function checkedKey(key: Uint8Array): Uint8Array {
  if (key.length !== 32) throw new RangeError('an X25519 key has 32 bytes')
  return key
}

function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (const [at, byte] of a.entries()) difference |= byte ^ (b[at] ?? 0)
  return difference === 0
}
