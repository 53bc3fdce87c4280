// What every account store must do, whatever it is made of. A case gets a fresh store; `reopen` gives the
// same data to a store that knows nothing but what was kept.

import { randomBytes } from 'node:crypto'
import { type AccountName, type DeviceId, deviceIdFromBytes, parseAccountName } from '@sotto/wire'
import { expect, it } from 'vitest'
import type {
  AccountStore,
  NewAccount,
  NewDevice,
  NewSession,
  Rotation,
  SessionId,
  StoredKeyPackage,
} from './account-store.ts'

const byKey = { way: 'key' } as const

export type StoreUnderTest = { readonly store: AccountStore; reopen(): Promise<AccountStore> }

const day = 24 * 3_600_000

export function accountStoreContract(open: () => Promise<StoreUnderTest>): void {
  accountCases(open)
  deviceCases(open)
  sessionCases(open)
  wayCases(open)
  keyPackageCases(open)
  directoryCases(open)
}

type Open = () => Promise<StoreUnderTest>

function accountCases(open: Open): void {
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

function deviceCases(open: Open): void {
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

function sessionCases(open: Open): void {
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

function wayCases(open: Open): void {
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

function keyPackageCases(open: Open): void {
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

function directoryCases(open: Open): void {
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

type Parts = { readonly account: NewAccount; readonly device: NewDevice; readonly session: NewSession }

async function create(store: AccountStore, text: string): Promise<Parts> {
  const made = parts(text)
  expect(await store.createAccount(made.account, made.device, made.session)).toBe('created')
  return made
}

function parts(text: string): Parts {
  const account = name(text)
  const device = deviceIdFromBytes(randomBytes(16))
  if (device === undefined) throw new Error('16 bytes are a device id')
  const added = { device, account, credential: randomBytes(8), signatureKey: randomBytes(32), added: 1000 }
  const sealed = {
    vaultPassword: randomBytes(8),
    vaultRecovery: randomBytes(8),
    recoveryKey: randomBytes(32),
  }
  const stored = { account, accountKey: randomBytes(32), record: randomBytes(8), ...sealed, created: 1000 }
  return { account: stored, device: added, session: sessionFor(added, 1000) }
}

function sessionFor({ account, device }: NewDevice, created: number): NewSession {
  const session = randomBytes(16).toString('base64url') as SessionId
  return { session, account, device, created, tokenHash: randomBytes(32), tokenExpires: created + 7 * day }
}

function rotation(presented: Uint8Array, now: number): Rotation {
  return { presented, successor: randomBytes(32), successorExpires: now + 7 * day, now }
}

function keyPackage(notAfter = 1_000_000): StoredKeyPackage {
  return { hash: randomBytes(32), bytes: randomBytes(100), notAfter }
}

function upload(device: DeviceId, oneTime: StoredKeyPackage[], lastResort: StoredKeyPackage | undefined) {
  return { device, oneTime, lastResort, most: 100, now: 1000 }
}

async function put(
  store: AccountStore,
  device: DeviceId,
  oneTime: StoredKeyPackage[],
  lastResort: StoredKeyPackage | undefined,
): Promise<void> {
  expect((await store.putKeyPackages(upload(device, oneTime, lastResort))).kind).toBe('stored')
}

function claimBy(claimant: NewDevice, accounts: string[], devices?: DeviceId[]) {
  return { accounts: accounts.map(name), devices, claimant, now: 1000 }
}

function name(text: string): AccountName {
  const parsed = parseAccountName(text)
  if (parsed === undefined) throw new TypeError(`not an account name: ${text}`)
  return parsed
}

/** Buffers as the bytes they are. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one) =>
      ArrayBuffer.isView(one) ? hex(one as Uint8Array) : hexOfBuffer(one),
    ),
  )
}

/** `Buffer` turns itself into `{type, data}` before anybody is asked. */
function hexOfBuffer(value: unknown): unknown {
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
  return isBuffer && 'data' in value && Array.isArray(value.data) ? hex(Uint8Array.from(value.data)) : value
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'none' : Buffer.from(bytes).toString('hex')
}
