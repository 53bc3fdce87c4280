// Key packages: each given out once, but for the last resort.

import type { DeviceId } from '@sotto/wire'
import { expect, it } from 'vitest'
import { claimBy, create, hex, keyPackage, name, type Open, put, upload } from './scene.fixture.ts'

export function keyPackageContract(open: Open): void {
  it('[K-1] gives out each one-time package once, the last-resort one again and again', async () => {
    const { store } = await open()
    const [alice, bob] = [await create(store, 'alice'), await create(store, 'bob')]
    const [one, two, last] = [keyPackage(), keyPackage(), keyPackage()]
    await put(store, alice.device.device, [one, two], last)
    const claim = async () => store.claimKeyPackages(claimBy(bob.device, ['alice']))
    const given = await Promise.all([claim(), claim(), claim(), claim()])
    const bytes = given.map((all) => (all.kind === 'claimed' ? hex(all.packages[0]?.keyPackage) : all.kind))
    expect(bytes).toEqual([one, two, last, last].map((it) => hex(it.bytes)))
    const left = given.map((all) => (all.kind === 'claimed' ? all.packages[0]?.left : -1))
    expect(left).toEqual([1, 0, 0, 0])
  })

  it('[K-1] takes nothing when a claim is refused', async () => {
    const { store } = await open()
    const [alice, bob, carol] = [
      await create(store, 'alice'),
      await create(store, 'bob'),
      await create(store, 'carol'),
    ]
    await put(store, alice.device.device, [keyPackage()], undefined)
    const kind = async (accounts: string[], devices?: DeviceId[]) =>
      (await store.claimKeyPackages(claimBy(bob.device, accounts, devices))).kind
    expect(await kind(['alice', 'nobody'])).toBe('unknown_account')
    expect(await kind(['alice', 'carol'])).toBe('no_key_package')
    expect(await kind(['alice'], [alice.device.device, carol.device.device])).toBe('unknown_device')
    await store.setBlock(name('carol'), name('bob'), true, 1)
    expect(await kind(['alice', 'carol'])).toBe('not_accepting')
    expect((await store.countKeyPackages(alice.device.device, 0)).oneTime).toBe(1)
    expect(await kind(['alice', 'bob'])).toBe('claimed')
  })

  it('[L-1] keeps at most so many, counting neither doubles nor what has expired', async () => {
    const { store } = await open()
    const { device } = (await create(store, 'alice')).device
    const [one, two, three, old] = [keyPackage(), keyPackage(), keyPackage(), keyPackage(500)]
    expect(
      (await store.putKeyPackages({ ...upload(device, [old, one], undefined), now: 0, most: 2 })).kind,
    ).toBe('stored')
    expect((await store.putKeyPackages({ ...upload(device, [two, three], undefined), most: 2 })).kind).toBe(
      'too_many',
    )
    expect(
      (await store.putKeyPackages({ ...upload(device, [one, two, two], undefined), most: 2 })).kind,
    ).toBe('stored')
    expect(await store.countKeyPackages(device, 1000)).toEqual({ oneTime: 2, lastResort: false })
  })
}
