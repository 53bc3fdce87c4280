// The client's side of OPAQUE (RFC 9807, ristretto255-SHA512, Argon2id stretching): sign-up and
// sign-in without the server ever seeing the password. The export key, the same at every sign-in,
// opens the vault (spec/accounts.md ).

import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  err,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'
import { opaqueIdentifiers } from './opaque-identifiers.ts'
import { preparePassword } from './password-text.ts'
import { keyStretching } from './stretching.ts'

/** Loaded when somebody signs up or in: it is a third of the engine's code, and opening the app needs none of it. */
async function opaqueClient() {
  const { client, ready } = await import('@serenity-kit/opaque')
  await ready
  return client
}

export type Credentials = { readonly account: AccountName; readonly password: string }

export type Registered = {
  /** For the server to keep: `RegistrationFinish.record`. */
  readonly record: Uint8Array
  /** 64 bytes that only the password yields, the same at every sign-in. */
  readonly exportKey: Uint8Array
  /** The server's long-term OPAQUE public key, for pinning. */
  readonly serverKey: Uint8Array
}

export type LoggedIn = {
  /** The last message, which proves the password to the server: `SignInFinish.finish`. */
  readonly finish: Uint8Array
  readonly exportKey: Uint8Array
  /** 64 bytes shared with the server, fresh in every run. */
  readonly sessionKey: Uint8Array
  readonly serverKey: Uint8Array
}

/** A wrong password, an unknown name and a server that does not know the record look the same. */
export type LoginError = Malformed | { readonly code: 'wrong_password' }

/** A run that has sent its first message; `finish` takes the answer, once. */
export type RegistrationRun = {
  readonly request: Uint8Array
  readonly finish: (response: Uint8Array) => Result<Registered, Malformed>
}
export type LoginRun = {
  readonly request: Uint8Array
  readonly finish: (response: Uint8Array) => Result<LoggedIn, LoginError>
}

/** Sign-up (RFC 9807 §5). `finish` stretches the password: it takes a third of a second and blocks its thread. */
export async function startRegistration(credentials: Credentials): Promise<RegistrationRun> {
  const client = await opaqueClient()
  const password = preparePassword(credentials.password)
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password })
  const finish = (response: Uint8Array) =>
    reading<Registered, never>('registration response', () => {
      const done = client.finishRegistration({
        password,
        clientRegistrationState,
        registrationResponse: bytesToBase64url(response),
        identifiers: opaqueIdentifiers(credentials.account),
        keyStretching: keyStretching(),
      })
      return ok({
        record: toBytes(done.registrationRecord),
        exportKey: toBytes(done.exportKey),
        serverKey: toBytes(done.serverStaticPublicKey),
      })
    })
  return { request: toBytes(registrationRequest), finish }
}

/** Sign-in (RFC 9807 §6): KE1 now, KE3 from `finish`, which stretches the password as above. */
export async function startLogin(credentials: Credentials): Promise<LoginRun> {
  const client = await opaqueClient()
  const password = preparePassword(credentials.password)
  const { clientLoginState, startLoginRequest } = client.startLogin({ password })
  const finish = (response: Uint8Array): Result<LoggedIn, LoginError> =>
    reading('login response', () => {
      const done = client.finishLogin({
        password,
        clientLoginState,
        loginResponse: bytesToBase64url(response),
        identifiers: opaqueIdentifiers(credentials.account),
        keyStretching: keyStretching(),
      })
      if (done === undefined) return err({ code: 'wrong_password' })
      return ok({
        finish: toBytes(done.finishLoginRequest),
        exportKey: toBytes(done.exportKey),
        sessionKey: toBytes(done.sessionKey),
        serverKey: toBytes(done.serverStaticPublicKey),
      })
    })
  return { request: toBytes(startLoginRequest), finish }
}

/** The library throws at what does not parse; it never tells more, so neither do we. */
function reading<T, E>(what: string, read: () => Result<T, E>): Result<T, E | Malformed> {
  try {
    return read()
  } catch {
    return malformed(what)
  }
}

function toBytes(text: string): Uint8Array {
  const bytes = base64urlToBytes(text)
  if (bytes === undefined) throw new Error('the OPAQUE library wrote something that is not base64url')
  return bytes
}
