import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { name } from '../account/testing.ts'
import { isStep, type LogEntry, type MapEntry, type MapProof, mapIndexOf, rootByMapProof } from '../index.ts'
import { bitAt, branchHash, emptyHash, entryHash, rootAfter } from '../server.ts'

type Tree = { readonly kind: 'empty' } | { readonly kind: 'leaf'; readonly entry: MapEntry } | Branch
type Branch = { readonly kind: 'branch'; readonly sides: readonly [Tree, Tree] }

/** The map as the page describes it, built whole. */
function treeOf(entries: readonly MapEntry[], depth = 0): Tree {
  const [only] = entries
  if (only === undefined) return { kind: 'empty' }
  if (entries.length === 1) return { kind: 'leaf', entry: only }
  const side = (bit: number) =>
    treeOf(
      entries.filter((one) => bitAt(one.index, depth) === bit),
      depth + 1,
    )
  return { kind: 'branch', sides: [side(0), side(1)] }
}

const hashes = new WeakMap<Tree, Uint8Array>()

function hashOf(tree: Tree): Uint8Array {
  const known = hashes.get(tree) ?? hashAnew(tree)
  hashes.set(tree, known)
  return known
}

function hashAnew(tree: Tree): Uint8Array {
  switch (tree.kind) {
    case 'empty':
      return emptyHash
    case 'leaf':
      return entryHash(tree.entry)
    case 'branch':
      return branchHash(hashOf(tree.sides[0]), hashOf(tree.sides[1]))
  }
}

function proofOf(tree: Tree, index: Uint8Array, path: readonly Uint8Array[] = []): MapProof {
  if (tree.kind === 'empty') return { found: undefined, path }
  if (tree.kind === 'leaf') return { found: tree.entry, path }
  const bit = bitAt(index, path.length)
  const other = tree.sides[bit === 0 ? 1 : 0]
  return proofOf(tree.sides[bit], index, [...path, hashOf(other)])
}

const names = (count: number) => Array.from({ length: count }, (_, at) => name(`user${at}`))
const entry = (of: string, version = 1): MapEntry => ({
  index: mapIndexOf(name(of)),
  version,
  state: new Uint8Array(32).fill(version),
})
const root = (entries: readonly MapEntry[]) => hashOf(treeOf(entries))

describe('the map of newest states', () => {
  const entries = names(200).map((one) => entry(one))
  const tree = treeOf(entries)

  it('[KT-5] proves the entry of every name, and that others have none', () => {
    for (const one of entries) {
      const proof = proofOf(tree, one.index)
      expect(proof.found).toBe(one)
      expect(rootByMapProof(one.index, proof)).toEqual(hashOf(tree))
    }
    for (const stranger of ['alice', 'bob', 'nobody', 'user200']) {
      const index = mapIndexOf(name(stranger))
      const proof = proofOf(tree, index)
      expect(proof.found?.index).not.toEqual(index)
      expect(rootByMapProof(index, proof)).toEqual(hashOf(tree))
    }
  })

  it('[KT-6] nobody can show that a name which is there is absent', () => {
    const [victim, ...others] = entries
    if (victim === undefined) throw new Error('no entries')
    const honest = proofOf(tree, victim.index)
    const attempts: MapProof[] = [
      { ...honest, found: undefined },
      ...others.map((found) => ({ ...honest, found })),
      ...others.map((one) => proofOf(tree, one.index)),
      { found: honest.found, path: honest.path.slice(0, -1) },
      { found: honest.found && { ...honest.found, version: 2 }, path: honest.path },
      { found: honest.found, path: [...honest.path, emptyHash] },
      { found: honest.found, path: Array.from({ length: 256 }, () => emptyHash) },
    ]
    for (const attempt of attempts) {
      expect(rootByMapProof(victim.index, attempt)).not.toEqual(hashOf(tree))
    }
  })

  it('[KT-7] a new version changes one place, and the root follows from the proof before', () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 40 })
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 10_000 }), (present, changed) => {
        const before = present.map((one) => entry(`user${one}`))
        const next = entry(`user${changed}`, present.includes(changed) ? 2 : 1)
        const after = [...before.filter((one) => !present.includes(changed) || differs(one, next)), next]
        const proof = proofOf(treeOf(before), next.index)
        expect(rootAfter(next, proof)).toEqual(root(after))
        const step: LogEntry = { ...next, mapRoot: root(after) }
        expect(isStep(root(before), step, proof)).toBe(true)
        expect(isStep(root(after), step, proof)).toBe(false)
        expect(isStep(root(before), { ...step, version: next.version + 1 }, proof)).toBe(false)
        expect(isStep(root(before), { ...step, mapRoot: root(before) }, proof)).toBe(false)
      }),
    )
  })

  it('[KT-7] an entry that changes another place too, or takes a version back, is no step', () => {
    const before = names(20).map((one) => entry(one, 3))
    const proof = proofOf(treeOf(before), mapIndexOf(name('user4')))
    const others = before.filter((one) => differs(one, entry('user4')))
    const forth = entry('user4', 4)
    const also = [...others.filter((one) => differs(one, entry('user7'))), entry('user7', 4), forth]
    expect(isStep(root(before), { ...forth, mapRoot: root([...others, forth]) }, proof)).toBe(true)
    expect(isStep(root(before), { ...forth, mapRoot: root(also) }, proof)).toBe(false)
    for (const version of [1, 2, 3, 5]) {
      const odd = entry('user4', version)
      expect(isStep(root(before), { ...odd, mapRoot: root([...others, odd]) }, proof)).toBe(false)
    }
  })
})

function differs(one: MapEntry, other: MapEntry): boolean {
  return Buffer.compare(one.index, other.index) !== 0
}
