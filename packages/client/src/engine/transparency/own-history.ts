// The own account in the key log (KT-9): each of its versions must be one that the account has signed, this device
// must be among its devices, and none that it has signed out. Nobody else can tell whether that is so.

import {
  beforeHistory,
  type HistoryPoint,
  nextVersion,
  sameHash,
  verifyDeviceRevocation,
} from '@sotto/crypto'
import { type AccountName, base64urlToBytes, type DeviceId } from '@sotto/wire'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Proven } from './check-answer.ts'
import type { DoubtKind } from './doubt.ts'
import type { SeenState } from './memory.ts'

export type OwnAccount = {
  readonly account: AccountName
  readonly accountKey: Uint8Array
  readonly device: DeviceId
}

export type OwnQuestion = {
  readonly rest: RestClient
  readonly own: OwnAccount
  readonly proven: Proven
  readonly seen: SeenState | undefined
  /** Devices of the account that were known to be signed out before the server was asked. */
  readonly revoked: readonly DeviceId[]
}

/** What is wrong; `unproven` also when the history can't be read now. Undefined when all is as it should be. */
export async function doubtAboutOwn(question: OwnQuestion): Promise<DoubtKind | undefined> {
  const { own, proven, seen, revoked } = question
  if (proven === undefined) return seen === undefined ? 'withheld' : 'rewritten'
  const { state, hash } = proven
  if (!sameHash(state.accountKey, own.accountKey)) return 'foreign_version'
  if (seen !== undefined && state.version <= seen.version) {
    const isSame = state.version === seen.version && sameHash(hash, seen.hash)
    if (!isSame) return 'rewritten'
  } else {
    const doubt = await followOwn(question, proven)
    if (doubt !== undefined) return doubt
  }
  const listed = new Set(state.devices.map((one) => one.device))
  if (revoked.some((device) => listed.has(device))) return 'withheld'
  return listed.has(own.device) || (await isSignedOut(question, proven)) ? undefined : 'withheld'
}

/** From the first version to this one, by the account's own statements, through the version that was seen last. */
async function followOwn(
  { rest, own, seen }: OwnQuestion,
  { state, hash }: NonNullable<Proven>,
): Promise<DoubtKind | undefined> {
  let point: HistoryPoint = beforeHistory(own)
  while (point.state.version < state.version) {
    const path = routes.ownHistory(point.state.version)
    const page = await rest.get('AccountHistory', { method: 'GET', path })
    if (!page.ok) return 'unproven'
    const versions = page.value.versions.slice(0, state.version - point.state.version)
    if (versions.length === 0) return 'foreign_version'
    for (const { statements } of versions) {
      const next = await nextVersion(
        point,
        statements.map((one) => base64urlToBytes(one) ?? new Uint8Array()),
      )
      if (!next.ok) return 'foreign_version'
      point = next.value
      const isSeen = seen?.version === point.state.version
      if (isSeen && !sameHash(seen.hash, point.hash)) return 'rewritten'
    }
  }
  return sameHash(point.hash, hash) ? undefined : 'foreign_version'
}

/** By the account itself: then this device is not to be listed, and its session ends. */
async function isSignedOut({ own }: OwnQuestion, { state }: NonNullable<Proven>): Promise<boolean> {
  const read = await Promise.all(state.revocations.map((one) => verifyDeviceRevocation(one, own)))
  return read.some((one) => one.ok && one.value.device === own.device)
}
