// People who sign up and in as the app does, but for the stretching of the password: it is the client's work
// alone, the server sees no difference, and a generator that did it would measure itself.

import { client, ready } from '@serenity-kit/opaque'
import {
  accountSigningKey,
  deviceIdOf,
  generateRecoverySecret,
  generateRootKey,
  issueDeviceCredential,
  newSignatureKeyPair,
  openRootKey,
  proveDevice,
  recoverySigningKey,
  sealRootKey,
} from '@sotto/crypto'
import { type AccountName, base64urlToBytes, bytesToBase64url, parseAccountName } from '@sotto/wire'
import type { Caller } from './requests.ts'

const keyStretching = { 'argon2id-custom': { iterations: 1, memory: 8, parallelism: 1 } }
const password = 'a password for benches only'

/** The parties as both sides name them (spec/accounts.md A-11). */
export function identifiersOf(account: AccountName): { readonly client: string; readonly server: string } {
  return { client: account, server: 'sotto' }
}

export function nameOf(text: string): AccountName {
  const account = parseAccountName(text)
  if (account === undefined) throw new TypeError(`not a name: ${text}`)
  return account
}

export type LoginStarted = { readonly state: string; readonly request: string }

export function startLogin(tried = password): LoginStarted {
  const { clientLoginState, startLoginRequest } = client.startLogin({ password: tried })
  return { state: clientLoginState, request: startLoginRequest }
}

export type LoginFinished = { readonly finish: string; readonly exportKey: Uint8Array }

/** KE3 and the export key; throws when the password is wrong. */
export function finishLogin(account: AccountName, { state }: LoginStarted, response: string): LoginFinished {
  const done = client.finishLogin({
    password,
    clientLoginState: state,
    loginResponse: response,
    identifiers: identifiersOf(account),
    keyStretching,
  })
  if (done === undefined) throw new Error('the server knows another password')
  return { finish: done.finishLoginRequest, exportKey: bytesOf(done.exportKey) }
}

export type Registered = { readonly record: string; readonly exportKey: Uint8Array }

/** `respond` is the server: it answers the registration request. */
export async function register(
  account: AccountName,
  respond: (request: string) => string | Promise<string>,
): Promise<Registered> {
  await ready
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password })
  const done = client.finishRegistration({
    password,
    clientRegistrationState,
    registrationResponse: await respond(registrationRequest),
    identifiers: identifiersOf(account),
    keyStretching,
  })
  return { record: done.registrationRecord, exportKey: bytesOf(done.exportKey) }
}

function bytesOf(text: string): Uint8Array {
  const bytes = base64urlToBytes(text)
  if (bytes === undefined) throw new Error('this is not base64url')
  return bytes
}

export async function signUp(caller: Caller, account: AccountName): Promise<void> {
  const { record, exportKey } = await register(account, async (request) => {
    const json = { account, request }
    return (await caller.ask('RegistrationStarted', '/v1/accounts/registration/start', json)).response
  })
  const rootKey = generateRootKey()
  const accountKey = accountSigningKey(rootKey)
  const { signaturePublicKey: signatureKey } = newSignatureKeyPair()
  const issuedAt = Math.floor(Date.now() / 1000)
  const credential = issueDeviceCredential({ account, accountKey, signatureKey, issuedAt })
  const secret = generateRecoverySecret()
  await caller.ask('Session', '/v1/accounts/registration/finish', {
    account,
    record,
    accountKey: bytesToBase64url(accountKey.publicKey),
    vault: {
      password: bytesToBase64url(sealRootKey(account, rootKey, { way: 'password', exportKey })),
      recovery: bytesToBase64url(sealRootKey(account, rootKey, { way: 'recovery', secret })),
    },
    recoveryKey: bytesToBase64url(recoverySigningKey(secret).publicKey),
    credential: bytesToBase64url(credential),
  })
}

/** Both halves of a sign-in. Throws when it is refused. */
export async function signIn(caller: Caller, account: AccountName) {
  await ready
  const login = startLogin()
  const started = await caller.ask('SignInStarted', '/v1/sessions/start', {
    account,
    request: login.request,
  })
  const { finish, exportKey } = finishLogin(account, login, started.response)
  const signedIn = await caller.ask('SignedIn', '/v1/sessions/finish', { signIn: started.signIn, finish })
  return { ...signedIn, exportKey }
}

/** Signs in and adds a device, as somebody with a new browser does. Throws when it is refused. */
export async function addDevice(caller: Caller, account: AccountName): Promise<void> {
  const { vault, deviceToken, exportKey } = await signIn(caller, account)
  const rootKey = openRootKey(account, bytesOf(vault.password), { way: 'password', exportKey })
  if (!rootKey.ok) throw new Error('the vault did not open')
  const accountKey = accountSigningKey(rootKey.value)
  const { signaturePublicKey: signatureKey, signaturePrivateKey } = newSignatureKeyPair()
  const issuedAt = Math.floor(Date.now() / 1000)
  const credential = issueDeviceCredential({ account, accountKey, signatureKey, issuedAt })
  const of = { account, device: deviceIdOf(signatureKey), challenge: deviceToken }
  await caller.ask('Session', '/v1/devices', {
    deviceToken,
    credential: bytesToBase64url(credential),
    proof: bytesToBase64url(proveDevice(of, signaturePrivateKey)),
  })
}
