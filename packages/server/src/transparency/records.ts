// How proofs and statements lie in the rows of the key log: hashes one after the other, statements as a CBOR array.

import type { Hash } from '@sotto/crypto/server'
import { decodeCbor, encodeCbor } from '@sotto/wire'

const hashLength = 32

export function joinHashes(hashes: readonly Hash[]): Uint8Array {
  return Buffer.concat(hashes)
}

export function splitHashes(bytes: Uint8Array): readonly Hash[] {
  return Array.from({ length: bytes.length / hashLength }, (_, at) =>
    bytes.subarray(at * hashLength, (at + 1) * hashLength),
  )
}

export function encodeStatements(statements: readonly Uint8Array[]): Uint8Array {
  return encodeCbor([...statements])
}

export function decodeStatements(bytes: Uint8Array): readonly Uint8Array[] {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value)) throw new Error('statements that nobody wrote')
  return decoded.value.filter((one) => one instanceof Uint8Array)
}
