// People for tests of the server: they sign up and in by OPAQUE as a client does, over HTTP.

import {
  accountSigningKey,
  createMls,
  deviceIdOf,
  generateRecoverySecret,
  generateRootKey,
  issueDeviceCredential,
  issueDeviceRevocation,
  type MlsDevice,
  newSignatureKeyPair,
  openRootKey,
  proveDevice,
  recoverySigningKey,
  type SigningKey,
  sealRootKey,
  startLogin,
  startRegistration,
  unsafeReadDeviceCredential,
} from '@sotto/crypto'
import { unsafeStretchQuickly } from '@sotto/crypto/testing'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  parseAccountName,
  parseDeviceId,
  type Result,
  type Schemas,
} from '@sotto/wire'
import { type Answer, bodyOf, type Call, type TestServer } from './test-server.fixture.ts'

export const password = 'a password for tests only'

unsafeStretchQuickly()

/** One device of a person, signed in. */
export type Person = {
  readonly account: AccountName
  readonly accountKey: SigningKey
  readonly device: MlsDevice
  readonly session: Schemas['Session']
  /** A request with this device's access token. */
  call(method: string, path: string, call?: Call): Promise<Answer>
}

export function name(text: string): AccountName {
  const parsed = parseAccountName(text)
  if (parsed === undefined) throw new TypeError(`not an account name: ${text}`)
  return parsed
}

/** A device with keys of its own and the account's word for it. */
export function newDevice(
  account: AccountName,
  accountKey: SigningKey,
  keys: Omit<MlsDevice, 'credential'> = newSignatureKeyPair(),
): MlsDevice {
  const issuedAt = Math.floor(Date.now() / 1000)
  const { signaturePublicKey, signaturePrivateKey } = keys
  const issue = { account, accountKey, signatureKey: signaturePublicKey, issuedAt }
  return { signaturePublicKey, signaturePrivateKey, credential: issueDeviceCredential(issue) }
}

/** Everything the last half of a sign-up sends, so that a test can change some of it. */
export async function registrationOf(server: TestServer, account: AccountName) {
  const rootKey = generateRootKey()
  const accountKey = accountSigningKey(rootKey)
  const device = newDevice(account, accountKey)
  const run = await startRegistration({ account, password })
  const started = await server.call('POST', '/v1/accounts/registration/start', {
    json: { account, request: bytesToBase64url(run.request) },
  })
  const { record, exportKey } = value(run.finish(bytes(bodyOf('RegistrationStarted', started).response)))
  const secret = generateRecoverySecret()
  const body = {
    account,
    record: bytesToBase64url(record),
    accountKey: bytesToBase64url(accountKey.publicKey),
    vault: {
      password: bytesToBase64url(sealRootKey(account, rootKey, { way: 'password', exportKey })),
      recovery: bytesToBase64url(sealRootKey(account, rootKey, { way: 'recovery', secret })),
    },
    recoveryKey: bytesToBase64url(recoverySigningKey(secret).publicKey),
    credential: bytesToBase64url(device.credential),
  }
  return { body, accountKey, device, rootKey, secret }
}

export async function signUp(server: TestServer, text: string): Promise<Person> {
  const account = name(text)
  const { body, accountKey, device } = await registrationOf(server, account)
  const finished = await server.call('POST', '/v1/accounts/registration/finish', { json: body })
  return personOf(server, { account, accountKey, device, session: bodyOf('Session', finished) })
}

/** The last answer of a sign-in, right or wrong, and the one before it. */
export async function trySignIn(
  server: TestServer,
  account: string,
  tried: string,
  /** Happens between the two halves. */
  between: () => void = () => undefined,
  /** Sent along with the last message. */
  extra: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly started: Answer; readonly finished: Answer; readonly exportKey?: Uint8Array }> {
  const run = await startLogin({ account: name(account), password: tried })
  const started = await server.call('POST', '/v1/sessions/start', {
    json: { account, request: bytesToBase64url(run.request) },
  })
  const { signIn, response } = bodyOf('SignInStarted', started)
  const done = run.finish(bytes(response))
  // Whoever guesses wrong has no last message; a stubborn one sends another.
  const finish = done.ok ? done.value.finish : new Uint8Array(64).fill(7)
  between()
  const finished = await server.call('POST', '/v1/sessions/finish', {
    json: { signIn, finish: bytesToBase64url(finish), ...extra },
  })
  return done.ok ? { started, finished, exportKey: done.value.exportKey } : { started, finished }
}

