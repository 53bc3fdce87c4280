// What every store of sealed records must do.

import { expect, it } from 'vitest'
import { name } from '../test-person.fixture.ts'
import type { RecordStore, RecordWrite } from './record-store.ts'

export type OpenedRecords = {
  readonly store: RecordStore
  /** After the process has ended and begun again. */
  reopen(): Promise<RecordStore>
}

const alice = name('alice')
const bob = name('bob')
const plenty = { records: 100, bytes: 1000 }
const everything = 1_000_000

const id = (number: number) => new Uint8Array(16).fill(number)
const content = (number: number, length = 3) => new Uint8Array(length).fill(number)
const write = (number: number, after: number, bytes?: Uint8Array): RecordWrite => ({
  ...{ id: id(number), after, version: after + 1 },
  bytes,
})

export function recordStoreContract(open: () => Promise<OpenedRecords>): void {
  it('[R-1] keeps what was written, for this account alone, also after a restart', async () => {
    const { store, reopen } = await open()
    expect(await store.write(alice, [write(1, 0, content(7))], plenty)).toEqual({
      kind: 'written',
      change: 1,
    })
    const again = await reopen()
    expect(await again.read(alice, [id(1)], everything)).toEqual([
      { id: id(1), version: 1, bytes: content(7) },
    ])
    expect(await again.read(bob, [id(1)], everything)).toEqual([{ id: id(1), version: 0, bytes: undefined }])
    expect(await again.changes(bob, 0, 10)).toEqual({ changes: [], last: 0 })
  })

  it('[R-2] replaces only the version that the writer knows', async () => {
    const { store } = await open()
    await store.write(alice, [write(1, 0, content(1))], plenty)
    for (const after of [0, 2, 7]) {
      expect(await store.write(alice, [write(1, after, content(9))], plenty)).toEqual({ kind: 'conflict' })
    }
    expect(await store.write(alice, [write(2, 1, content(9))], plenty)).toEqual({ kind: 'conflict' })
    await store.write(alice, [{ ...write(1, 1, content(2)), version: 40 }], plenty)
    expect(await store.read(alice, [id(1)], everything)).toMatchObject([{ version: 40, bytes: content(2) }])
  })

  it('[R-2] of two who write at the same moment one has it', async () => {
    const { store } = await open()
    const outcomes = await Promise.all(
      [content(1), content(2)].map((bytes) => store.write(alice, [write(1, 0, bytes)], plenty)),
    )
    expect(outcomes.map((one) => one.kind).sort()).toEqual(['conflict', 'written'])
  })

  it('[R-3] writes several all or none', async () => {
    const { store } = await open()
    await store.write(alice, [write(1, 0, content(1))], plenty)
    const both = [write(2, 0, content(2)), write(1, 0, content(9))]
    expect(await store.write(alice, both, plenty)).toEqual({ kind: 'conflict' })
    expect(await store.read(alice, [id(1), id(2)], everything)).toMatchObject([
      { version: 1, bytes: content(1) },
      { version: 0 },
    ])
    const right = [write(2, 0, content(2)), write(1, 1)]
    expect(await store.write(alice, right, plenty)).toEqual({ kind: 'written', change: 3 })
  })

  it('[R-2] gives no version of a deleted record again', async () => {
    const { store } = await open()
    await store.write(alice, [write(1, 0, content(1))], plenty)
    await store.write(alice, [write(1, 1)], plenty)
    expect(await store.read(alice, [id(1)], everything)).toEqual([
      { id: id(1), version: 2, bytes: undefined },
    ])
    expect(await store.write(alice, [write(1, 0, content(2))], plenty)).toEqual({ kind: 'conflict' })
    expect(await store.write(alice, [write(1, 2, content(2))], plenty)).toMatchObject({ kind: 'written' })
  })

  it('[R-4] answers in the order asked for, as much as fits, and at least one', async () => {
    const { store } = await open()
    await store.write(
      alice,
      [1, 2, 3].map((one) => write(one, 0, content(one, 40))),
      plenty,
    )
    const ids = [id(3), id(9), id(1), id(2)]
    const read = async (most: number) => (await store.read(alice, ids, most)).map((one) => one.id[0])
    expect(await read(everything)).toEqual([3, 9, 1, 2])
    expect(await read(80)).toEqual([3, 9, 1])
    expect(await read(10)).toEqual([3])
  })

  it('[R-5] tells what has changed since, each record at its last change', async () => {
    const { store } = await open()
    await store.write(alice, [write(1, 0, content(1)), write(2, 0, content(1))], plenty)
    await store.write(alice, [write(1, 1, content(2))], plenty)
    await store.write(bob, [write(5, 0, content(2))], plenty)
    const numbers = async (after: number, most: number) => {
      const { changes, last } = await store.changes(alice, after, most)
      return { changes: changes.map((one) => [one.id[0], one.version, one.change]), last }
    }
    expect(await numbers(0, 10)).toEqual({
      changes: [
        [2, 1, 2],
        [1, 2, 3],
      ],
      last: 3,
    })
    expect(await numbers(0, 1)).toEqual({ changes: [[2, 1, 2]], last: 3 })
    expect(await numbers(2, 10)).toEqual({ changes: [[1, 2, 3]], last: 3 })
    expect(await numbers(3, 10)).toEqual({ changes: [], last: 3 })
  })

  it('[R-7] holds no more than the account may, and lets it tidy up', async () => {
    const { store } = await open()
    const tight = { records: 2, bytes: 100 }
    await store.write(alice, [write(1, 0, content(1, 60))], tight)
    expect(await store.write(alice, [write(2, 0, content(1, 60))], tight)).toEqual({ kind: 'full' })
    expect(await store.write(alice, [write(2, 0, content(1, 40))], tight)).toMatchObject({ kind: 'written' })
    expect(await store.write(alice, [write(3, 0, content(1, 0))], tight)).toEqual({ kind: 'full' })
    expect(await store.write(bob, [write(3, 0, content(1, 60))], tight)).toMatchObject({ kind: 'written' })
    const tighter = { records: 1, bytes: 10 }
    expect(await store.write(alice, [write(1, 1, content(1, 61))], tighter)).toEqual({ kind: 'full' })
    expect(await store.write(alice, [write(1, 1, content(1, 20))], tighter)).toMatchObject({
      kind: 'written',
    })
    expect(await store.write(alice, [write(2, 1)], tighter)).toMatchObject({ kind: 'written' })
  })
}
