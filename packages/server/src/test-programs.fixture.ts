// Programs for tests of the server: registered and allowed over HTTP by somebody who is signed in, as the app does it.

import { randomBytes } from 'node:crypto'
import { signProgramAccess } from '@sotto/crypto'
import { bytesToBase64url, type Schemas, type Scope } from '@sotto/wire'
import { sha256 } from './accounts/tokens.ts'
import type { Person } from './test-person.fixture.ts'
import { type Answer, bodyOf, type TestServer } from './test-server.fixture.ts'

export const redirectUri = 'https://bot.example/done'

export async function registerProgram(
  by: Person,
  name = 'Status board',
  redirectUris: readonly string[] = [redirectUri],
): Promise<string> {
  return bodyOf('ProgramRegistered', await by.call('POST', '/v1/programs', { json: { name, redirectUris } }))
    .program
}

/** What a program keeps to itself, and what it shows for it (RFC 7636). */
export function newVerifier(): { readonly verifier: string; readonly challenge: string } {
  const verifier = bytesToBase64url(randomBytes(32))
  return { verifier, challenge: bytesToBase64url(sha256(Buffer.from(verifier, 'ascii'))) }
}

export function askOf(
  clientId: string,
  codeChallenge: string,
  more: Partial<Schemas['ProgramAsk']> = {},
): Schemas['ProgramAsk'] {
  return {
    clientId,
    redirectUri,
    responseType: 'code',
    scope: 'profile:read people:read',
    state: 'a state',
    codeChallenge,
    codeChallengeMethod: 'S256',
    ...more,
  }
}

export function signatureFor(
  by: Person,
  of: { readonly program: string; readonly scopes: readonly Scope[]; readonly request: string },
): string {
  return bytesToBase64url(signProgramAccess({ account: by.account, ...of }, by.accountKey))
}

/** Where the browser goes after a yes. */
export async function allow(by: Person, ask: Schemas['ProgramAsk']): Promise<URL> {
  const scopes = ask.scope.split(' ') as Scope[]
  const request = ask.codeChallenge
  const signature = signatureFor(by, { program: ask.clientId, scopes, request })
  const json = { ...ask, allow: true, signature }
  const answer = await by.call('POST', '/v1/programs/requests/answer', { json })
  return new URL(bodyOf('ProgramAnswered', answer).redirect)
}

export function postForm(
  server: TestServer,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return server.call('POST', path, { body: new URLSearchParams(fields).toString(), headers })
}

/** The code of an OAuth refusal, after looking at its whole form. */
export function errorOf(answer: Answer): string {
  const { error, error_description: words } = answer.json as { error: string; error_description: string }
  const type = answer.headers.get('content-type') ?? ''
  const isProper = /^application\/json/.test(type) && answer.headers.get('cache-control') === 'no-store'
  if (!isProper || answer.status < 400 || typeof words !== 'string') {
    throw new Error(`not a proper refusal: ${answer.status} ${type} ${answer.text}`)
  }
  return error
}

/** Registered by them, allowed by them, and exchanged. */
export async function programOf(server: TestServer, person: Person, scope = 'profile:read people:read') {
  const clientId = await registerProgram(person)
  const { verifier, challenge } = newVerifier()
  const code = (await allow(person, askOf(clientId, challenge, { scope }))).searchParams.get('code') ?? ''
  const exchange = (more: Record<string, string> = {}) =>
    postForm(server, '/oauth/token', {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
      ...more,
    })
  const tokens = bodyOf('ProgramTokens', await exchange())
  return { clientId, code, verifier, exchange, tokens }
}
