import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  type Frontier,
  frontierBefore,
  grown,
  type Hash,
  isConsistent,
  leafHash,
  rootByInclusion,
  rootOf,
} from '../index.ts'
import { nodeHash } from '../server.ts'

type Inclusion = {
  file: string
  leafIdx: number
  treeSize: number
  root: string
  leafHash: string
  proof: string[] | null
  wantErr: boolean
}
type Consistency = {
  file: string
  size1: number
  size2: number
  root1: string
  root2: string
  proof: string[] | null
  wantErr: boolean
}

function load<T>(kind: string): readonly T[] {
  const file = new URL(`../../../../spec/vectors/rfc9162/${kind}.json.gz`, import.meta.url)
  return JSON.parse(gunzipSync(readFileSync(file)).toString())
}

const bytes = (text: string | null) => new Uint8Array(Buffer.from(text ?? '', 'base64'))
const path = (proof: readonly string[] | null) => (proof ?? []).map(bytes)

describe('the reference vectors of RFC 9162', () => {
  const inclusions = load<Inclusion>('inclusion')
  const consistencies = load<Consistency>('consistency')

  it('are all there', () => {
    expect([inclusions.length, consistencies.length]).toEqual([98, 98])
  })

  it.each(inclusions)('[KT-3] $file', ({ leafIdx, treeSize, root, leafHash: leaf, proof, wantErr }) => {
    const given = { position: leafIdx, size: treeSize, leaf: bytes(leaf), path: path(proof) }
    expect(hex(rootByInclusion(given)) === hex(bytes(root))).toBe(!wantErr)
  })

  it.each(consistencies)('[KT-4] $file', ({ size1, size2, root1, root2, proof, wantErr }) => {
    const given = {
      from: { size: size1, root: bytes(root1) },
      to: { size: size2, root: bytes(root2) },
      path: path(proof),
    }
    expect(isConsistent(given)).toBe(!wantErr)
  })
})

/** RFC 9162 §2.1.1, word for word. */
function treeHash(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return only
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

/** RFC 9162 §2.1.3.1, word for word. */
function inclusionPath(position: number, leaves: readonly Hash[]): readonly Hash[] {
  if (leaves.length === 1) return []
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  return position < k
    ? [...inclusionPath(position, leaves.slice(0, k)), treeHash(leaves.slice(k))]
    : [...inclusionPath(position - k, leaves.slice(k)), treeHash(leaves.slice(0, k))]
}

describe('a tree that grows', () => {
  const leaves = Array.from({ length: 70 }, (_, at) => leafHash(Uint8Array.of(at)))

  it('[KT-7] has the root of the whole tree after every entry', () => {
    let frontier: Frontier = { size: 0, subtrees: [] }
    leaves.forEach((leaf, at) => {
      frontier = grown(frontier, leaf)
      expect(hex(rootOf(frontier))).toBe(hex(treeHash(leaves.slice(0, at + 1))))
    })
  })

  it('[KT-7] goes on from what the newest entry’s proof of inclusion shows', () => {
    for (let size = 1; size < leaves.length; size++) {
      const proof = { size, path: inclusionPath(size - 1, leaves.slice(0, size)) }
      const again = leaves.slice(size - 1).reduce(grown, frontierBefore(proof))
      expect(hex(rootOf(again))).toBe(hex(treeHash(leaves)))
    }
  })
})

function hex(hash: Hash | undefined): string | undefined {
  return hash && Buffer.from(hash).toString('hex')
}
