// Sign-up and sign-in: OPAQUE with the server, the root key made or opened from the vault, a new device
// made and signed by the account key. Nothing is stored here. A device that was
// signed in before comes back as itself.

import { generateRecoverySecret, generateRootKey, proveDevice } from '@sotto/crypto'
import { bytesToBase64url } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { SecondFactorGiven } from '../../api/session.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Identity } from '../store/settings.ts'
import {
  type Address,
  type Checked,
  checkAddress,
  checkNewPassword,
  checkSession,
  type Entered,
  isSameAccount,
  makeIdentity,
  plainly,
} from './identity.ts'
import { enterWithRoom } from './make-room.ts'
import { makePassword, makeRecovery } from './new-ways.ts'
import { askWithWork } from './proof-of-work.ts'
import { type Proved, proveByPassword } from './prove.ts'
import { SecondFactor } from './second-factor.ts'

export type Entrance = Address & {
  readonly password: string
  readonly secondFactor?: SecondFactorGiven
  /** Of the company's provider. */
  readonly ticket?: string
}

export async function signUp(platform: Platform, entrance: Entrance): Promise<Outcome<Entered>> {
  return plainly(entrance, await register(platform, entrance))
}

/**
 * `kept`: the device that this profile was; while the server has it, it comes back as itself (S-5). Otherwise a
 * new one is made, which takes a second run: the proof of the password is used up.
 */
export async function signIn(
  platform: Platform,
  entrance: Entrance,
  kept?: Identity,
): Promise<Outcome<Entered>> {
  const device = kept !== undefined && isSameAccount(kept, entrance) ? kept : undefined
  const { secondFactor: given, ticket } = entrance
  const second = new SecondFactor({ given, ticket, device })
  const entered = await logIn(platform, entrance, second, device)
  const isGone = !entered.ok && device !== undefined && refusals.includes(entered.error.code)
  return plainly(entrance, isGone ? await logIn(platform, entrance, second) : entered)
}

/** What a server says of a device that it does not take back. */
export const refusals: readonly string[] = [
  'forbidden',
  'already_exists',
  'device_removed',
  'not_found',
  'too_many',
]

async function register(platform: Platform, entrance: Entrance): Promise<Outcome<Entered>> {
  const checked = checkAddress(entrance)
  if (!checked.ok) return checked
  const long = checkNewPassword(entrance.password)
  if (!long.ok) return long
  const { account, server } = checked.value
  const rest = new RestClient(platform.transport, server)
  const owner = { account, rootKey: generateRootKey() }
  const password = await makePassword(rest, owner, {
    password: entrance.password,
    start: { path: routes.startRegistration, json: { account } },
  })
  if (!password.ok) return password
  const secret = generateRecoverySecret()
  const recovery = makeRecovery(owner, secret)
  const made = makeIdentity(platform, { ...checked.value, rootKey: owner.rootKey })
  const session = await askWithWork(platform.clock, rest, 'Session', {
    path: routes.finishRegistration,
    json: {
      account,
      record: bytesToBase64url(password.value.record),
      accountKey: bytesToBase64url(made.accountKey),
      vault: {
        password: bytesToBase64url(password.value.slot),
        recovery: bytesToBase64url(recovery.slot),
      },
      recoveryKey: bytesToBase64url(recovery.key),
      credential: bytesToBase64url(made.credential),
      ...(entrance.ticket === undefined ? {} : { ticket: entrance.ticket }),
    },
  })
  const entered = checkSession(made, session)
  return entered.ok ? { ok: true, value: { ...entered.value, recovery: secret } } : entered
}

async function logIn(
  platform: Platform,
  entrance: Entrance,
  second: SecondFactor,
  kept?: Identity,
): Promise<Outcome<Entered>> {
  const checked = checkAddress(entrance)
  if (!checked.ok) return checked
  const proved = await proveByPassword(platform, checked.value, entrance.password, second)
  return proved.ok ? addDevice(platform, checked.value, proved.value, kept) : proved
}

/** This device, new or (`kept`) known, as one that may enter the account now. */
export async function addDevice(
  platform: Platform,
  to: Checked,
  { proof, rootKey }: Pick<Proved, 'proof' | 'rootKey'>,
  kept?: Identity,
): Promise<Outcome<Entered>> {
  const made = makeIdentity(platform, { ...to, rootKey })
  const isSame = kept !== undefined && bytesToBase64url(kept.accountKey) === bytesToBase64url(made.accountKey)
  const identity = isSame ? kept : made
  const rest = new RestClient(platform.transport, to.server)
  const json = {
    deviceToken: proof,
    credential: bytesToBase64url(identity.credential),
    proof: signatureOfDevice(identity, proof),
  }
  const call = { method: 'POST', path: routes.devices, json } as const
  return checkSession(
    identity,
    await enterWithRoom(platform, identity, proof, () => rest.get('Session', call)),
  )
}

/** The device's own word that it is the one that enters, as base64url. `proof`: of this sign-in. */
export function signatureOfDevice(identity: Identity, proof: string): string {
  const { account, device, signaturePrivateKey } = identity
  return bytesToBase64url(proveDevice({ account, device, challenge: proof }, signaturePrivateKey))
}
