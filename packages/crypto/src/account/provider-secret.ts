// What binds a run to the company's provider to the browser that began it (spec/accounts.md SSO-1).

import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes } from '@noble/hashes/utils.js'

export type ProviderSecret = {
  /** 32 bytes; stays in the browser until it has come back. */
  readonly secret: Uint8Array
  /** SHA-256 of it, for the server. */
  readonly binding: Uint8Array
}

export function newProviderSecret(): ProviderSecret {
  const secret = randomBytes(32)
  return { secret, binding: sha256(secret) }
}
