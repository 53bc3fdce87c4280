// Tokens: random ones, of which only the hash is kept, and how the successor of a refresh token is kept
// for thirty seconds so that only who holds the token it replaces can read it (rule S-2).

import { createHash, createHmac, randomBytes } from 'node:crypto'
import { base64urlToBytes, bytesToBase64url } from '@sotto/wire'

const tokenLength = 32

export function randomToken(): string {
  return bytesToBase64url(randomBytes(tokenLength))
}

/** SHA-256 of a token's bytes; `undefined` for a text that is not a token of this server's making. */
export function tokenHash(token: string): Uint8Array | undefined {
  const bytes = base64urlToBytes(token)
  return bytes?.length === tokenLength ? sha256(bytes) : undefined
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

/**
 * The successor XORed with HMAC-SHA256 of the token it replaces: a token is random, replaced once and
 * stored only as its SHA-256, so the pad is used once and nobody who reads the store can make it.
 */
export function sealSuccessor(token: string, successor: string): Uint8Array {
  return xor(padOf(token), bytesOf(successor))
}

export function openSuccessor(token: string, sealed: Uint8Array): string {
  return bytesToBase64url(xor(padOf(token), sealed))
}

function padOf(token: string): Uint8Array {
  return createHmac('sha256', bytesOf(token)).update('Sotto 1 refresh successor').digest()
}

function bytesOf(token: string): Uint8Array {
  const bytes = base64urlToBytes(token)
  if (bytes?.length !== tokenLength) throw new TypeError('not a token of this server')
  return bytes
}

function xor(pad: Uint8Array, bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => byte ^ (pad[at] ?? 0))
}
