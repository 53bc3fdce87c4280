// SHA-256, HMAC (RFC 2104) and HKDF (RFC 5869) over it. Synchronous: MLS makes thousands of calls on a few
// bytes, for which a promise costs more than the hash.

import { expand, extract } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** Bytes of a digest. */
export const hashLength = 32

/** What a platform may replace by something faster. */
export type Sha256Functions = {
  digest(data: Uint8Array): Uint8Array
  mac(key: Uint8Array, data: Uint8Array): Uint8Array
  extract(salt: Uint8Array, ikm: Uint8Array): Uint8Array
  /** Throws for more than 255 digests. */
  expand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array
}

export const portableSha256: Sha256Functions = {
  digest: (data) => sha256(data),
  mac: (key, data) => hmac(sha256, key, data),
  extract: (salt, ikm) => extract(sha256, ikm, salt),
  expand: (prk, info, length) => expand(sha256, prk, info, length),
}
