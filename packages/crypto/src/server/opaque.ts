// The server's side of OPAQUE (RFC 9807). It learns that a password is right, never the password; an
// unknown name is answered like a known one (spec/accounts.md A-12). Pure: what must be kept between
// two steps is returned as bytes.

import { client, ready, server } from '@serenity-kit/opaque'
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
import { opaqueIdentifiers } from '../account/opaque-identifiers.ts'

/** Bytes of a registration record: client public key, masking key, envelope. */
const recordLength = 192

export type OpaqueLoginStart = {
  /** The server's setup (`createOpaqueSetup`). */
  readonly setup: Uint8Array
  readonly account: AccountName
  /** The account's registration record, or `undefined` for a name that nobody has. */
  readonly record: Uint8Array | undefined
  /** KE1 from the client. */
  readonly request: Uint8Array
}

export type OpaqueLoginStarted = {
  /** Secret; to be kept for `finishOpaqueLogin`, for a minute at most and for one use. */
  readonly state: Uint8Array
  /** KE2 for the client. */
  readonly response: Uint8Array
}

/** A fresh server setup: the OPRF seed and the long-term key. Losing it makes every password useless. */
export async function createOpaqueSetup(): Promise<Uint8Array> {
  await ready
  return toBytes(server.createSetup())
}

/** The long-term public key of a setup; throws if it is damaged. */
export async function opaqueServerKey(setup: Uint8Array): Promise<Uint8Array> {
  await ready
  return toBytes(server.getPublicKey(bytesToBase64url(setup)))
}

/** Answers a registration request (RFC 9807 §5.1.2). Keeps nothing. */
export async function respondToRegistration(
  setup: Uint8Array,
  account: AccountName,
  request: Uint8Array,
): Promise<Result<Uint8Array, Malformed>> {
  await ready
  try {
    const { registrationResponse } = server.createRegistrationResponse({
      serverSetup: bytesToBase64url(setup),
      userIdentifier: account,
      registrationRequest: bytesToBase64url(request),
    })
    return ok(toBytes(registrationResponse))
  } catch {
    assertSetup(setup)
    return malformed('registration request')
  }
}

/** Whether a record from a client is one that a later sign-in can be started with. */
export async function isRegistrationRecord(setup: Uint8Array, record: Uint8Array): Promise<boolean> {
  await ready
  if (record.length !== recordLength) return false
  const { startLoginRequest } = client.startLogin({ password: 'probe' })
  try {
    server.startLogin({
      serverSetup: bytesToBase64url(setup),
      userIdentifier: 'probe',
      registrationRecord: bytesToBase64url(record),
      startLoginRequest,
    })
    return true
  } catch {
    return false
  }
}

/** KE2 for a KE1 (RFC 9807 §6.3.2). Throws when setup or record, the server's own, are damaged. */
export async function startOpaqueLogin(
  start: OpaqueLoginStart,
): Promise<Result<OpaqueLoginStarted, Malformed>> {
  await ready
  try {
    return ok(runStart(start))
  } catch (error) {
    assertSetup(start.setup)
    if (start.record !== undefined && !failsWithoutRecord(start)) throw error
    return malformed('login request')
  }
}

/** The session key (64 bytes) when KE3 proves the password; `wrong_password` for whatever else arrives. */
export async function finishOpaqueLogin(
  account: AccountName,
  state: Uint8Array,
  finish: Uint8Array,
): Promise<Result<Uint8Array, { readonly code: 'wrong_password' }>> {
  await ready
  try {
    const { sessionKey } = server.finishLogin({
      serverLoginState: bytesToBase64url(state),
      finishLoginRequest: bytesToBase64url(finish),
      identifiers: opaqueIdentifiers(account),
    })
    return ok(toBytes(sessionKey))
  } catch {
    return err({ code: 'wrong_password' })
  }
}

function runStart({ setup, account, record, request }: OpaqueLoginStart): OpaqueLoginStarted {
  const { serverLoginState, loginResponse } = server.startLogin({
    serverSetup: bytesToBase64url(setup),
    userIdentifier: account,
    registrationRecord: record === undefined ? null : bytesToBase64url(record),
    startLoginRequest: bytesToBase64url(request),
    identifiers: opaqueIdentifiers(account),
  })
  return { state: toBytes(serverLoginState), response: toBytes(loginResponse) }
}

/** Throws when the fault is the server's own setup and not what the client sent. */
function assertSetup(setup: Uint8Array): void {
  server.getPublicKey(bytesToBase64url(setup))
}

function failsWithoutRecord(start: OpaqueLoginStart): boolean {
  try {
    runStart({ ...start, record: undefined })
    return false
  } catch {
    return true
  }
}

function toBytes(text: string): Uint8Array {
  const bytes = base64urlToBytes(text)
  if (bytes === undefined) throw new Error('the OPAQUE library wrote something that is not base64url')
  return bytes
}
