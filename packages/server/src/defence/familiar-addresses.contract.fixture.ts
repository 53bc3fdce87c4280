// What every store of familiar addresses must do.

import { expect, it } from 'vitest'
import { name } from '../test-person.fixture.ts'
import type { FamiliarAddresses } from './familiar-addresses.ts'

const home = new Uint8Array(32).fill(1)
const office = new Uint8Array(32).fill(2)
const hotel = new Uint8Array(32).fill(3)
const alice = name('alice')
const keep = { most: 2, since: 0 }

export function familiarAddressesContract(open: () => FamiliarAddresses): void {
  it('knows an address after it was used, for this account alone', async () => {
    const familiar = open()
    expect(await familiar.lastUsed({ account: alice, address: home })).toBeUndefined()
    await familiar.remember({ account: alice, address: home }, 1000, keep)
    expect(await familiar.lastUsed({ account: alice, address: home })).toBe(1000)
    expect(await familiar.lastUsed({ account: name('bob'), address: home })).toBeUndefined()
    await familiar.remember({ account: alice, address: home }, 2000, keep)
    expect(await familiar.lastUsed({ account: alice, address: home })).toBe(2000)
  })

  it('keeps the newest few', async () => {
    const familiar = open()
    await familiar.remember({ account: alice, address: home }, 1000, keep)
    await familiar.remember({ account: alice, address: office }, 2000, keep)
    await familiar.remember({ account: alice, address: home }, 3000, keep)
    await familiar.remember({ account: alice, address: hotel }, 4000, keep)
    expect(await familiar.lastUsed({ account: alice, address: office })).toBeUndefined()
    expect(await familiar.lastUsed({ account: alice, address: home })).toBe(3000)
  })

  it('keeps nothing that is too old', async () => {
    const familiar = open()
    await familiar.remember({ account: alice, address: home }, 1000, keep)
    await familiar.remember({ account: alice, address: office }, 9000, { most: 2, since: 1001 })
    expect(await familiar.lastUsed({ account: alice, address: home })).toBeUndefined()
  })
}
