import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bytes, name, value } from '../account/testing.ts'
import {
  beforeHistory,
  decodeLogEntry,
  decodeMapEntry,
  type Hash,
  isStep,
  leafHash,
  type MapProof,
  mapIndexOf,
  nextVersion,
  rootByInclusion,
  rootByMapProof,
  verifyTreeHead,
} from '../index.ts'

type Proof = { found?: string; path: string[] }
type Step = Proof & { before: string; entry: string }
type Head = { head: string; log: string; size: number; root: string; at: number; newest: string[] }
type Statements = { account: string; accountKey: string }
type Valid = {
  histories: (Statements & { versions: { statements: string[]; hash: string }[] })[]
  steps: Step[]
  heads: Head[]
  mapRoot: string
  lookups: (Proof & { account: string; present: boolean })[]
}
type Invalid = {
  steps: (Step & { name: string })[]
  lookups: (Proof & { name: string; account: string })[]
  heads: { name: string; head: string; error: string }[]
  histories: (Statements & { name: string; versions: string[][]; version: number })[]
}

function load<T>(file: string): T {
  const url = new URL(`../../../../spec/vectors/transparency/${file}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}

const valid = load<Valid>('valid')
const invalid = load<Invalid>('invalid')
const hex = (hash: Hash | undefined) => hash && Buffer.from(hash).toString('hex')

function proofOf({ found, path }: Proof): MapProof {
  return {
    found: found === undefined ? undefined : value(decodeMapEntry(bytes(found))),
    path: path.map(bytes),
  }
}

/** A damaged entry may not even decode: then it is no step. */
function holds(step: Step): boolean {
  const entry = decodeLogEntry(bytes(step.entry))
  return entry.ok && isStep(bytes(step.before), entry.value, proofOf(step))
}

describe('the vectors of key transparency', () => {
  it.each(valid.histories)('[KT-1] [KT-2] the history of $account', async (history) => {
    const owner = { account: name(history.account), accountKey: bytes(history.accountKey) }
    let point = beforeHistory(owner)
    for (const { statements, hash } of history.versions) {
      point = value(await nextVersion(point, statements.map(bytes)))
      expect(hex(point.hash)).toBe(hash)
    }
  })

  it('[KT-3] [KT-7] every step is sound, and leads to the next', () => {
    for (const [at, step] of valid.steps.entries()) {
      expect(holds(step)).toBe(true)
      const next = valid.steps[at + 1]?.before ?? valid.mapRoot
      expect(hex(value(decodeLogEntry(bytes(step.entry))).mapRoot)).toBe(next)
    }
  })

  it('[KT-3] [KT-4] every head is signed, and holds its newest entry', async () => {
    for (const [at, { head, log, size, root, at: time, newest }] of valid.heads.entries()) {
      const read = value(await verifyTreeHead(bytes(head)))
      expect([hex(read.log), read.size, hex(read.root), read.at]).toEqual([log, size, root, time])
      const leaf = leafHash(bytes(valid.steps[at]?.entry ?? ''))
      const place = { position: size - 1, size, leaf, path: newest.map(bytes) }
      expect(hex(rootByInclusion(place))).toBe(root)
    }
  })

  it.each(valid.lookups)('[KT-5] [KT-6] $account is there or not: $present', (lookup) => {
    const index = mapIndexOf(name(lookup.account))
    const proof = proofOf(lookup)
    expect(hex(rootByMapProof(index, proof))).toBe(valid.mapRoot)
    expect(hex(proof.found?.index) === hex(index)).toBe(lookup.present)
  })

  it.each(invalid.steps)('[KT-7] no step: $name', (step) => {
    expect(holds(step)).toBe(false)
  })

  it.each(invalid.lookups)('[KT-6] proves nothing: $name', (lookup) => {
    expect(hex(rootByMapProof(mapIndexOf(name(lookup.account)), proofOf(lookup)))).not.toBe(valid.mapRoot)
  })

  it.each(invalid.heads)('[KT-4] no head: $name', async ({ head, error }) => {
    expect(await verifyTreeHead(bytes(head))).toMatchObject({ ok: false, error: { code: error } })
  })

  it.each(invalid.histories)(
    '[KT-9] no history: $name',
    async ({ account, accountKey, versions, version }) => {
      let point = beforeHistory({ account: name(account), accountKey: bytes(accountKey) })
      for (const statements of versions.slice(0, -1)) {
        point = value(await nextVersion(point, statements.map(bytes)))
      }
      const last = await nextVersion(point, versions.at(-1)?.map(bytes) ?? [])
      expect(last).toEqual({ ok: false, error: { code: 'foreign_version', version } })
    },
  )
})
