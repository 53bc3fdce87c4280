// What the log commits to about an account: its key, its devices, and which were signed out, version by version,
// each version naming the one before (KT-1, KT-2). A history is followed by the account's own statements, so that
// a version which the account did not make can't be explained (KT-9).

import { sha256 } from '@noble/hashes/sha2.js'
import {
  type AccountName,
  type DeviceId,
  encodeCbor,
  err,
  idBytes,
  limits,
  ok,
  type Result,
} from '@sotto/wire'
import { verifyDeviceCredential } from '../account/device-credential.ts'
import { verifyDeviceRevocation } from '../account/device-revocation.ts'
import { type Hash, hashBytes } from './merkle.ts'

export type ListedDevice = { readonly device: DeviceId; readonly credential: Uint8Array }

export type AccountState = {
  readonly account: AccountName
  /** 1 at sign-up, one more with every change. */
  readonly version: number
  /** Hash of the state before; zeros before the first. */
  readonly previous: Hash
  /** Ed25519 public key of the account, 32 bytes. */
  readonly accountKey: Uint8Array
  readonly devices: readonly ListedDevice[]
  /** The device revocations that are kept, the oldest first. */
  readonly revocations: readonly Uint8Array[]
}

export const noState: Hash = new Uint8Array(hashBytes)

/** Stands where an account's key stood, from the version on with which the account was deleted (KT-13); no key is so. */
export const noAccountKey = new Uint8Array(32)

/** The order of `devices` is of no account. */
export function stateHashOf(state: AccountState): Hash {
  const { account, version, previous, accountKey } = state
  return sha256(
    encodeCbor(['Sotto 1 account state', account, version, previous, accountKey, deviceListHash(state)]),
  )
}

function deviceListHash({ devices, revocations }: Pick<AccountState, 'devices' | 'revocations'>): Hash {
  const sorted = devices.toSorted((one, other) => (one.device < other.device ? -1 : 1))
  const listed = sorted.map(({ device, credential }) => [idBytes(device), credential])
  return sha256(encodeCbor(['Sotto 1 device list', listed, revocations]))
}

export type Owner = { readonly account: AccountName; readonly accountKey: Uint8Array }

/** A point of an account's history: the state after a version, and its hash. */
export type HistoryPoint = { readonly state: AccountState; readonly hash: Hash }

/** Before the first version. */
export function beforeHistory({ account, accountKey }: Owner): HistoryPoint {
  const state = { account, accountKey, version: 0, previous: noState, devices: [], revocations: [] }
  return { state, hash: noState }
}

/** `foreign_version`: something in it was not signed by the account. */
export type HistoryError = { readonly code: 'foreign_version'; readonly version: number }

/**
 * The next version, made by these statements of the account in their order: credentials of devices added,
 * revocations of devices signed out. A version without any is nobody's.
 */
export async function nextVersion(
  { state, hash }: HistoryPoint,
  statements: readonly Uint8Array[],
): Promise<Result<HistoryPoint, HistoryError>> {
  const version = state.version + 1
  const devices = new Map(state.devices.map((one) => [one.device, one.credential]))
  let revoked: readonly Revoked[] = await Promise.all(state.revocations.map((one) => readRevoked(one, state)))
  for (const statement of statements) {
    const added = await verifyDeviceCredential(statement, state)
    if (added.ok) {
      devices.set(added.value.device, statement)
      continue
    }
    const gone = await readRevoked(statement, state)
    if (gone.device === undefined) return err({ code: 'foreign_version', version })
    devices.delete(gone.device)
    if (!revoked.some((one) => one.device === gone.device)) revoked = [...revoked, gone]
  }
  if (statements.length === 0) return err({ code: 'foreign_version', version })
  const next: AccountState = {
    ...state,
    version,
    previous: hash,
    devices: [...devices].map(([device, credential]) => ({ device, credential })),
    revocations: revoked.slice(-limits.revocationsPerAccount).map((one) => one.bytes),
  }
  return ok({ state: next, hash: stateHashOf(next) })
}

type Revoked = { readonly bytes: Uint8Array; readonly device: DeviceId | undefined }

async function readRevoked(bytes: Uint8Array, { account, accountKey }: Owner): Promise<Revoked> {
  const read = await verifyDeviceRevocation(bytes, { account, accountKey })
  return { bytes, device: read.ok ? read.value.device : undefined }
}
