// The log's Merkle tree (RFC 9162 §2.1) in SQLite: the hash of every whole subtree is kept, so that an entry
// costs a few rows and a proof reads a few; no more of the tree is ever in memory. Writes are steps of a
// transaction, to be called inside `Database.write`.

import { type Hash, leafHash, nodeHash } from '@sotto/crypto/server'
import { bytesIn, numberIn } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'

export function logSize(db: Database): number {
  const row = db.prepare('SELECT coalesce(max(position) + 1, 0) AS size FROM log_entry').get()
  return row === undefined ? 0 : numberIn(row, 'size')
}

/** `position`: the size of the tree so far. */
export function appendLeaf(db: Database, position: number, entry: Uint8Array): void {
  const insert = db.prepare('INSERT INTO log_subtree VALUES (?, ?, ?)')
  let hash = leafHash(entry)
  let number = position
  insert.run(0, number, hash)
  for (let level = 1; number % 2 === 1; level++) {
    hash = nodeHash(subtree(db, level - 1, number - 1), hash)
    number = (number - 1) / 2
    insert.run(level, number, hash)
  }
}

/** The root of the tree as it was with so many entries, at least one. */
export function rootAt(db: Database, size: number): Hash {
  return rangeHash(db, { from: 0, size })
}

/** From the leaf's sibling up (§2.1.3.1). */
export function inclusionPath(db: Database, position: number, size: number): readonly Hash[] {
  const path: Hash[] = []
  let range: Range = { from: 0, size }
  while (range.size > 1) {
    const [left, right] = halves(range)
    const isLeft = position < right.from
    path.unshift(rangeHash(db, isLeft ? right : left))
    range = isLeft ? left : right
  }
  return path
}

/** That the tree of `to` entries begins with that of `from`, which has some (§2.1.4.1). */
export function consistencyPath(db: Database, from: number, to: number): readonly Hash[] {
  const path: Hash[] = []
  let range: Range = { from: 0, size: to }
  while (range.from + range.size !== from) {
    const [left, right] = halves(range)
    const isLeft = from <= right.from
    path.unshift(rangeHash(db, isLeft ? right : left))
    range = isLeft ? left : right
  }
  // a left edge is the old root itself, which whoever checks has
  return range.from === 0 ? path : [rangeHash(db, range), ...path]
}

type Range = { readonly from: number; readonly size: number }

function rangeHash(db: Database, range: Range): Hash {
  const level = Math.log2(range.size)
  if (Number.isInteger(level)) return subtree(db, level, range.from / range.size)
  const [left, right] = halves(range)
  return nodeHash(rangeHash(db, left), rangeHash(db, right))
}

/** Divided at the largest power of two below its size. */
function halves({ from, size }: Range): readonly [Range, Range] {
  const left = 2 ** (Math.ceil(Math.log2(size)) - 1)
  return [
    { from, size: left },
    { from: from + left, size: size - left },
  ]
}

function subtree(db: Database, level: number, number: number): Hash {
  const row = db.prepare('SELECT hash FROM log_subtree WHERE level = ? AND number = ?').get(level, number)
  if (row === undefined) throw new Error('the log lacks a subtree')
  return bytesIn(row, 'hash')
}
