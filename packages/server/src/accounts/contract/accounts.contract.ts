// Accounts, and whose the names are.

import { expect, it } from 'vitest'
import { create, day, name, type Open, parts, plain } from './scene.fixture.ts'

export function accountContract(open: Open): void {
  it('keeps an account with its device and session', async () => {
    const { store, reopen } = await open()
    const alice = await create(store, 'alice')
    for (const one of [store, await reopen()]) {
      const fresh = { ...alice.account, passwordChanged: 0, recoveryChanged: 0, recovered: 0 }
      expect(plain(await one.account(alice.account.account))).toEqual(plain(fresh))
      expect(await one.countAccounts()).toBe(1)
      const [device] = await one.devices(alice.account.account)
      expect(device).toMatchObject({ device: alice.device.device, added: 1000, lastSeen: 1000 })
      expect(await one.session(alice.session.session)).toMatchObject({
        ended: false,
        expires: 1000 + 7 * day,
      })
    }
    expect(await store.account(name('bob'))).toBeUndefined()
  })

  it('gives a name, and a device, to the first who comes, and writes nothing for the second', async () => {
    const { store } = await open()
    const alice = await create(store, 'alice')
    const again = parts('alice')
    expect(await store.createAccount(again.account, again.device, again.session)).toBe('name_taken')
    const thief = parts('bob')
    const stolen = { ...thief.device, device: alice.device.device }
    expect(await store.createAccount(thief.account, stolen, thief.session)).toBe('device_taken')
    expect(await store.countAccounts()).toBe(1)
    const race = await Promise.all(
      [parts('carol'), parts('carol')].map((one) =>
        store.createAccount(one.account, one.device, one.session),
      ),
    )
    expect(race.toSorted()).toEqual(['created', 'name_taken'])
  })
}
