// Tokens: 32 random bytes, of which only the hash is kept.

import { createHash, randomBytes } from 'node:crypto'
import { base64urlToBytes, bytesToBase64url } from '@sotto/wire'

const tokenLength = 32

export function randomToken(): string {
  return bytesToBase64url(randomBytes(tokenLength))
}

/** SHA-256 of a token's bytes; `undefined` for a text that has not the form of a token. */
export function tokenHash(token: string): Uint8Array | undefined {
  const bytes = base64urlToBytes(token)
  return bytes?.length === tokenLength ? sha256(bytes) : undefined
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
