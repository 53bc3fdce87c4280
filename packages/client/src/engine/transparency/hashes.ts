// Hashes of 32 bytes as they travel and are kept: one after the other.

import type { Hash } from '@sotto/crypto'
import { base64urlToBytes } from '@sotto/wire'

const hashBytes = 32

/** Undefined for what is not whole hashes. */
export function splitHashes(joined: string | Uint8Array): readonly Hash[] | undefined {
  const bytes = typeof joined === 'string' ? base64urlToBytes(joined) : joined
  if (bytes === undefined || bytes.length % hashBytes !== 0) return undefined
  return Array.from({ length: bytes.length / hashBytes }, (_, at) =>
    bytes.slice(at * hashBytes, (at + 1) * hashBytes),
  )
}

export function joinHashes(hashes: readonly Hash[]): Uint8Array {
  const joined = new Uint8Array(hashes.length * hashBytes)
  for (const [at, hash] of hashes.entries()) joined.set(hash, at * hashBytes)
  return joined
}
