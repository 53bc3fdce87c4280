// Sign-up and sign-in: OPAQUE with the server, the root key made or opened from the vault, a new device
// made and signed by the account key. Nothing is stored here; what comes out is a whole identity and its
// first session, for one write. A device that was signed in before comes back as itself.

import {
  accountSigningKey,
  deviceIdOf,
  deviceSigningKey,
  erase,
  formatRecoveryCode,
  generateRecoverySecret,
  generateRootKey,
  issueDeviceCredential,
  openRootKey,
  proveDevice,
  sealRootKey,
  startLogin,
  startRegistration,
} from '@sotto/crypto'
import { type AccountName, base64urlToBytes, bytesToBase64url, parseAccountName } from '@sotto/wire'
import type { Outcome } from '../../api.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Identity, Session } from '../store/settings.ts'
import { askWithWork } from './proof-of-work.ts'

export type Entrance = {
  readonly server: string
  readonly account: string
  readonly password: string
  /** Whether somebody else's history that is kept here may go. */
  readonly forget?: boolean
}
export type Entered = { readonly identity: Identity; readonly session: Session }

const shortestPassword = 8

type Registered = Entered & { readonly recoveryCode: string }

export async function signUp(platform: Platform, entrance: Entrance): Promise<Outcome<Registered>> {
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
  const device = kept !== undefined && isDeviceOf(kept, entrance) ? kept : undefined
  const entered = await logIn(platform, entrance, device)
  const isGone = !entered.ok && device !== undefined && refusals.includes(entered.error.code)
  return plainly(entrance, isGone ? await logIn(platform, entrance) : entered)
}

/** What a server says of a device that it does not take back. */
const refusals: readonly string[] = ['forbidden', 'already_exists', 'device_removed', 'not_found', 'too_many']

/** Nothing is kept for later here: without a server there is no signing in. */
function plainly<T>({ server }: Entrance, outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok || outcome.error.code !== 'offline') return outcome
  return failure(
    'offline',
    `The server can’t be reached at ${server}, and signing in needs it. Nothing was changed on this device. Check the address and the network, then try again.`,
  )
}

/** Refuses what would erase somebody else's history unasked. */
export function sparingHistory(
  kept: { readonly account: AccountName; readonly server: string } | undefined,
  entrance: Entrance,
): Outcome<null> {
  const checked = checkEntrance(entrance)
  if (!checked.ok || kept === undefined || entrance.forget === true) return { ok: true, value: null }
  const { account, server } = checked.value
  if (kept.account === account && kept.server === server) return { ok: true, value: null }
  return failure(
    'other_account',
    `This device keeps the history of ${kept.account} at ${kept.server}, and it would be erased. Nothing was changed.`,
  )
}

async function register(platform: Platform, entrance: Entrance): Promise<Outcome<Registered>> {
  const checked = checkEntrance(entrance)
  if (!checked.ok) return checked
  if ([...entrance.password].length < shortestPassword) {
    return failure('weak_password', `A password has at least ${shortestPassword} characters.`)
  }
  const { account, server } = checked.value
  const rest = new RestClient(platform.transport, server)
  const run = await startRegistration({ account, password: entrance.password })
  const started = await rest.get('RegistrationStarted', {
    method: 'POST',
    path: routes.startRegistration,
    json: { account, request: bytesToBase64url(run.request) },
  })
  if (!started.ok) return started
  const registered = run.finish(base64urlToBytes(started.value.response) ?? new Uint8Array())
  if (!registered.ok) return untrusted()
  const rootKey = generateRootKey()
  const recovery = generateRecoverySecret()
  const made = makeIdentity(platform, { account, server, rootKey })
  const { exportKey, record } = registered.value
  const session = await askWithWork(platform.clock, rest, 'Session', {
    path: routes.finishRegistration,
    json: {
      account,
      record: bytesToBase64url(record),
      accountKey: bytesToBase64url(made.accountKey),
      vault: {
        password: bytesToBase64url(sealRootKey(account, rootKey, { way: 'password', exportKey })),
        recovery: bytesToBase64url(sealRootKey(account, rootKey, { way: 'recovery', secret: recovery })),
      },
      credential: bytesToBase64url(made.credential),
    },
  })
  erase(exportKey)
  const entered = checkSession(made, session)
  return entered.ok
    ? { ok: true, value: { ...entered.value, recoveryCode: formatRecoveryCode(recovery) } }
    : entered
}

