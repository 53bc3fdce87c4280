// Ways back into an account for whoever has lost the password: the recovery code, which sets a new password and
// a new code at once, and a key file. Every step may be tried again; what was done already is found out.

import { generateRecoverySecret, openKeyFile, parseRecoveryCode, type RecoverySecret } from '@sotto/crypto'
import { bytesToBase64url } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { addDevice, signatureOfDevice } from './enter.ts'
import {
  type Checked,
  checkAddress,
  checkNewPassword,
  checkSession,
  type Entered,
  makeIdentity,
  plainly,
} from './identity.ts'
import { enterWithRoom } from './make-room.ts'
import { makeNextPassword, makeRecovery, signatureOf, tellPassword, tellRecovery } from './new-ways.ts'
import { type Proved, proveByCode, proveByKeys, proveByPassword } from './prove.ts'
import { SecondFactor } from './second-factor.ts'

type Recovery = Commands['recover']['params']
type KeyEntrance = Commands['signInWithKeys']['params']

export async function recover(platform: Platform, given: Recovery): Promise<Outcome<Entered>> {
  return plainly(given, await comeBack(platform, given))
}

export async function signInWithKeys(platform: Platform, given: KeyEntrance): Promise<Outcome<Entered>> {
  return plainly(given, await enterWithKeys(platform, given))
}

/** The secret of a code as typed; a slip of the pen is told before anything is sent. */
export function readCode(text: string): Outcome<RecoverySecret> {
  const read = parseRecoveryCode(text)
  if (read.ok) return read
  return failure(
    'mistyped_code',
    read.error.reason === 'length'
      ? 'A recovery code has 28 letters and digits, in seven groups of four. Nothing was sent.'
      : 'There is a slip in the recovery code: look at it again, group by group. Nothing was sent.',
  )
}

async function comeBack(platform: Platform, given: Recovery): Promise<Outcome<Entered>> {
  const checked = checkAddress(given)
  if (!checked.ok) return checked
  const code = readCode(given.code)
  if (!code.ok) return code
  const long = checkNewPassword(given.password)
  if (!long.ok) return long
  const to = checked.value
  const second = new SecondFactor({ given: given.secondFactor, ticket: given.ticket })
  const proved = await proveByCode(platform, to, code.value, second)
  if (proved.ok) return renew(platform, to, { ...proved.value, password: given.password })
  if (proved.error.code !== 'sign_in_failed') return proved
  // an earlier try may have come through, and only its answer was lost: then the new password is right
  const again = await proveByPassword(platform, to, given.password, second)
  if (!again.ok) return again.error.code === 'wrong_password' ? wrongCode() : again
  return enterWithNewCode(platform, to, { ...again.value, password: given.password, second })
}

type Proof = Proved & { readonly password: string }

/** New password, new code and this device, in one (V-5). */
async function renew(platform: Platform, to: Checked, given: Proof): Promise<Outcome<Entered>> {
  const { proof, rootKey } = given
  const owner = { account: to.account, rootKey }
  const rest = new RestClient(platform.transport, to.server)
  const password = await makeNextPassword(rest, owner, given)
  if (!password.ok) return password
  const secret = generateRecoverySecret()
  const recovery = makeRecovery(owner, secret)
  const made = makeIdentity(platform, { ...to, rootKey })
  const json = {
    proof,
    record: bytesToBase64url(password.value.record),
    vault: { password: bytesToBase64url(password.value.slot), recovery: bytesToBase64url(recovery.slot) },
    recoveryKey: bytesToBase64url(recovery.key),
    signature: signatureOf(owner, { proof, password: password.value, recovery }),
    credential: bytesToBase64url(made.credential),
    deviceProof: signatureOfDevice(made, proof),
  }
  const call = { method: 'POST', path: routes.recovered, json } as const
  const session = await enterWithRoom(platform, made, proof, () => rest.get('Session', call))
  const entered = checkSession(made, session)
  if (entered.ok) return { ok: true, value: { ...entered.value, recovery: secret } }
  return entered.error.code === 'offline'
    ? failure(
        'outcome_unknown',
        'The connection was lost at the last step. Try again with the same code and the same new password: it goes on from there.',
      )
    : entered
}

/** Nobody has seen the code that the lost answer told of, so there is another one. */
async function enterWithNewCode(
  platform: Platform,
  to: Checked,
  given: Proof & { readonly second: SecondFactor },
): Promise<Outcome<Entered>> {
  const secret = generateRecoverySecret()
  const owner = { account: to.account, rootKey: given.rootKey }
  const recovery = makeRecovery(owner, secret)
  const rest = new RestClient(platform.transport, to.server)
  const told = await tellRecovery(rest, owner, { proof: given.proof, recovery })
  if (!told.ok) return told
  const proved = await proveByPassword(platform, to, given.password, given.second)
  if (!proved.ok) return proved
  const entered = await addDevice(platform, to, proved.value)
  return entered.ok ? { ok: true, value: { ...entered.value, recovery: secret } } : entered
}

async function enterWithKeys(platform: Platform, given: KeyEntrance): Promise<Outcome<Entered>> {
  const checked = checkAddress(given)
  if (!checked.ok) return checked
  const to = checked.value
  if (given.password !== undefined) {
    const long = checkNewPassword(given.password)
    if (!long.ok) return long
  }
  const opened = await openKeyFile(given.file, given.filePassword)
  if (!opened.ok) return opened.error.code === 'wrong_key' ? wrongFilePassword() : noKeyFile()
  const keys = opened.value
  if (keys.account !== to.account) return failure('other_keys', `This key file is ${keys.account}’s.`)
  const second = new SecondFactor({ given: given.secondFactor, ticket: given.ticket })
  if (given.password !== undefined) {
    const set = await setPassword(platform, to, { ...keys, password: given.password, second })
    if (!set.ok) return set
  }
  const proved = await proveByKeys(platform, to, keys, second)
  if (proved.ok) return addDevice(platform, to, proved.value)
  return proved.error.code === 'sign_in_failed' ? unknownKeys() : proved
}

async function setPassword(
  platform: Platform,
  to: Checked,
  keys: {
    readonly rootKey: Uint8Array
    readonly serverKey: Uint8Array
    readonly password: string
    readonly second: SecondFactor
  },
): Promise<Outcome<null>> {
  const proved = await proveByKeys(platform, to, keys, keys.second)
  if (!proved.ok) return proved.error.code === 'sign_in_failed' ? unknownKeys() : proved
  const { proof, rootKey } = proved.value
  const owner = { account: to.account, rootKey }
  const rest = new RestClient(platform.transport, to.server)
  const password = await makeNextPassword(rest, owner, { proof, password: keys.password })
  return password.ok ? tellPassword(rest, owner, { proof, password: password.value }) : password
}

function wrongCode() {
  return failure(
    'wrong_code',
    'The name or the recovery code is wrong. A code that was replaced by a newer one is good for nothing any more.',
  )
}

function wrongFilePassword() {
  return failure(
    'wrong_file_password',
    'This is not the password of the key file, or the file was changed since it was made.',
  )
}

function noKeyFile() {
  return failure('not_a_key_file', 'This is not a key file of Sotto, or a part of it is missing.')
}

function unknownKeys() {
  return failure('wrong_keys', 'These keys are not those of an account of this name here.')
}
