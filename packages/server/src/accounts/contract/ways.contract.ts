// Ways in: what a change of them changes, and by which proof.

import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { byKey, create, type Open, parts, plain } from './scene.fixture.ts'

export function wayContract(open: Open): void {
  const password = () => ({ record: randomBytes(8), slot: randomBytes(8) })
  const recovery = () => ({ key: randomBytes(32), slot: randomBytes(8) })

  it('[V-4] changes password and recovery code, each alone or both, and says when', async () => {
    const { store, reopen } = await open()
    const { account } = await create(store, 'alice')
    const first = password()
    const change = { account: account.account, proven: { way: 'password', record: account.record } } as const
    expect(await store.changeWays({ ...change, password: first, now: 2000 })).toBe('changed')
    const second = recovery()
    const proven = { way: 'password', record: first.record } as const
    expect(await store.changeWays({ ...change, proven, recovery: second, now: 3000 })).toBe('changed')
    const both = { record: first.record, vaultPassword: first.slot, recoveryKey: second.key }
    const times = { passwordChanged: 2000, recoveryChanged: 3000, recovered: 0 }
    const kept = await (await reopen()).account(account.account)
    expect(plain(kept)).toEqual(plain({ ...account, ...both, vaultRecovery: second.slot, ...times }))
  })

  it('[V-3] changes nothing by a proof of what is the account’s no more', async () => {
    const { store } = await open()
    const { account, device } = await create(store, 'alice')
    const { account: who, record, recoveryKey = new Uint8Array() } = account
    const change = { account: who, password: password(), recovery: recovery(), now: 2000 }
    expect(await store.changeWays({ ...change, proven: byKey })).toBe('changed')
    for (const proven of [{ way: 'password', record } as const, { way: 'recovery', recoveryKey } as const]) {
      expect(await store.changeWays({ ...change, password: password(), proven })).toBe('outdated')
      const other = parts('alice')
      expect((await store.addDevice(other.device, other.session, 9, proven)).kind).toBe('outdated')
      const again = { ...change, password: password(), proven }
      expect((await store.recover(again, other.device, other.session, 9)).kind).toBe('outdated')
    }
    expect(plain((await store.account(who))?.record)).toEqual(plain(change.password.record))
    expect((await store.devices(who)).map((one) => one.device)).toEqual([device.device])
  })

  it('[V-5] recovers with a device in one, or not at all', async () => {
    const { store, reopen } = await open()
    const { account } = await create(store, 'alice')
    const { account: who, recoveryKey = new Uint8Array() } = account
    const proven = { way: 'recovery', recoveryKey } as const
    const change = { account: who, proven, password: password(), recovery: recovery(), now: 2000 }
    const { device, session } = parts('alice')
    expect((await store.recover(change, device, session, 1)).kind).toBe('too_many')
    expect(plain((await store.account(who))?.record)).toEqual(plain(account.record))
    expect(await store.recover(change, device, session, 2)).toEqual({ kind: 'added', ended: [] })
    const kept = await reopen()
    const times = { passwordChanged: 2000, recoveryChanged: 2000, recovered: 2000 }
    expect(await kept.account(who)).toMatchObject(times)
    expect(await kept.devices(who)).toHaveLength(2)
    expect((await kept.session(session.session))?.ended).toBe(false)
  })
}
