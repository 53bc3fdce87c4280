// Ways in for tests of the server: proofs by recovery code and account key, new passwords and codes, as a client
// makes them, over HTTP.

import {
  answerChallenge,
  deviceIdOf,
  generateRecoverySecret,
  type MlsDevice,
  proveDevice,
  recoverySigningKey,
  type SigningKey,
  sealRootKey,
  signWaysIn,
  startRegistration,
  type WaysIn,
} from '@sotto/crypto'
import { type AccountName, base64urlToBytes, bytesToBase64url, type Result } from '@sotto/wire'
import { type Answer, bodyOf, type TestServer } from './test-server.fixture.ts'

export type Owner = {
  readonly account: AccountName
  readonly accountKey: SigningKey
  readonly rootKey: Uint8Array
}

/** Both halves of a sign-in by another way; `between` happens between them. */
export async function tryProof(
  server: TestServer,
  asked: { readonly account: AccountName; readonly way: 'recovery' | 'key'; readonly key: SigningKey },
  between: () => void = () => undefined,
) {
  const { account, way, key } = asked
  const started = await server.call('POST', '/v1/sessions/proofs/start', { json: { account, way } })
  const { attempt, challenge, serverKey } = bodyOf('ProofStarted', started)
  const question = { account, way, challenge: bytes(challenge), serverKey: bytes(serverKey) }
  const signature = bytesToBase64url(answerChallenge(question, key))
  between()
  const finish = () => server.call('POST', '/v1/sessions/proofs/finish', { json: { attempt, signature } })
  return { started, finished: await finish(), again: finish }
}

export async function proofBy(
  server: TestServer,
  asked: { readonly account: AccountName; readonly way: 'recovery' | 'key'; readonly key: SigningKey },
): Promise<string> {
  return bodyOf('Proved', (await tryProof(server, asked)).finished).proof
}

/** Record and slot for a new password. */
export async function passwordFor(
  server: TestServer,
  owner: Owner,
  given: { readonly proof: string; readonly password: string },
): Promise<NonNullable<WaysIn['password']>> {
  const { account, rootKey } = owner
  const { proof, password } = given
  const run = await startRegistration({ account, password })
  const json = { proof, request: bytesToBase64url(run.request) }
  const started = await server.call('POST', '/v1/account/password/start', { json })
  const done = value(run.finish(bytes(bodyOf('RegistrationStarted', started).response)))
  return {
    record: done.record,
    slot: sealRootKey(account, rootKey, { way: 'password', exportKey: done.exportKey }),
  }
}

/** Key and slot of a new recovery code. */
export function recoveryFor({ account, rootKey }: Owner) {
  const secret = generateRecoverySecret()
  const slot = sealRootKey(account, rootKey, { way: 'recovery', secret })
  return { secret, recovery: { key: recoverySigningKey(secret).publicKey, slot } }
}

type Given<W extends 'password' | 'recovery'> = Required<Pick<WaysIn, 'proof' | W>>

export function putPassword(server: TestServer, owner: Owner, given: Given<'password'>): Promise<Answer> {
  const { record, slot } = given.password
  const json = { ...signed(owner, given), record: bytesToBase64url(record), slot: bytesToBase64url(slot) }
  return server.call('PUT', '/v1/account/password', { json })
}

export function putRecovery(server: TestServer, owner: Owner, given: Given<'recovery'>): Promise<Answer> {
  const { key, slot } = given.recovery
  const json = { ...signed(owner, given), recoveryKey: bytesToBase64url(key), slot: bytesToBase64url(slot) }
  return server.call('PUT', '/v1/account/recovery', { json })
}

export function postRecovered(
  server: TestServer,
  owner: Owner,
  given: Given<'password' | 'recovery'> & { readonly device: MlsDevice },
): Promise<Answer> {
  const { device, ...ways } = given
  const { proof, password, recovery } = ways
  const of = { account: owner.account, device: deviceIdOf(device.signaturePublicKey), challenge: proof }
  const json = {
    ...signed(owner, ways),
    record: bytesToBase64url(password.record),
    vault: { password: bytesToBase64url(password.slot), recovery: bytesToBase64url(recovery.slot) },
    recoveryKey: bytesToBase64url(recovery.key),
    credential: bytesToBase64url(device.credential),
    deviceProof: bytesToBase64url(proveDevice(of, device.signaturePrivateKey)),
  }
  return server.call('POST', '/v1/account/recovered', { json })
}

/** The proof, and the account's signature over these ways. */
function signed({ account, accountKey }: Owner, ways: Omit<WaysIn, 'account'>) {
  const signature = bytesToBase64url(signWaysIn({ account, ...ways }, accountKey))
  return { proof: ways.proof, signature }
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
