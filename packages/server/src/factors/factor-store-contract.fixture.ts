// What every factor store must do, whatever it is made of. A case gets fresh stores over the same data; `reopen`
// gives the same data to stores that know nothing but what was kept; the first ones are over then.

import { randomBytes } from 'node:crypto'
import { type AccountName, deviceIdFromBytes } from '@sotto/wire'
import { expect, it } from 'vitest'
import type { AccountStore, SessionId } from '../accounts/account-store.ts'
import { name } from '../test-person.fixture.ts'
import type { FactorStore, NewPasskey, UnderProof } from './factor-store.ts'

export type StoresUnderTest = { readonly accounts: AccountStore; readonly factors: FactorStore }
type Open = () => Promise<StoresUnderTest & { reopen(): Promise<StoresUnderTest> }>

export function factorStoreContract(open: Open): void {
  authenticatorCases(open)
  codeCases(open)
  passkeyCases(open)
  proofCases(open)
}

function authenticatorCases(open: Open): void {
  it('[F-3] keeps an authenticator, in the place of the one before', async () => {
    const { factors, reopen, alice } = await scene(open)
    expect(await factors.hasFactor(alice.account)).toBe(false)
    const first = { secret: randomBytes(48), step: 5 }
    expect(await factors.setAuthenticator({ ...alice, ...first, codes: hashes(2) })).toBe('changed')
    const second = { secret: randomBytes(48), step: 9 }
    const again = { ...alice, proven: { ...alice.proven, second: true }, now: 2000 }
    expect(await factors.setAuthenticator({ ...again, ...second, codes: hashes(3) })).toBe('changed')
    const { factors: reopened } = await reopen()
    const kept = await reopened.factors(alice.account)
    expect(hex(kept.authenticator?.secret)).toBe(hex(second.secret))
    expect(kept).toMatchObject({ authenticator: { step: 9 }, backupCodes: 3, passkeys: [] })
    expect(kept.changed).toMatchObject({ authenticatorAdded: 2000, backupCodesMade: 2000, passkeyAdded: 0 })
    expect(await reopened.hasFactor(alice.account)).toBe(true)
    expect(await reopened.hasFactor(name('bob'))).toBe(false)
  })

  it('[F-3] takes a step once, and none before it', async () => {
    const { factors, alice } = await scene(open)
    expect(await factors.useStep(alice.account, 1)).toBe(false)
    await factors.setAuthenticator({ ...alice, secret: randomBytes(48), step: 5, codes: hashes(1) })
    const uses = [5, 7, 7, 6, 8].map((step) => factors.useStep(alice.account, step))
    expect(await Promise.all(uses)).toEqual([false, true, false, false, true])
  })
}

function codeCases(open: Open): void {
  it('[F-4] takes a backup code once, of its account, until there are new ones', async () => {
    const { factors, reopen, alice } = await scene(open)
    const [one, two] = [randomBytes(32), randomBytes(32)]
    expect(await factors.setBackupCodes({ ...alice, codes: [one] })).toBe('none')
    await factors.setAuthenticator({ ...alice, secret: randomBytes(48), step: 5, codes: [one, two] })
    expect(await factors.useBackupCode(name('bob'), one, 3000)).toBe(false)
    const uses = [one, one].map((hash) => factors.useBackupCode(alice.account, hash, 3000))
    expect(await Promise.all(uses)).toEqual([true, false])
    const { factors: reopened } = await reopen()
    const kept = await reopened.factors(alice.account)
    expect(kept).toMatchObject({ backupCodes: 1, changed: { backupCodeUsed: 3000 } })
    const again = { ...alice, proven: { ...alice.proven, second: true } }
    expect(await reopened.setBackupCodes({ ...again, codes: hashes(4) })).toBe('changed')
    expect(await reopened.useBackupCode(alice.account, two, 4000)).toBe(false)
  })
}

