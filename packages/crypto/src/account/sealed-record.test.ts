import { readFileSync } from 'node:fs'
import { type Cbor, encodeCbor } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { archiveKey, openRecord, recordKeys, recordName, sealRecord } from '../index.ts'
import { bytes, flipped, name, value } from './testing.ts'

type Place = { account: string; purpose: string; rootKey: string; id: string; version: number }
type Valid = {
  names: { account: string; purpose: string; rootKey: string; parts: (string | number)[]; id: string }[]
  records: (Place & { record: string; body: string })[]
}
type Invalid = { records: (Place & { name: string; record: string; error: string })[] }

function load<T>(file: string): T {
  const url = new URL(`../../../../spec/vectors/archive/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as T
}
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')
const keysOf = ({ account, purpose, rootKey }: Pick<Place, 'account' | 'purpose' | 'rootKey'>) =>
  recordKeys(name(account), purpose, archiveKey(bytes(rootKey)))
/** In the vectors a part of a name that begins with `0x` is bytes. */
const partOf = (part: string | number): Cbor =>
  typeof part === 'string' && part.startsWith('0x') ? bytes(part.slice(2)) : part

describe('[AR-1] [AR-2] vectors', () => {
  const valid = load<Valid>('valid.json')
  const invalid = load<Invalid>('invalid.json')

  it.each(valid.names)('a name: $parts', (vector) => {
    expect(hex(recordName(keysOf(vector), vector.parts.map(partOf)))).toBe(vector.id)
  })

  it.each(valid.records)('a record opens: version $version', async (vector) => {
    const place = { id: bytes(vector.id), version: vector.version }
    expect(hex(value(await openRecord(keysOf(vector), place, bytes(vector.record))))).toBe(vector.body)
  })

  it.each(invalid.records)('$name', async (vector) => {
    const place = { id: bytes(vector.id), version: vector.version }
    const opened = await openRecord(keysOf(vector), place, bytes(vector.record))
    expect(opened.ok ? 'opens' : opened.error.code).toBe(vector.error)
  })
})

describe('[AR-2] a sealed record', () => {
  const keys = recordKeys(name('alice'), 'archive', new Uint8Array(32).fill(1))
  const place = { id: recordName(keys, ['head', new Uint8Array(16)]), version: 3 }
  const body = new TextEncoder().encode('the minutes of the board')

  it('opens as what it was sealed as, whatever its length', async () => {
    for (const length of [0, 1, 511, 512, 513, 5000]) {
      const text = new Uint8Array(length).fill(0x80)
      expect(value(await openRecord(keys, place, await sealRecord(keys, place, text)))).toEqual(text)
    }
  })

  it('tells its length in steps alone, and is never sealed alike', async () => {
    const [one, two] = [await sealRecord(keys, place, body), await sealRecord(keys, place, new Uint8Array(1))]
    expect(one.length).toBe(two.length)
    expect(await sealRecord(keys, place, body)).not.toEqual(one)
    expect(Buffer.from(one).includes('board')).toBe(false)
  })

  it('opens under no other name, as no other version, for no other account or purpose, and not altered', async () => {
    const sealed = await sealRecord(keys, place, body)
    const wrong = { ok: false, error: { code: 'wrong_key' } }
    const id = recordName(keys, ['head', new Uint8Array(16).fill(1)])
    expect(await openRecord(keys, { ...place, id }, sealed)).toEqual(wrong)
    expect(await openRecord(keys, { ...place, version: 2 }, sealed)).toEqual(wrong)
    expect(await openRecord(keys, place, flipped(sealed, sealed.length * 8 - 1))).toEqual(wrong)
    const key = new Uint8Array(32).fill(1)
    for (const other of [
      recordKeys(name('bob'), 'archive', key),
      recordKeys(name('alice'), 'settings', key),
      recordKeys(name('alice'), 'archive', new Uint8Array(32)),
    ]) {
      expect(await openRecord(other, place, sealed)).toEqual(wrong)
    }
  })

  it('has a name that only the account can make', () => {
    const other = recordKeys(name('alice'), 'archive', new Uint8Array(32))
    expect(recordName(other, ['head', new Uint8Array(16)])).not.toEqual(place.id)
    expect(recordName(keys, ['head', encodeCbor(1)])).not.toEqual(recordName(keys, ['head', 1]))
  })
})
