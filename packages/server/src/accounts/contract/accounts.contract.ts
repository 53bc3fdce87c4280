// Accounts, and whose the names are.

import { expect, it } from 'vitest'
import { byKey, create, day, name, type Open, parts, plain } from './scene.fixture.ts'

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

  it('[SSO-3] gives an identity to the first account that is made with it, and nothing to the second', async () => {
    const { store } = await open()
    const identity = { issuer: 'https://acme.example/', subject: '1' }
    const make = ({ account, device, session }: ReturnType<typeof parts>) =>
      store.createAccount({ ...account, identity }, device, session)
    expect(await make(parts('alice'))).toBe('created')
    expect(await make(parts('bob'))).toBe('identity_taken')
    expect(await store.account(name('bob'))).toBeUndefined()
  })

  it('[SSO-4] connects an account with the device that enters for an identity, or does neither', async () => {
    const { store } = await open()
    await create(store, 'alice')
    await create(store, 'bob')
    const proven = { ...byKey, identity: { issuer: 'https://acme.example/', subject: '1' } }
    const enter = async (text: string, most: number) => {
      const { device, session } = parts(text)
      return (await store.addDevice(device, session, most, proven)).kind
    }
    expect(await enter('alice', 1)).toBe('too_many')
    expect(await enter('bob', 9)).toBe('added')
    expect(await enter('bob', 9)).toBe('added')
    expect(await enter('alice', 9)).toBe('outdated')
    expect(await store.devices(name('alice'))).toHaveLength(1)
  })
}