/** Signs in on a new device, with the account key out of the vault. */
export async function signIn(server: TestServer, text: string): Promise<Person> {
  const { finished, exportKey } = await trySignIn(server, text, password)
  const { account, vault, deviceToken } = bodyOf('SignedIn', finished)
  if (exportKey === undefined) throw new Error('no export key')
  const rootKey = value(openRootKey(name(account), bytes(vault.password), { way: 'password', exportKey }))
  const accountKey = accountSigningKey(rootKey)
  const device = newDevice(name(account), accountKey)
  const added = await addDevice(server, deviceToken, device)
  return personOf(server, { account: name(account), accountKey, device, session: bodyOf('Session', added) })
}

/** `challenge`: of another sign-in than the one that the token is of. */
export function addDevice(
  server: TestServer,
  deviceToken: string,
  device: MlsDevice,
  challenge = deviceToken,
): Promise<Answer> {
  const read = unsafeReadDeviceCredential(device.credential)
  if (!read.ok) throw new TypeError('not a credential')
  const of = { account: read.value.account, device: deviceIdOf(device.signaturePublicKey), challenge }
  const proof = bytesToBase64url(proveDevice(of, device.signaturePrivateKey))
  const credential = bytesToBase64url(device.credential)
  return server.call('POST', '/v1/devices', { json: { deviceToken, credential, proof } })
}

/** The account's word that one of its devices is signed out; of this device, if no other is named. */
export function revocationOf(
  by: Pick<Person, 'account' | 'accountKey' | 'device'>,
  named: string = deviceIdOf(by.device.signaturePublicKey),
): string {
  const { account, accountKey } = by
  const device = parseDeviceId(named)
  if (device === undefined) throw new TypeError(`not a device id: ${named}`)
  return bytesToBase64url(issueDeviceRevocation({ account, accountKey, device, revokedAt: 1_790_000_000 }))
}

export function signOut(server: TestServer, person: Person): Promise<Answer> {
  return server.call('POST', '/v1/devices/revocations', { json: { revocation: revocationOf(person) } })
}

/** A fresh proof of the password. */
export async function deviceToken(server: TestServer, account: string): Promise<string> {
  const { finished } = await trySignIn(server, account, password)
  return bodyOf('SignedIn', finished).deviceToken
}

export type KeyPackageWish = { readonly lastResort?: boolean; readonly days?: number; readonly from?: number }

/** A key package of a device, as base64url. `from`: seconds since 1970. */
export async function keyPackageOf(device: MlsDevice, wish: KeyPackageWish = {}): Promise<string> {
  const { lastResort = false, days = 30, from = Math.floor(Date.now() / 1000) - 60 } = wish
  const made = await mls.generateKeyPackage({
    device,
    notBefore: from,
    notAfter: from + days * 24 * 3600,
    lastResort,
  })
  return bytesToBase64url(made.keyPackage)
}

const mls = createMls({
  auth: { validate: async () => ({ ok: true }), identity: (credential) => bytesToBase64url(credential) },
  now: () => Date.now(),
})

function personOf(server: TestServer, person: Omit<Person, 'call'>): Person {
  return {
    ...person,
    call: (method, path, call = {}) =>
      server.call(method, path, { token: person.session.accessToken, ...call }),
  }
}

function bytes(text: string): Uint8Array {
  const decoded = base64urlToBytes(text)
  if (decoded === undefined) throw new TypeError('not base64url')
  return decoded
}

function value<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected success, got ${JSON.stringify(result.error)}`)
  return result.value
}
