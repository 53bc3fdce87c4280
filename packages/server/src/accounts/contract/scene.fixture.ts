// What the cases of the account store's contract share: accounts, devices, sessions and key packages, made up.

import { randomBytes } from 'node:crypto'
import { type AccountName, type DeviceId, deviceIdFromBytes, parseAccountName } from '@sotto/wire'
import { expect } from 'vitest'
import type {
  AccountStore,
  NewAccount,
  NewDevice,
  NewSession,
  Rotation,
  SessionId,
  StoredKeyPackage,
} from '../account-store.ts'

/** `reopen` gives the same data to a store that knows nothing but what was kept. */
export type StoreUnderTest = { readonly store: AccountStore; reopen(): Promise<AccountStore> }

export type Open = () => Promise<StoreUnderTest>

export const byKey = { way: 'key' } as const
export const day = 24 * 3_600_000

type Parts = { readonly account: NewAccount; readonly device: NewDevice; readonly session: NewSession }

export async function create(store: AccountStore, text: string): Promise<Parts> {
  const made = parts(text)
  expect(await store.createAccount(made.account, made.device, made.session)).toBe('created')
  return made
}

export function parts(text: string): Parts {
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

export function sessionFor({ account, device }: NewDevice, created: number): NewSession {
  const session = randomBytes(16).toString('base64url') as SessionId
  return { session, account, device, created, tokenHash: randomBytes(32), tokenExpires: created + 7 * day }
}

export function rotation(presented: Uint8Array, now: number): Rotation {
  return { presented, successor: randomBytes(32), successorExpires: now + 7 * day, now }
}

export function keyPackage(notAfter = 1_000_000): StoredKeyPackage {
  return { hash: randomBytes(32), bytes: randomBytes(100), notAfter }
}

export function upload(
  device: DeviceId,
  oneTime: StoredKeyPackage[],
  lastResort: StoredKeyPackage | undefined,
) {
  return { device, oneTime, lastResort, most: 100, now: 1000 }
}

export async function put(
  store: AccountStore,
  device: DeviceId,
  oneTime: StoredKeyPackage[],
  lastResort: StoredKeyPackage | undefined,
): Promise<void> {
  expect((await store.putKeyPackages(upload(device, oneTime, lastResort))).kind).toBe('stored')
}

export function claimBy(claimant: NewDevice, accounts: string[], devices?: DeviceId[]) {
  return { accounts: accounts.map(name), devices, claimant, now: 1000 }
}

export function name(text: string): AccountName {
  const parsed = parseAccountName(text)
  if (parsed === undefined) throw new TypeError(`not an account name: ${text}`)
  return parsed
}

/** Buffers as the bytes they are. */
export function plain(value: unknown): unknown {
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

export function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'none' : Buffer.from(bytes).toString('hex')
}
