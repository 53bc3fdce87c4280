// Sessions and their tokens.

import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { create, day, type Open, rotation } from './scene.fixture.ts'

export function sessionContract(open: Open): void {
  it('[SSO-5] says whether a device is signed in: a session that was not ended, and has not run out', async () => {
    const { store } = await open()
    const { device, session } = await create(store, 'alice')
    const [named, ends] = [device.device, session.tokenExpires]
    expect(await store.isSignedIn(named, ends - 1)).toBe(true)
    expect(await store.isSignedIn(named, ends)).toBe(false)
    const revocation = new Uint8Array(8)
    await store.revokeDevice({ account: device.account, device: named, revocation }, 9, 2000)
    expect(await store.isSignedIn(named, 2001)).toBe(false)
  })

  it('[S-2] takes a token again until its successor was used; the same successor changes nothing', async () => {
    const { store, reopen } = await open()
    const { session } = await create(store, 'alice')
    const first = rotation(session.tokenHash, 2000)
    expect((await store.rotate(first)).kind).toBe('rotated')
    const later = 6 * day
    const repeated = await (await reopen()).rotate({
      ...first,
      now: later,
      successorExpires: later + 7 * day,
    })
    expect(repeated).toMatchObject({ kind: 'rotated', session: { expires: first.successorExpires } })
    const another = rotation(session.tokenHash, later)
    expect((await store.rotate(another)).kind).toBe('rotated')
    expect((await store.session(session.session))?.expires).toBe(another.successorExpires)
    expect((await store.rotate(rotation(another.successor, later + 1))).kind).toBe('rotated')
    expect((await store.rotate(rotation(session.tokenHash, later + 2))).kind).toBe('reused')
    expect((await store.rotate(rotation(another.successor, later + 3))).kind).toBe('ended')
    expect((await store.session(session.session))?.ended).toBe(true)
  })

  it('[S-2] ends the session when a successor is shown that another one has replaced', async () => {
    const { store } = await open()
    const { session } = await create(store, 'alice')
    const [first, another] = [rotation(session.tokenHash, 2000), rotation(session.tokenHash, 2001)]
    for (const one of [first, another]) expect((await store.rotate(one)).kind).toBe('rotated')
    expect((await store.rotate(rotation(first.successor, 2002))).kind).toBe('reused')
    expect((await store.rotate(rotation(another.successor, 2003))).kind).toBe('ended')
  })

  it('[S-2] takes no successor that was there before, and changes nothing then', async () => {
    const { store } = await open()
    const [alice, bob] = [await create(store, 'alice'), await create(store, 'bob')]
    const own = alice.session.tokenHash
    for (const successor of [own, bob.session.tokenHash]) {
      expect((await store.rotate({ ...rotation(own, 2000), successor })).kind).toBe('taken')
    }
    const first = rotation(own, 2000)
    expect((await store.rotate(first)).kind).toBe('rotated')
    expect((await store.rotate({ ...rotation(own, 2001), successor: own })).kind).toBe('taken')
    expect((await store.rotate(rotation(first.successor, 2002))).kind).toBe('rotated')
  })

  it('[S-1] knows an unknown token and an expired one', async () => {
    const { store } = await open()
    const { session } = await create(store, 'alice')
    expect((await store.rotate(rotation(randomBytes(32), 2000))).kind).toBe('unknown')
    expect((await store.rotate(rotation(session.tokenHash, 1000 + 7 * day))).kind).toBe('expired')
  })

  it('[S-1] sweeps what has expired, and says which sessions ended by it', async () => {
    const { store } = await open()
    const [alice, bob] = [await create(store, 'alice'), await create(store, 'bob')]
    await store.rotate(rotation(bob.session.tokenHash, 5 * day))
    expect(await store.sweep(1000 + 7 * day - 1)).toEqual([])
    const swept = await store.sweep(1000 + 7 * day)
    expect(swept.map((one) => one.session)).toEqual([alice.session.session])
    expect(await store.sweep(1000 + 7 * day)).toEqual([])
    expect((await store.session(bob.session.session))?.ended).toBe(false)
    expect((await store.rotate(rotation(alice.session.tokenHash, 8 * day))).kind).toBe('unknown')
  })
}
