// The map from account names to their newest states: a binary tree of prefixes of the hashed names, of which a
// root says what the newest state of every name is, and that there is none (spec/transparency.md KT-5, KT-6).
// An entry stands as high as it is alone, an empty place is a hash of zeros.

import { sha256 } from '@noble/hashes/sha2.js'
import {
  type AccountName,
  type Cbor,
  decodeCbor,
  encodeCbor,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'
import { isBytes } from '../account/account-statement.ts'
import { type Hash, hashBytes, sameHash, taggedHash } from './merkle.ts'

/** The place of a name: SHA-256 of it. */
export type MapIndex = Uint8Array

export type MapEntry = {
  readonly index: MapIndex
  readonly version: number
  /** Hash of the account's state (KT-2). */
  readonly state: Hash
}

/** What stands where a name would be: its entry, that of another name, or nothing; and the way there. */
export type MapProof = {
  readonly found: MapEntry | undefined
  /** The siblings on the way, from the root down. */
  readonly path: readonly Hash[]
}

/** CBOR `[index, version, state hash]`. */
export function encodeMapEntry({ index, version, state }: MapEntry): Uint8Array {
  return encodeCbor([index, version, state])
}

export function decodeMapEntry(bytes: Uint8Array): Result<MapEntry, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  const fields: readonly Cbor[] = Array.isArray(decoded.value) ? decoded.value : []
  const [index, version, state] = fields
  return fields.length === 3 && isVersion(version) && isBytes(index, hashBytes) && isBytes(state, hashBytes)
    ? ok({ index, version, state })
    : malformed('map entry')
}

export function isVersion(value: Cbor | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

export const emptyHash: Hash = new Uint8Array(hashBytes)
const deepest = hashBytes * 8 - 1

export function mapIndexOf(account: AccountName): MapIndex {
  return sha256(new TextEncoder().encode(account))
}

export function entryHash({ index, version, state }: MapEntry): Hash {
  return taggedHash(0x02, index, uint64(version), state)
}

export function branchHash(left: Hash, right: Hash): Hash {
  return taggedHash(0x03, left, right)
}

/** 0: left, 1: right, at a branch of this depth. */
export function bitAt(index: MapIndex, depth: number): 0 | 1 {
  return (((index[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) === 1 ? 1 : 0
}

/** The root that the proof leads to; undefined when what it found can't stand where it says. */
export function rootByMapProof(index: MapIndex, proof: MapProof): Hash | undefined {
  const { found, path } = proof
  if (path.length > deepest) return undefined
  if (found !== undefined && !sharesPrefix(found.index, index, path.length)) return undefined
  return climb(index, path, found === undefined ? emptyHash : entryHash(found))
}

/** The root after `entry` has been set, where `proof` is one for its index before. */
export function rootAfter(entry: MapEntry, { found, path }: MapProof): Hash {
  const leaf = entryHash(entry)
  if (found === undefined || sameHash(found.index, entry.index)) return climb(entry.index, path, leaf)
  const depth = parting(entry.index, found.index)
  const between = Array.from({ length: depth - path.length }, () => emptyHash)
  return climb(entry.index, [...path, ...between, entryHash(found)], leaf)
}

/** The first depth at which two indexes go apart. */
export function parting(one: MapIndex, other: MapIndex): number {
  let depth = 0
  while (bitAt(one, depth) === bitAt(other, depth)) depth++
  return depth
}

function climb(index: MapIndex, path: readonly Hash[], from: Hash): Hash {
  return path.reduceRight(
    (hash, sibling, depth) =>
      bitAt(index, depth) === 0 ? branchHash(hash, sibling) : branchHash(sibling, hash),
    from,
  )
}

function sharesPrefix(one: MapIndex, other: MapIndex, bits: number): boolean {
  for (let depth = 0; depth < bits; depth++) {
    if (bitAt(one, depth) !== bitAt(other, depth)) return false
  }
  return true
}

function uint64(number: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number))
  return bytes
}
