// Who is found, and who is blocked.

import { expect, it } from 'vitest'
import { create, name, type Open } from './scene.fixture.ts'

export function directoryContract(open: Open): void {
  it('[P-3] finds names by the beginning of any part', async () => {
    const { store } = await open()
    for (const one of ['anna.b-smith', 'smith', 'ann', 'b']) await create(store, one)
    const find = async (query: string, limit = 50) =>
      (await store.search(query, limit)).map((found) => String(found.account))
    expect(await find('smi')).toEqual(['anna.b-smith', 'smith'])
    expect(await find('b')).toEqual(['anna.b-smith', 'b'])
    expect(await find('ann')).toEqual(['ann', 'anna.b-smith'])
    expect(await find('', 2)).toEqual(['ann', 'anna.b-smith'])
    expect(await find('nna')).toEqual([])
  })

  it('[C-7] keeps blocks, one way', async () => {
    const { store, reopen } = await open()
    for (const one of ['alice', 'bob']) await create(store, one)
    expect(await store.setBlock(name('alice'), name('nobody'), true, 1)).toBe('unknown_account')
    expect(await store.setBlock(name('alice'), name('bob'), true, 1)).toBe('done')
    expect(await store.setBlock(name('alice'), name('bob'), true, 2)).toBe('done')
    expect(await (await reopen()).blocks(name('alice'))).toEqual(['bob'])
    expect(await store.blocks(name('bob'))).toEqual([])
    expect(await store.setBlock(name('alice'), name('bob'), false, 3)).toBe('done')
    expect(await store.blocks(name('alice'))).toEqual([])
  })
}
