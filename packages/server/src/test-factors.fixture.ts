// Second factors for tests of the server, as a client sets them up and answers with them, over HTTP.

import {
  type FactorChange,
  generateBackupCodes,
  newTotpSecret,
  passkeyPrfInput,
  sealRootKey,
  signFactorChange,
} from '@sotto/crypto'
import { totpCode, totpStep } from '@sotto/crypto/server'
import { base64urlToBytes, bytesToBase64url, readShape, type Schemas } from '@sotto/wire'
import { name, password, registrationOf, trySignIn } from './test-person.fixture.ts'
import { type Answer, bodyOf, type TestServer } from './test-server.fixture.ts'
import type { Owner } from './test-ways.fixture.ts'
import type { SoftAuthenticator } from './testing/soft-authenticator.ts'

/** Somebody who has signed up, with everything that is theirs. */
export type Known = Owner & {
  readonly token: string
  readonly device: Awaited<ReturnType<typeof registrationOf>>['device']
}

export async function owner(server: TestServer, text: string): Promise<Known> {
  const { body, accountKey, rootKey, device } = await registrationOf(server, name(text))
  const finished = await server.call('POST', '/v1/accounts/registration/finish', { json: body })
  const { accessToken: token } = bodyOf('Session', finished)
  return { account: name(text), accountKey, rootKey, device, token }
}

/** A proof of the password; with an answer to the question for a second factor, if there is one. */
export async function proofOf(
  server: TestServer,
  one: Known,
  answer?: (
    attempt: string,
  ) => Schemas['SecondFactor']['answer'] | Promise<Schemas['SecondFactor']['answer']>,
): Promise<string> {
  const { finished } = await trySignIn(server, one.account, password)
  if (finished.status === 200) return bodyOf('SignedIn', finished).deviceToken
  const { attempt } = questionIn(finished)
  if (answer === undefined) throw new Error(`a second factor is asked for: ${finished.text}`)
  return bodyOf('Proved', await answerTo(server, attempt, await answer(attempt))).proof
}

export function questionIn(answer: Answer) {
  const problem = readShape('Problem', answer.json)
  if (!problem.ok || problem.value.secondFactor === undefined) throw new Error(`no question: ${answer.text}`)
  return problem.value.secondFactor
}

export function answerTo(server: TestServer, attempt: string, answer: Schemas['SecondFactor']['answer']) {
  return server.call('POST', '/v1/sessions/second', { json: { attempt, answer } })
}

/** What an authenticator app shows for the secret, so many codes from now. */
export function codeFor(server: TestServer, secret: Uint8Array, ahead = 0): string {
  return totpCode(secret, totpStep(server.clock.now()) + ahead)
}

export function signature(one: Owner, proof: string, change: FactorChange): string {
  return bytesToBase64url(signFactorChange({ account: one.account, proof, change }, one.accountKey))
}

export async function putAuthenticator(server: TestServer, one: Owner, proof: string) {
  const [secret, codes] = [newTotpSecret(), generateBackupCodes()]
  const json = {
    proof,
    secret: bytesToBase64url(secret),
    code: codeFor(server, secret),
    codes,
    signature: signature(one, proof, { kind: 'add-authenticator', secret, codes }),
  }
  const answer = await server.call('PUT', '/v1/account/authenticator', { json })
  return { answer, secret, codes, json }
}

export type Making = {
  readonly origin?: string
  readonly type?: string
  readonly codes?: readonly string[]
  readonly slot?: boolean
  /** Another challenge than the server's. */
  readonly challenge?: string
}

export async function putPasskey(
  server: TestServer,
  one: Owner,
  given: { readonly proof: string; readonly by: SoftAuthenticator; readonly making?: Making },
) {
  const { proof, by, making = {} } = given
  const started = await server.call('POST', '/v1/account/passkeys/start', { json: { proof } })
  const wanted = bodyOf('PasskeyWanted', started)
  const { origin = originOf(server), type, codes, challenge = wanted.challenge } = making
  const made = by.make({ ...wanted, challenge }, { origin, ...(type === undefined ? {} : { type }) })
  const prf = making.slot === false ? undefined : by.prf(passkeyPrfInput)
  const slot = prf && sealRootKey(one.account, one.rootKey, { way: 'passkey', prf })
  const id = base64urlToBytes(made.id) ?? new Uint8Array()
  const change = { kind: 'add-passkey', id, ...(slot && { slot }), ...(codes && { codes }) } as const
  const json = {
    ...{ proof, attempt: wanted.attempt, ...made, name: bytesToBase64url(new Uint8Array(8)) },
    ...(slot && { slot: bytesToBase64url(slot) }),
    ...(codes && { codes }),
    signature: signature(one, proof, change),
  }
  const answer = await server.call('PUT', '/v1/account/passkeys', { json })
  return { answer, id: made.id, wanted, json }
}

export async function askPasskey(server: TestServer): Promise<Schemas['PasskeyAsked']> {
  return bodyOf('PasskeyAsked', await server.call('POST', '/v1/sessions/passkeys/start'))
}

export function finishPasskey(
  server: TestServer,
  attempt: string,
  shown: ReturnType<SoftAuthenticator['show']>,
): Promise<Answer> {
  return server.call('POST', '/v1/sessions/passkeys/finish', { json: { attempt, ...shown } })
}

export function originOf(server: TestServer): string {
  return server.url.replace('127.0.0.1', 'localhost')
}

export function removeFactor(
  server: TestServer,
  one: Owner,
  given: { proof: string; id?: string },
): Promise<Answer> {
  const { proof, id } = given
  const change =
    id === undefined
      ? ({ kind: 'remove-authenticator' } as const)
      : ({ kind: 'remove-passkey', id: base64urlToBytes(id) ?? new Uint8Array() } as const)
  const path = id === undefined ? '/v1/account/authenticator' : `/v1/account/passkeys/${id}`
  return server.call('DELETE', path, { json: { proof, signature: signature(one, proof, change) } })
}

export async function ownFactors(server: TestServer, { token }: Known): Promise<Schemas['OwnFactors']> {
  return bodyOf('OwnFactors', await server.call('GET', '/v1/account/factors', { token }))
}
