// The Merkle tree of RFC 9162 §2.1 over SHA-256: how inclusion and consistency are checked, and a tree that
// only grows. Sizes and positions are whole numbers up to 2^53 - 1. A proof that does not fit is never an
// exception, only not a proof.

import { sha256 } from '@noble/hashes/sha2.js'

export const hashBytes = 32

export type Hash = Uint8Array
/** A tree as it was: how many entries, and the root over them. */
export type TreeState = { readonly size: number; readonly root: Hash }

/** The hash of one entry (RFC 9162 §2.1.1). */
export function leafHash(entry: Uint8Array): Hash {
  return taggedHash(0x00, entry)
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return taggedHash(0x01, left, right)
}

/** SHA-256 over a byte that says what is hashed, and the parts. */
export function taggedHash(tag: number, ...parts: readonly Uint8Array[]): Hash {
  const hash = sha256.create().update(Uint8Array.of(tag))
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export type Inclusion = {
  /** The entry's position, from 0. */
  readonly position: number
  readonly size: number
  readonly leaf: Hash
  /** From the leaf's sibling up. */
  readonly path: readonly Hash[]
}

/** The root that the proof leads to (RFC 9162 §2.1.3.2); undefined when it has the wrong length for the place. */
export function rootByInclusion({ position, size, leaf, path }: Inclusion): Hash | undefined {
  if (position < 0 || position >= size || leaf.length !== hashBytes) return undefined
  let place = { at: position, last: size - 1 }
  let root = leaf
  for (const sibling of path) {
    if (place.last === 0) return undefined
    if (isOdd(place.at) || place.at === place.last) {
      root = nodeHash(sibling, root)
      place = risenToOdd(place)
    } else root = nodeHash(root, sibling)
    place = risen(place)
  }
  return place.last === 0 ? root : undefined
}

export type Consistency = { readonly from: TreeState; readonly to: TreeState; readonly path: readonly Hash[] }

/** Whether the later tree begins with the earlier one (RFC 9162 §2.1.4.2), which has entries: of none there is no proof. */
export function isConsistent({ from, to, path }: Consistency): boolean {
  if (from.size > to.size || from.size < 1) return false
  if (from.size === to.size) return path.length === 0 && sameHash(from.root, to.root)
  const [first, ...rest] = isPowerOfTwo(from.size) ? [from.root, ...path] : path
  if (first === undefined) return false
  let place = { at: from.size - 1, last: to.size - 1 }
  while (isOdd(place.at)) place = risen(place)
  let roots = { from: first, to: first }
  for (const hash of rest) {
    if (place.last === 0) return false
    if (isOdd(place.at) || place.at === place.last) {
      roots = { from: nodeHash(hash, roots.from), to: nodeHash(hash, roots.to) }
      place = risenToOdd(place)
    } else roots = { ...roots, to: nodeHash(roots.to, hash) }
    place = risen(place)
  }
  return place.last === 0 && sameHash(roots.from, from.root) && sameHash(roots.to, to.root)
}

/** The whole subtrees that make a tree up, the largest first: all that is needed to let it grow. */
export type Frontier = { readonly size: number; readonly subtrees: readonly Hash[] }

/** What stood before the newest entry, as its own proof of inclusion shows it. */
export function frontierBefore({ size, path }: Pick<Inclusion, 'size' | 'path'>): Frontier {
  return { size: size - 1, subtrees: path.toReversed() }
}

export function grown({ size, subtrees }: Frontier, leaf: Hash): Frontier {
  const all = [...subtrees]
  let hash = leaf
  for (let rest = size; isOdd(rest); rest = half(rest)) {
    const left = all.pop()
    if (left === undefined) throw new RangeError('a frontier of another size')
    hash = nodeHash(left, hash)
  }
  return { size: size + 1, subtrees: [...all, hash] }
}

/** Throws for the empty tree, which nobody signs. */
export function rootOf({ subtrees }: Frontier): Hash {
  const last = subtrees.at(-1)
  if (last === undefined) throw new RangeError('the empty tree')
  return subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

type Place = { readonly at: number; readonly last: number }

// divisions, because the operators on bits end at 32 of them
const half = (number: number) => Math.floor(number / 2)
const isOdd = (number: number) => number % 2 === 1
const isPowerOfTwo = (number: number) => Number.isInteger(Math.log2(number))

function risen({ at, last }: Place): Place {
  return { at: half(at), last: half(last) }
}

function risenToOdd(place: Place): Place {
  let up = place
  while (!isOdd(up.at) && up.at !== 0) up = risen(up)
  return up
}
