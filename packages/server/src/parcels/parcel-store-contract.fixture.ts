// What every store of parcels must do.

import { type ConversationId, conversationIdFromBytes, type DeviceId, deviceIdFromBytes } from '@sotto/wire'
import { expect, it } from 'vitest'
import { name } from '../test-person.fixture.ts'
import type { ParcelStore } from './parcel-store.ts'

export type OpenedParcels = {
  readonly store: ParcelStore
  /** After the process has ended and begun again. */
  reopen(): Promise<ParcelStore>
}

const plenty = { here: 10, inAll: 20 }
const bytes = (number: number) => new Uint8Array(3).fill(number)
const id = (number: number) => new Uint8Array(32).fill(number)
const parcel = (number: number) => ({ id: id(number), bytes: bytes(number) })
const place = (conversation: number, device: number) => ({
  conversation: conversationIdFromBytes(new Uint8Array(16).fill(conversation)) as ConversationId,
  device: deviceIdFromBytes(new Uint8Array(16).fill(device)) as DeviceId,
})
const left = (where: ReturnType<typeof place>, at: number, ...numbers: readonly number[]) => ({
  ...where,
  ...{ account: name('carol'), by: name('alice'), at, parcels: numbers.map(parcel) },
})

export function parcelStoreContract(open: () => Promise<OpenedParcels>): void {
  it('[NH-7] keeps what was left, for this device in this conversation, also after a restart', async () => {
    const { store, reopen } = await open()
    expect(await store.leave(left(place(1, 1), 5, 1, 2), plenty)).toBe(true)
    const again = await reopen()
    expect(await again.read(place(1, 1), id(2))).toEqual(bytes(2))
    expect(await again.read(place(1, 2), id(2))).toBeUndefined()
    expect(await again.read(place(2, 1), id(2))).toBeUndefined()
  })

  it('[NH-7] holds no more than one account may leave, all or none, and the same twice as one', async () => {
    const { store } = await open()
    const tight = { here: 2, inAll: 3 }
    expect(await store.leave(left(place(1, 1), 5, 1, 2), tight)).toBe(true)
    expect(await store.leave(left(place(1, 1), 5, 2), tight)).toBe(true)
    expect(await store.leave(left(place(1, 1), 5, 3), tight)).toBe(false)
    expect(await store.leave(left(place(1, 2), 5, 3, 4), tight)).toBe(false)
    expect(await store.read(place(1, 2), id(3))).toBeUndefined()
    const byBob = { ...left(place(1, 1), 5, 3), by: name('bob') }
    expect(await store.leave(byBob, tight)).toBe(true)
  })

  it('[NH-7] deletes what was taken, and what nobody has fetched in time', async () => {
    const { store } = await open()
    await store.leave(left(place(1, 1), 5, 1), plenty)
    await store.leave(left(place(1, 2), 6, 1), plenty)
    await store.leave(left(place(2, 1), 7, 1), plenty)
    await store.taken(place(1, 1))
    await store.expire(7)
    expect(await store.read(place(1, 1), id(1))).toBeUndefined()
    expect(await store.read(place(1, 2), id(1))).toBeUndefined()
    expect(await store.read(place(2, 1), id(1))).toEqual(bytes(1))
  })
}
