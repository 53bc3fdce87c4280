// What every store of the key log must do, together with the account store whose changes it logs: checked with
// the very functions that clients check with.

import { randomBytes } from 'node:crypto'
import {
  accountSigningKey,
  beforeHistory,
  decodeLogEntry,
  deviceIdOf,
  type Frontier,
  generateRootKey,
  grown,
  type Hash,
  type HistoryPoint,
  isConsistent,
  isStep,
  issueDeviceRevocation,
  leafHash,
  mapIndexOf,
  nextVersion,
  rootByInclusion,
  rootByMapProof,
  rootOf,
  type SigningKey,
  stateHashOf,
  type TreeState,
} from '@sotto/crypto'
import { type AccountName, type DeviceId, limits } from '@sotto/wire'
import { expect, it } from 'vitest'
import type { AccountStore, NewDevice, NewSession, SessionId } from '../accounts/account-store.ts'
import { name, newDevice } from '../test-person.fixture.ts'
import type { LookUp, TransparencyStore } from './transparency-store.ts'

export type LogUnderTest = {
  readonly accounts: AccountStore
  readonly log: TransparencyStore
  /** The same data, read by a store that knows nothing but what was kept. */
  reopen(): Promise<TransparencyStore>
}

type Open = () => Promise<LogUnderTest>

const byKey = { way: 'key' } as const

export function transparencyStoreContract(open: Open): void {
  it('[KT-1] is empty before there is anybody', async () => {
    const { log } = await open()
    expect(await log.lookUp([name('alice')], 0)).toBeUndefined()
    expect(await log.steps(0, 10)).toEqual([])
    expect(await log.consistency(1, 1)).toBeUndefined()
  })

  it('[KT-1] [KT-9] has one version for every change, which the account’s statements explain', async () => {
    const { accounts, log, reopen } = await open()
    const alice = await signUp(accounts, 'alice')
    const second = await addDevice(accounts, alice)
    await signOut(accounts, alice, second)
    await signOut(accounts, alice, second)
    await resume(accounts, alice)
    const never = deviceIdOf(randomBytes(32))
    await signOut(accounts, alice, never)
    for (const next of [async () => log, reopen]) {
      const store = await next()
      const { state, hash } = await followed(store, alice)
      expect(state.version).toBe(4)
      expect(state.devices.map((one) => one.device)).toEqual([alice.device])
      expect(state.revocations).toHaveLength(2)
      const found = (await store.lookUp([alice.account], 0))?.accounts[0]
      expect(found?.state && hex(stateHashOf(found.state))).toBe(hex(hash))
      expect(hex(found?.proof.found?.state)).toBe(hex(hash))
      expect(await store.history(alice.account, 3, 10)).toHaveLength(1)
      expect(await store.history(alice.account, 0, 2)).toHaveLength(2)
    }
  })

  it('[KT-1] a change that is refused is not in the log', async () => {
    const { accounts, log } = await open()
    const alice = await signUp(accounts, 'alice')
    const again = partsOf('alice', alice.key)
    expect(await accounts.createAccount(again.account, again.device, again.session)).toBe('name_taken')
    const { device, session } = partsOf('alice', alice.key)
    expect((await accounts.addDevice(device, session, 1, byKey)).kind).toBe('too_many')
    await signOut(accounts, alice, alice.device)
    const back = { ...device, device: alice.device }
    expect((await accounts.addDevice(back, session, 9, byKey)).kind).toBe('revoked')
    expect((await log.lookUp([], 0))?.log.size).toBe(2)
  })

  it('[KT-1] [V-5] a device that comes by new ways in is in the log like any other', async () => {
    const { accounts, log } = await open()
    const { account, key } = await signUp(accounts, 'alice')
    const { device, session } = partsOf('alice', key)
    const password = { record: randomBytes(8), slot: randomBytes(8) }
    const change = { account, proven: byKey, password, now: 2000 }
    expect((await accounts.recover(change, device, session, 9)).kind).toBe('added')
    expect((await log.lookUp([], 0))?.log.size).toBe(2)
    expect(await accounts.changeWays(change)).toBe('changed')
    expect((await log.lookUp([], 0))?.log.size).toBe(2)
  })

  it('[KT-3] to [KT-7] every look-up, every older size and every step can be proven', async () => {
    const { accounts, log, reopen } = await open()
    const people: Someone[] = []
    const roots: TreeState[] = []
    for (let round = 0; round < 45; round++) {
      const someone = round % 3 === 0 ? undefined : people[(round * 7) % people.length]
      if (someone === undefined) people.push(await signUp(accounts, `user${round}`))
      else if (round % 3 === 1) await addDevice(accounts, someone)
      else await signOut(accounts, someone, deviceIdOf(randomBytes(32)))
      const found = await lookUp(log, [], 0)
      roots.push(found.log)
      expect(found.log).toMatchObject({ size: round + 1, at: expect.any(Number) })
    }
    const store = await reopen()
    const everybody = people.map((one) => one.account)
    const found = await lookUp(store, [...everybody, name('nobody'), name('user1')], 0)
    for (const { account, proof, state } of found.accounts) {
      expect(hex(rootByMapProof(mapIndexOf(account), proof))).toBe(hex(newestOf(found).mapRoot))
      expect(state === undefined).toBe(!everybody.includes(account))
      if (state !== undefined) expect(hex(proof.found?.state)).toBe(hex(stateHashOf(state)))
    }
    for (const from of roots) {
      const { log: to, consistency } = await lookUp(store, [], from.size)
      expect(isConsistent({ from, to, path: consistency })).toBe(true)
      for (const between of roots.slice(from.size - 1)) {
        const path = await store.consistency(from.size, between.size)
        expect(path !== undefined && isConsistent({ from, to: between, path })).toBe(true)
      }
    }
    await everyStepHolds(store, found)
  })

  it('[KT-4] proves nothing about sizes that it never had', async () => {
    const { accounts, log } = await open()
    await signUp(accounts, 'alice')
    expect(await log.consistency(0, 1)).toBeUndefined()
    expect(await log.consistency(1, 2)).toBeUndefined()
    expect(await log.consistency(2, 1)).toBeUndefined()
    expect((await log.lookUp([], 7))?.consistency).toEqual([])
  })
}

