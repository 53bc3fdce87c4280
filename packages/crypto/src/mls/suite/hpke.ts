// HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM: exactly what
// MLS cipher suite 1 asks for. HKDF is synchronous; only the curve and the cipher may go to the platform.

import { concatBytes } from '@noble/hashes/utils.js'
import type { Aead } from './aes-gcm.ts'
import type { Curves } from './curves.ts'
import type { Sha256Functions } from './sha256.ts'

const secretLength = 32
export const aeadKeyLength = 16
export const aeadNonceLength = 12

const text = new TextEncoder()
const kemSuite = concatBytes(text.encode('KEM'), Uint8Array.of(0, 0x20))
const hpkeSuite = concatBytes(text.encode('HPKE'), Uint8Array.of(0, 0x20, 0, 1, 0, 1))
const version = text.encode('HPKE-v1')
const empty = new Uint8Array()
const modeBase = Uint8Array.of(0)

/** What a platform may replace; all of it must pass the same vectors. */
export type SuiteParts = {
  readonly curves: Curves
  readonly aead: Aead
  readonly sha256: Sha256Functions
  readonly randomBytes: (length: number) => Uint8Array
}

export type HpkeKeyPair = { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array }
export type HpkeSealed = { readonly enc: Uint8Array; readonly ct: Uint8Array }

export type Hpke = {
  deriveKeyPair(ikm: Uint8Array): Promise<HpkeKeyPair>
  generateKeyPair(): Promise<HpkeKeyPair>
  /** Single-shot, RFC 9180 §6.1. */
  seal(publicKey: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Promise<HpkeSealed>
  open(privateKey: Uint8Array, info: Uint8Array, aad: Uint8Array, sealed: HpkeSealed): Promise<Uint8Array>
  /** Secret export, RFC 9180 §6.2, for a new sender context without info. */
  sendExport(
    publicKey: Uint8Array,
    exporterContext: Uint8Array,
  ): Promise<{ enc: Uint8Array; secret: Uint8Array }>
  receiveExport(privateKey: Uint8Array, enc: Uint8Array, exporterContext: Uint8Array): Promise<Uint8Array>
}

export function createHpke({ curves, aead, sha256, randomBytes }: SuiteParts): Hpke {
  const kdf = createLabeledKdf(sha256)
  const deriveKeyPair = async (ikm: Uint8Array): Promise<HpkeKeyPair> => {
    const prk = kdf.extract(kemSuite, empty, 'dkp_prk', ikm)
    const privateKey = kdf.expand({ suite: kemSuite, prk, label: 'sk', info: empty, length: secretLength })
    return { privateKey, publicKey: await curves.x25519PublicKey(privateKey) }
  }
  const generateKeyPair = () => deriveKeyPair(randomBytes(secretLength))

  const encapsulate = async (publicKey: Uint8Array) => {
    const { ephemeral, secret } = await curves.x25519Once(publicKey)
    return { enc: ephemeral, shared: kemSecret(kdf, secret, concatBytes(ephemeral, publicKey)) }
  }
  const decapsulate = async (privateKey: Uint8Array, enc: Uint8Array) => {
    const dh = await curves.x25519(privateKey, enc)
    return kemSecret(kdf, dh, concatBytes(enc, await curves.x25519PublicKey(privateKey)))
  }
  return {
    deriveKeyPair,
    generateKeyPair,
    async seal(publicKey, info, aad, plaintext) {
      const { enc, shared } = await encapsulate(publicKey)
      const { key, nonce } = messageKeys(kdf, shared, info)
      return { enc, ct: await aead.seal(key, nonce, aad, plaintext) }
    },
    async open(privateKey, info, aad, { enc, ct }) {
      const { key, nonce } = messageKeys(kdf, await decapsulate(privateKey, enc), info)
      return aead.open(key, nonce, aad, ct)
    },
    async sendExport(publicKey, exporterContext) {
      const { enc, shared } = await encapsulate(publicKey)
      return { enc, secret: exportFrom(kdf, shared, exporterContext) }
    },
    async receiveExport(privateKey, enc, exporterContext) {
      return exportFrom(kdf, await decapsulate(privateKey, enc), exporterContext)
    },
  }
}

type Expansion = {
  readonly suite: Uint8Array
  readonly prk: Uint8Array
  readonly label: string
  readonly info: Uint8Array
  readonly length: number
}
type LabeledKdf = {
  extract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array
  expand(expansion: Expansion): Uint8Array
  /** The hash of an HPKE info. */
  infoHash(info: Uint8Array): Uint8Array
  /** The hash of no pre-shared key's id. */
  readonly pskIdHash: Uint8Array
}

/** LabeledExtract and LabeledExpand, RFC 9180 §4. */
function createLabeledKdf(sha256: Sha256Functions): LabeledKdf {
  const extract: LabeledKdf['extract'] = (suite, salt, label, ikm) =>
    sha256.extract(salt, concatBytes(version, suite, text.encode(label), ikm))
  // A Welcome seals one secret for each newcomer under the same info, which is as large as the tree.
  const hashes = new WeakMap<Uint8Array, Uint8Array>()
  return {
    extract,
    pskIdHash: extract(hpkeSuite, empty, 'psk_id_hash', empty),
    expand({ suite, prk, label, info, length }) {
      const lengthBytes = Uint8Array.of(length >> 8, length & 0xff)
      const labeled = concatBytes(lengthBytes, version, suite, text.encode(label), info)
      return sha256.expand(prk, labeled, length)
    },
    infoHash(info) {
      const hash = hashes.get(info) ?? extract(hpkeSuite, empty, 'info_hash', info)
      hashes.set(info, hash)
      return hash
    },
  }
}

function kemSecret(kdf: LabeledKdf, dh: Uint8Array, context: Uint8Array): Uint8Array {
  const prk = kdf.extract(kemSuite, empty, 'eae_prk', dh)
  return kdf.expand({ suite: kemSuite, prk, label: 'shared_secret', info: context, length: secretLength })
}

function keySchedule(kdf: LabeledKdf, shared: Uint8Array, info: Uint8Array) {
  const context = concatBytes(modeBase, kdf.pskIdHash, kdf.infoHash(info))
  const prk = kdf.extract(hpkeSuite, shared, 'secret', empty)
  return (label: string, length: number) =>
    kdf.expand({ suite: hpkeSuite, prk, label, info: context, length })
}

function messageKeys(kdf: LabeledKdf, shared: Uint8Array, info: Uint8Array) {
  const derive = keySchedule(kdf, shared, info)
  return { key: derive('key', aeadKeyLength), nonce: derive('base_nonce', aeadNonceLength) }
}

function exportFrom(kdf: LabeledKdf, shared: Uint8Array, exporterContext: Uint8Array): Uint8Array {
  const prk = keySchedule(kdf, shared, empty)('exp', secretLength)
  return kdf.expand({ suite: hpkeSuite, prk, label: 'sec', info: exporterContext, length: secretLength })
}