function passkeyCases(open: Open): void {
  it('[F-7] keeps passkeys, each id once, up to a number', async () => {
    const { factors, reopen, alice, bob } = await scene(open)
    const passkey = newPasskey(alice.account)
    const add = (one: NewPasskey, by = alice) =>
      factors.addPasskey({ ...by, passkey: one, codes: undefined, most: 2 })
    expect(await add(passkey)).toBe('changed')
    const shown = { ...alice, proven: { ...alice.proven, second: true } }
    expect(await add(passkey, shown)).toBe('taken')
    expect(await add({ ...passkey, account: bob.account }, bob)).toBe('taken')
    expect(await add({ ...newPasskey(alice.account), slot: undefined }, shown)).toBe('changed')
    expect(await add(newPasskey(alice.account), shown)).toBe('too_many')
    const { factors: reopened } = await reopen()
    const kept = await reopened.passkey(passkey.id)
    expect([kept?.publicKey, kept?.slot, kept?.name].map(hex)).toEqual(
      [passkey.publicKey, passkey.slot, passkey.name].map(hex),
    )
    expect(kept).toMatchObject({ account: 'alice', counter: 0, added: 1000, used: 0, synced: false })
    expect((await reopened.factors(alice.account)).passkeys).toHaveLength(2)
    expect(await reopened.passkey(randomBytes(8))).toBeUndefined()
  })

  it('[F-7] counts up, or not at all', async () => {
    const { factors, alice } = await scene(open)
    const { id } = await addOne(factors, alice)
    const use = (counter: number) => factors.usePasskey(id, { counter, synced: true, used: 5000 })
    expect([await use(0), await use(0), await use(4)]).toEqual([true, true, true])
    expect([await use(4), await use(3), await use(0), await use(5)]).toEqual([false, false, false, true])
    expect(await factors.passkey(id)).toMatchObject({ counter: 5, synced: true, used: 5000 })
    expect(await factors.usePasskey(randomBytes(4), { counter: 9, synced: true, used: 1 })).toBe(false)
  })

  it('[F-9] names and removes those of the account alone, and not the last one that must stay', async () => {
    const { factors, alice, bob } = await scene(open)
    const { id } = await addOne(factors, alice)
    const shown = { ...alice, proven: { ...alice.proven, second: true }, now: 6000 }
    expect(await factors.namePasskey({ account: bob.account, id }, randomBytes(4))).toBe('none')
    const sealed = randomBytes(4)
    expect(await factors.namePasskey({ account: alice.account, id }, sealed)).toBe('named')
    expect(hex((await factors.passkey(id))?.name)).toBe(hex(sealed))
    expect(await factors.removePasskey({ ...bob, id, keepOne: false })).toBe('none')
    expect(await factors.removePasskey({ ...shown, id, keepOne: true })).toBe('last')
    expect(await factors.removeAuthenticator({ ...shown, keepOne: false })).toBe('none')
    await factors.setAuthenticator({ ...shown, secret: randomBytes(48), step: 1, codes: hashes(1) })
    expect(await factors.removePasskey({ ...shown, id, keepOne: true })).toBe('changed')
    expect(await factors.removeAuthenticator({ ...shown, keepOne: true })).toBe('last')
    expect((await factors.factors(alice.account)).backupCodes).toBe(1)
    expect(await factors.removeAuthenticator({ ...shown, keepOne: false })).toBe('changed')
    const kept = await factors.factors(alice.account)
    expect(kept).toMatchObject({
      backupCodes: 0,
      changed: { passkeyRemoved: 6000, authenticatorRemoved: 6000 },
    })
  })
}

function proofCases(open: Open): void {
  it('[F-6] changes nothing under a proof that is over', async () => {
    const { accounts, factors, alice } = await scene(open)
    const stale = { ...alice, proven: { way: 'password', record: randomBytes(8) } as const }
    const { id } = await addOne(factors, alice)
    // the one without a second factor has ended with the first of them
    for (const by of [stale, alice]) {
      const outcomes = [
        await factors.setAuthenticator({ ...by, secret: randomBytes(48), step: 1, codes: [] }),
        await factors.removeAuthenticator({ ...by, keepOne: false }),
        await factors.setBackupCodes({ ...by, codes: hashes(1) }),
        await factors.removePasskey({ ...by, id, keepOne: false }),
        await factors.addPasskey({ ...by, passkey: newPasskey(by.account), codes: undefined, most: 9 }),
        await accounts.changeWays({ ...by, password: { record: randomBytes(8), slot: randomBytes(8) } }),
      ]
      expect(new Set(outcomes)).toEqual(new Set(['outdated']))
    }
  })

  it('[F-9] a proof by a passkey ends with it', async () => {
    const { accounts, factors, alice } = await scene(open)
    const { id } = await addOne(factors, alice)
    const device = newDevice(alice.account)
    const add = () => accounts.addDevice(device.device, device.session, 9, { way: 'passkey', id })
    expect((await add()).kind).toBe('added')
    const shown = { ...alice, proven: { ...alice.proven, second: true } }
    await factors.removePasskey({ ...shown, id, keepOne: false })
    expect((await add()).kind).toBe('outdated')
  })
}

/** Alice and Bob, each with a proof of their password. */
async function scene(open: Open) {
  const opened = await open()
  return {
    ...opened,
    alice: await create(opened.accounts, 'alice'),
    bob: await create(opened.accounts, 'bob'),
  }
}

async function create(store: AccountStore, text: string) {
  const account = name(text)
  const [accountKey, record] = [randomBytes(32), randomBytes(8)]
  const made = { account, accountKey, record, vaultPassword: randomBytes(8), vaultRecovery: randomBytes(8) }
  const { device, session } = newDevice(account)
  const outcome = await store.createAccount({ ...made, recoveryKey: undefined, created: 1 }, device, session)
  expect(outcome).toBe('created')
  return { account, proven: { way: 'password', record } as const, now: 1000 }
}

function newDevice(account: AccountName) {
  const device = deviceIdFromBytes(randomBytes(16))
  if (device === undefined) throw new Error('16 bytes are a device id')
  const session = randomBytes(16).toString('base64url') as SessionId
  return {
    device: { device, account, credential: randomBytes(8), signatureKey: randomBytes(32), added: 1 },
    session: { session, account, device, created: 1, tokenHash: randomBytes(32), tokenExpires: 1e15 },
  }
}

async function addOne(factors: FactorStore, by: UnderProof): Promise<NewPasskey> {
  const passkey = newPasskey(by.account)
  expect(await factors.addPasskey({ ...by, passkey, codes: undefined, most: 9 })).toBe('changed')
  return passkey
}

function newPasskey(account: AccountName): NewPasskey {
  const [id, publicKey, slot, sealed] = [randomBytes(16), randomBytes(77), randomBytes(64), randomBytes(30)]
  return { id, account, publicKey, slot, name: sealed, counter: 0, synced: false }
}

function hashes(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, () => randomBytes(32))
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'none' : Buffer.from(bytes).toString('hex')
}