async function everyStepHolds(store: TransparencyStore, { log }: LookUp): Promise<void> {
  let frontier: Frontier = { size: 0, subtrees: [] }
  let root: Hash = new Uint8Array(32)
  while (frontier.size < log.size) {
    for (const { entry, proof } of await store.steps(frontier.size, 7)) {
      const read = decodeLogEntry(entry)
      if (!read.ok) throw new Error(read.error.what)
      expect(isStep(root, read.value, proof)).toBe(true)
      root = read.value.mapRoot
      frontier = grown(frontier, leafHash(entry))
    }
  }
  expect(hex(rootOf(frontier))).toBe(hex(log.root))
}

async function lookUp(
  store: TransparencyStore,
  accounts: readonly AccountName[],
  from: number,
): Promise<LookUp> {
  const found = await store.lookUp(accounts, from)
  if (found === undefined) throw new Error('an empty log')
  return found
}

/** The newest entry, which must be in the tree at its end. */
function newestOf({ log: { size, root }, newest: { entry, path } }: LookUp) {
  const leaf = leafHash(entry)
  expect(hex(rootByInclusion({ position: size - 1, size, leaf, path }))).toBe(hex(root))
  const read = decodeLogEntry(entry)
  if (!read.ok) throw new Error(read.error.what)
  return read.value
}

async function followed(store: TransparencyStore, { account, key }: Someone): Promise<HistoryPoint> {
  let point = beforeHistory({ account, accountKey: key.publicKey })
  for (const statements of await store.history(account, 0, limits.logEntriesPerPage)) {
    const next = await nextVersion(point, statements)
    if (!next.ok) throw new Error(next.error.code)
    point = next.value
  }
  return point
}

type Someone = { readonly account: AccountName; readonly key: SigningKey; readonly device: DeviceId }

async function signUp(accounts: AccountStore, text: string): Promise<Someone> {
  const key = accountSigningKey(generateRootKey())
  const made = partsOf(text, key)
  expect(await accounts.createAccount(made.account, made.device, made.session)).toBe('created')
  return { account: made.account.account, key, device: made.device.device }
}

async function addDevice(accounts: AccountStore, { account, key }: Someone): Promise<DeviceId> {
  const { device, session } = partsOf(account, key)
  expect((await accounts.addDevice(device, session, 99, byKey)).kind).toBe('added')
  return device.device
}

/** A new session of a device that is there: nothing that anybody else could see changes. */
async function resume(accounts: AccountStore, { account, device: id }: Someone): Promise<void> {
  const kept = (await accounts.devices(account)).find((one) => one.device === id)
  if (kept === undefined) throw new Error('no device')
  const device = { ...kept, signatureKey: randomBytes(32), added: 2000 }
  const session: NewSession = {
    ...{ session: randomBytes(16).toString('base64url') as SessionId, account, device: id },
    ...{ created: 2000, tokenHash: randomBytes(32), tokenExpires: 3000 },
  }
  expect((await accounts.addDevice(device, session, 99, byKey)).kind).toBe('added')
}

async function signOut(accounts: AccountStore, { account, key }: Someone, device: DeviceId): Promise<void> {
  const revocation = issueDeviceRevocation({ account, accountKey: key, device, revokedAt: 1000 })
  await accounts.revokeDevice({ account, device, revocation }, limits.revocationsPerAccount, 1000)
}

function partsOf(text: string, key: SigningKey) {
  const account = name(text)
  const { credential, signaturePublicKey: signatureKey } = newDevice(account, key)
  const device: NewDevice = {
    account,
    device: deviceIdOf(signatureKey),
    credential,
    signatureKey,
    added: 1000,
  }
  const sealed = {
    vaultPassword: randomBytes(8),
    vaultRecovery: randomBytes(8),
    recoveryKey: randomBytes(32),
  }
  const session: NewSession = {
    session: randomBytes(16).toString('base64url') as SessionId,
    account,
    device: device.device,
    created: 1000,
    tokenHash: randomBytes(32),
    tokenExpires: 2000,
  }
  const stored = { account, accountKey: key.publicKey, record: randomBytes(8), ...sealed, created: 1000 }
  return { account: stored, device, session }
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'none' : Buffer.from(bytes).toString('hex')
}
