import { readFileSync } from 'node:fs'
import { type Cbor, conversationIdFromBytes, encodeCbor, limits } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { decodeBody, encodeBody, joined, roomForThings } from './body.ts'
import { type Entry, type Judgement, valueOfJudgement } from './entry.ts'
import { allRecords, kinds, partsOf, recordCount, recordOf } from './names.ts'

type Told = Omit<Entry, 'value'> & {
  readonly value: string | number | (Omit<Judgement, 'key' | 'declined'> & { key: string; declined?: string })
}
type Valid = {
  readonly records: readonly { readonly number: number; readonly parts: readonly Cbor[] }[]
  readonly bodies: readonly {
    readonly name: string
    readonly record: number
    readonly least: readonly number[]
    readonly entries: readonly Told[]
    readonly body: string
  }[]
}
type Invalid = { readonly bodies: readonly { name: string; record: number; body: string }[] }

function load<T>(file: string): T {
  const url = new URL(`../../../../../spec/vectors/synced/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as T
}
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

function entryOf(told: Told): Entry {
  const { value } = told
  if (told.kind === 'offered') return { ...told, value: bytes(String(value)) }
  if (typeof value !== 'object') return { ...told, value }
  const { key, declined, decided, verifiedAt } = value
  const judgement = {
    ...{ key: bytes(key), decided, verifiedAt },
    declined: declined === undefined ? undefined : bytes(declined),
  }
  return { ...told, value: valueOfJudgement(judgement) }
}

describe('[SY-1] [SY-2] vectors', () => {
  const valid = load<Valid>('valid.json')

  it('the records and what they are called', () => {
    expect(recordCount).toBe(65)
    for (const { number, parts } of valid.records) expect(partsOf(number)).toEqual(parts)
  })

  it.each(valid.bodies)('$name', ({ record, least, entries, body }) => {
    const things = entries.map(entryOf)
    for (const one of things) expect(recordOf(one)).toBe(record)
    expect(hex(encodeBody({ least, entries: things, foreign: [] }))).toBe(body)
    expect(decodeBody(record, bytes(body))).toEqual({ least, entries: things, foreign: [] })
  })

  it.each(load<Invalid>('invalid.json').bodies)('is left alone: $name', ({ record, body }) => {
    expect(decodeBody(record, bytes(body))).toBeUndefined()
  })
})

describe('a record', () => {
  it('[SY-2] is named unlike any other', () => {
    expect(new Set(allRecords.map((one) => JSON.stringify(partsOf(one)))).size).toBe(recordCount)
  })

  it('[SY-7] keeps what a later version has put there, and nothing that belongs elsewhere', () => {
    const later: Cbor = [kinds.length + 1, 'name', 1, 0, 'value']
    const elsewhere: Cbor = [7, 'theme', 1, 0, 'dark']
    const body = encodeCbor([1, [], [later, elsewhere]])
    const decoded = decodeBody(1, body)
    expect(decoded).toEqual({ least: [], entries: [], foreign: [later, elsewhere] })
    if (decoded !== undefined) expect(encodeBody(decoded)).toEqual(body)
  })

  it('[SY-5] joins to the same whoever joins, in whatever order', () => {
    const some = [draft(1, 'one', 5), draft(2, 'two', 3), draft(3, '', 9)]
    const others = [draft(1, 'another', 4), draft(2, 'newer', 8), draft(4, 'four', 1)]
    const both = joined(some, others)
    expect(joined(others, some)).toEqual(both)
    expect(joined(both, some)).toEqual(both)
    expect(both.map(({ value }) => value)).toEqual(['one', 'newer', '', 'four'])
  })

  it('[SY-7] holds no more than there is room for: what is blank goes first, then what is old', () => {
    const long = 'x'.repeat(30_000)
    const many = [draft(1, long, 1), draft(2, long, 2), draft(3, long, 3), draft(4, long, 4), draft(5, '', 9)]
    const kept = joined(many, [])
    expect(kept.map(({ stamp }) => stamp)).toEqual([2, 3, 4, 9])
    const tight = joined(many, [], 90_080)
    expect(tight.map(({ stamp }) => stamp)).toEqual([2, 3, 4])
    const body = encodeBody({
      least: allRecords.map(() => Number.MAX_SAFE_INTEGER),
      entries: kept,
      foreign: [],
    })
    expect(roomForThings + 1024).toBeLessThan(limits.recordBytes)
    expect(body.length).toBeLessThan(roomForThings + 1024)
  })

  it('[SY-7] has no draft that is longer than a message may be', () => {
    const tooLong = draft(1, 'é'.repeat(limits.textBytes / 2 + 1), 9)
    expect(joined([draft(1, 'before', 5)], [tooLong])).toEqual([draft(1, 'before', 5)])
  })
})

function draft(conversation: number, value: string, stamp: number): Entry {
  const name = conversationIdFromBytes(new Uint8Array(16).fill(conversation))
  if (name === undefined) throw new TypeError('not a conversation')
  return { kind: 'draft', name, value, stamp, base: 0 }
}