async function logIn(platform: Platform, entrance: Entrance, kept?: Identity): Promise<Outcome<Entered>> {
  const checked = checkEntrance(entrance)
  if (!checked.ok) return checked
  if (entrance.password === '') return wrongPassword()
  const { account, server } = checked.value
  const rest = new RestClient(platform.transport, server)
  const run = await startLogin({ account, password: entrance.password })
  const started = await askWithWork(platform.clock, rest, 'SignInStarted', {
    path: routes.startSignIn,
    json: { account, request: bytesToBase64url(run.request) },
  })
  if (!started.ok) return started
  const proof = run.finish(base64urlToBytes(started.value.response) ?? new Uint8Array())
  if (!proof.ok) return proof.error.code === 'wrong_password' ? wrongPassword() : untrusted()
  const { finish, exportKey } = proof.value
  const signedIn = await rest.get('SignedIn', {
    method: 'POST',
    path: routes.finishSignIn,
    json: { signIn: started.value.signIn, finish: bytesToBase64url(finish) },
  })
  if (!signedIn.ok) return signedIn.error.code === 'sign_in_failed' ? wrongPassword() : signedIn
  const slot = base64urlToBytes(signedIn.value.vault.password) ?? new Uint8Array()
  const opened = openRootKey(account, slot, { way: 'password', exportKey })
  erase(exportKey)
  if (!opened.ok) return untrusted()
  const { accountKey, deviceToken } = signedIn.value
  const made = makeIdentity(platform, { account, server, rootKey: opened.value })
  if (bytesToBase64url(made.accountKey) !== accountKey) return untrusted()
  const isSame = kept !== undefined && bytesToBase64url(kept.accountKey) === accountKey
  return present(rest, isSame ? kept : made, deviceToken)
}

/** This device, new or known, as one that the account's password lets in now. */
async function present(rest: RestClient, identity: Identity, deviceToken: string): Promise<Outcome<Entered>> {
  const { account, device, credential, signaturePrivateKey } = identity
  const proof = proveDevice({ account, device, challenge: deviceToken }, signaturePrivateKey)
  const json = { deviceToken, credential: bytesToBase64url(credential), proof: bytesToBase64url(proof) }
  return checkSession(identity, await rest.get('Session', { method: 'POST', path: routes.devices, json }))
}

function isDeviceOf({ account, server }: Identity, entrance: Entrance): boolean {
  const checked = checkEntrance(entrance)
  return checked.ok && checked.value.account === account && checked.value.server === server
}

function checkEntrance(
  entrance: Entrance,
): Outcome<{ readonly account: AccountName; readonly server: string }> {
  const account = parseAccountName(entrance.account.trim().toLowerCase())
  if (account === undefined) {
    return failure(
      'bad_name',
      'A name has 1 to 31 letters, digits, dots and dashes, and begins and ends with a letter or digit.',
    )
  }
  return { ok: true, value: { account, server: entrance.server.trim().replace(/\/+$/, '') } }
}

function makeIdentity(
  platform: Platform,
  given: { readonly account: AccountName; readonly server: string; readonly rootKey: Uint8Array },
): Identity {
  const accountKey = accountSigningKey(given.rootKey)
  const device = deviceSigningKey(platform.random.bytes(32))
  const credential = issueDeviceCredential({
    account: given.account,
    accountKey,
    signatureKey: device.publicKey,
    issuedAt: Math.floor(platform.clock.now() / 1000),
  })
  return {
    ...given,
    device: deviceIdOf(device.publicKey),
    accountKey: accountKey.publicKey,
    credential,
    signaturePublicKey: device.publicKey,
    signaturePrivateKey: device.secretKey,
  }
}

function checkSession(identity: Identity, session: Outcome<Session>): Outcome<Entered> {
  if (!session.ok) return session
  const { account, device } = session.value
  if (account !== identity.account || device !== identity.device) return untrusted()
  return { ok: true, value: { identity, session: session.value } }
}

function wrongPassword() {
  return failure('wrong_password', 'The name or the password is wrong.')
}

function untrusted() {
  return failure('server_untrusted', 'The server’s answer does not fit this account. Nothing was signed in.')
}
