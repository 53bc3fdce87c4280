// The map of newest states in SQLite: one row a node, found by its depth and prefix, so that a look-up or a
// change reads the nodes on one way down and nothing else. Writes are steps of a transaction.

import {
  bitAt,
  branchHash,
  decodeMapEntry,
  emptyHash,
  encodeMapEntry,
  entryHash,
  type Hash,
  type MapEntry,
  type MapProof,
  parting,
} from '@sotto/crypto/server'
import { bytesIn } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'

type Node =
  | { readonly kind: 'entry'; readonly entry: MapEntry }
  | { readonly kind: 'branch'; readonly sides: readonly [Hash, Hash] }

const entryTag = 2
const branchTag = 3

/** What stands at the index, and the way there. */
export function proveInMap(db: Database, index: Uint8Array): MapProof {
  const path: Hash[] = []
  for (;;) {
    const node = readNode(db, index, path.length)
    if (node?.kind !== 'branch') return { found: node?.entry, path }
    path.push(node.sides[bitAt(index, path.length) === 0 ? 1 : 0])
  }
}

/** Sets an entry where `proof`, just made, has led. */
export function setInMap(db: Database, entry: MapEntry, { found, path }: MapProof): void {
  const isOther = found !== undefined && Buffer.compare(found.index, entry.index) !== 0
  const depth = isOther ? parting(entry.index, found.index) + 1 : path.length
  const siblings = [...path]
  while (siblings.length < depth) {
    siblings.push(isOther && siblings.length === depth - 1 ? entryHash(found) : emptyHash)
  }
  if (isOther) writeNode(db, found.index, depth, { kind: 'entry', entry: found })
  writeNode(db, entry.index, depth, { kind: 'entry', entry })
  let hash = entryHash(entry)
  for (let at = depth - 1; at >= 0; at--) {
    const sibling = siblings[at] ?? emptyHash
    const sides: readonly [Hash, Hash] = bitAt(entry.index, at) === 0 ? [hash, sibling] : [sibling, hash]
    writeNode(db, entry.index, at, { kind: 'branch', sides })
    hash = branchHash(...sides)
  }
}

function readNode(db: Database, index: Uint8Array, depth: number): Node | undefined {
  const row = db.prepare('SELECT node FROM map_node WHERE place = ?').get(placeOf(index, depth))
  if (row === undefined) return undefined
  const node = bytesIn(row, 'node')
  const rest = node.subarray(1)
  return node[0] === branchTag
    ? { kind: 'branch', sides: [rest.subarray(0, 32), rest.subarray(32)] }
    : { kind: 'entry', entry: readMapEntry(rest) }
}

/** An entry that this store has written. */
export function readMapEntry(bytes: Uint8Array): MapEntry {
  const read = decodeMapEntry(bytes)
  if (!read.ok) throw new Error(read.error.what)
  return read.value
}

function writeNode(db: Database, index: Uint8Array, depth: number, node: Node): void {
  const bytes =
    node.kind === 'branch'
      ? Buffer.concat([Uint8Array.of(branchTag), ...node.sides])
      : Buffer.concat([Uint8Array.of(entryTag), encodeMapEntry(node.entry)])
  db.prepare('INSERT INTO map_node VALUES (?, ?) ON CONFLICT DO UPDATE SET node = excluded.node').run(
    placeOf(index, depth),
    bytes,
  )
}

/** The depth, and the first so many bits of the index. */
function placeOf(index: Uint8Array, depth: number): Uint8Array {
  const place = new Uint8Array(1 + Math.ceil(depth / 8))
  place[0] = depth
  place.set(index.subarray(0, place.length - 1), 1)
  const spare = (8 - (depth % 8)) % 8
  const last = place.length - 1
  if (spare > 0) place[last] = ((place[last] ?? 0) >> spare) << spare
  return place
}
