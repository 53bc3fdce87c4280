// Devices of accounts: added, named, and signed out.

import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import {
  byKey,
  create,
  keyPackage,
  name,
  type Open,
  parts,
  plain,
  put,
  sessionFor,
  upload,
} from './scene.fixture.ts'

export function deviceContract(open: Open): void {
  it('adds a device, once, up to a number', async () => {
    const { store } = await open()
    const alice = await create(store, 'alice')
    const second = parts('alice')
    expect(await store.addDevice(second.device, second.session, 2, byKey)).toEqual({
      kind: 'added',
      ended: [],
    })
    const third = parts('alice')
    expect((await store.addDevice(third.device, third.session, 2, byKey)).kind).toBe('too_many')
    const renewed = { ...alice.device, credential: randomBytes(8), added: 2000 }
    const session = sessionFor(renewed, 2000)
    const { session: ended, account, device } = alice.session
    expect(await store.addDevice(renewed, session, 2, byKey)).toEqual({
      kind: 'added',
      ended: [{ session: ended, account, device }],
    })
    expect((await store.session(ended))?.ended).toBe(true)
    expect((await store.session(session.session))?.ended).toBe(false)
    const kept = await store.devices(name('alice'))
    expect(kept).toHaveLength(2)
    const found = kept.find((one) => one.device === device)
    expect(plain(found?.credential)).toEqual(plain(renewed.credential))
    expect(found?.added).toBe(1000)
  })

  it('[N-2] keeps the name of a device of this account', async () => {
    const { store, reopen } = await open()
    const { device } = await create(store, 'alice')
    const of = { account: name('alice'), device: device.device }
    expect((await store.devices(name('alice')))[0]?.name).toBeUndefined()
    expect(await store.nameDevice({ ...of, account: name('bob') }, randomBytes(8))).toBe('no_device')
    const sealed = randomBytes(8)
    expect(await store.nameDevice(of, sealed)).toBe('named')
    expect(plain((await (await reopen()).devices(name('alice')))[0]?.name)).toEqual(plain(sealed))
  })

  it('does not add a device that another account has', async () => {
    const { store } = await open()
    const alice = await create(store, 'alice')
    await create(store, 'bob')
    const stolen = { ...alice.device, account: name('bob') }
    expect((await store.addDevice(stolen, sessionFor(stolen, 1), 9, byKey)).kind).toBe('device_taken')
    const revoked = { account: name('bob'), device: alice.device.device, revocation: randomBytes(8) }
    expect(await store.revokeDevice(revoked, 9, 1)).toEqual([])
    expect(await store.devices(name('alice'))).toHaveLength(1)
    expect(await store.isRevoked(name('alice'), alice.device.device)).toBe(false)
    expect(await store.devices(name('bob'))).toHaveLength(1)
  })

  it('[S-3] removes a device with its key packages and sessions, and keeps the account’s word', async () => {
    const { store } = await open()
    const { device, session } = await create(store, 'alice')
    await put(store, device.device, [keyPackage()], keyPackage())
    const revoked = { account: name('alice'), device: device.device, revocation: randomBytes(8) }
    const ended = await store.revokeDevice(revoked, 9, 2000)
    expect(ended.map((one) => one.session)).toEqual([session.session])
    expect(await store.devices(name('alice'))).toEqual([])
    expect(await store.countKeyPackages(device.device, 0)).toEqual({ oneTime: 0, lastResort: false })
    expect(await store.revokeDevice(revoked, 9, 2000)).toEqual([])
    expect((await store.revocations(name('alice'))).map(plain)).toEqual([plain(revoked.revocation)])
    expect(await store.isRevoked(name('alice'), device.device)).toBe(true)
    expect((await store.putKeyPackages(upload(device.device, [], undefined))).kind).toBe('no_device')
    expect((await store.addDevice(device, sessionFor(device, 3000), 9, byKey)).kind).toBe('revoked')
  })

  it('[S-3] keeps the newest revocations of an account', async () => {
    const { store } = await open()
    await create(store, 'alice')
    const words = [1, 2, 3].map((byte) => new Uint8Array(8).fill(byte))
    for (const revocation of words) {
      const { device } = parts('alice').device
      await store.revokeDevice({ account: name('alice'), device, revocation }, 2, 1)
    }
    expect((await store.revocations(name('alice'))).map(plain)).toEqual(words.slice(1).map(plain))
  })
}
