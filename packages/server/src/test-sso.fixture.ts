// Signing in through the company's provider for tests of the server, as a browser does it, over HTTP.

import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { walkThrough } from '@sotto/testkit/company-provider'
import { bytesToBase64url, type Schemas } from '@sotto/wire'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import type { SsoConfig } from './sso/config.ts'
import { signature } from './test-factors.fixture.ts'
import { name, password, registrationOf, trySignIn } from './test-person.fixture.ts'
import { type Answer, bodyOf, type TestServer } from './test-server.fixture.ts'
import type { Owner } from './test-ways.fixture.ts'

export const publicUrl = 'https://chat.example.org'

/** A run that a browser has begun. */
export type Begun = { readonly secret: string; readonly address: string }

export async function begin(server: TestServer): Promise<Begun> {
  const secret = randomBytes(32)
  const binding = bytesToBase64url(createHash('sha256').update(secret).digest())
  const started = await server.call('POST', '/v1/sso/start', { json: { binding } })
  return { secret: bytesToBase64url(secret), ...bodyOf('SsoStarted', started) }
}

export function finish(server: TestServer, secret: string, answer: string): Promise<Answer> {
  return server.call('POST', '/v1/sso/finish', { json: { secret, answer } })
}

/** To the provider and back as `login`. */
export async function identify(server: TestServer, login: string): Promise<Schemas['SsoFinished']> {
  const { secret, address } = await begin(server)
  return bodyOf('SsoFinished', await finish(server, secret, await walkThrough(address, login)))
}

/** The last half of a sign-up with a ticket, or without. */
export async function signUpWith(server: TestServer, text: string, ticket?: string) {
  const { body, accountKey, rootKey, device, secret } = await registrationOf(server, name(text))
  const json = ticket === undefined ? body : { ...body, ticket }
  const answer = await server.call('POST', '/v1/accounts/registration/finish', { json })
  return { account: name(text), accountKey, rootKey, device, secret, answer }
}

/** The last answer of a sign-in by the password with a ticket, or without. */
export async function provePassword(server: TestServer, account: string, ticket?: string): Promise<Answer> {
  const extra = ticket === undefined ? {} : { ticket }
  return (await trySignIn(server, account, password, () => undefined, extra)).finished
}

type Connecting = { readonly proof: string; readonly shown: Schemas['SsoFinished'] }

export function connect(server: TestServer, one: Owner, { proof, shown }: Connecting): Promise<Answer> {
  const { issuer, subject, ticket } = shown
  const json = { proof, ticket, signature: signature(one, proof, { kind: 'connect', issuer, subject }) }
  return server.call('PUT', '/v1/account/sso', { json })
}

export function disconnect(server: TestServer, one: Owner, proof: string): Promise<Answer> {
  const json = { proof, signature: signature(one, proof, { kind: 'disconnect' }) }
  return server.call('DELETE', '/v1/account/sso', { json })
}

export async function ownConnection(server: TestServer, token: string) {
  return bodyOf('OwnAccount', await server.call('GET', '/v1/account', { token })).sso
}

/** What a provider, or somebody in its place, may get wrong or change. */
export type Tampering = {
  readonly claims?: JWTPayload
  readonly signing?: 'none' | 'another key'
  readonly status?: number
}

export type FreeProvider = {
  readonly config: SsoConfig
  /** Signs for whoever is named, and answers with the query that the browser would bring. */
  answerFor(address: string, subject: string, tampering?: Tampering): string
  stop(): Promise<void>
}

/** A provider that signs whatever it is told to. */
export async function startFreeProvider(): Promise<FreeProvider> {
  const [key, other] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  const jwk = { ...(await exportJWK(key.publicKey)), kid: '1', alg: 'ES256' }
  const codes = new Map<string, Tampering & { readonly claims: JWTPayload }>()
  let issuer = ''
  const tokenFor = async ({ claims, signing }: Tampering) => {
    if (signing === 'none') return new UnsecuredJWT(claims).encode()
    const by = signing === 'another key' ? other : key
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: '1' }).sign(by.privateKey)
  }
  const server = createServer(async (request, response) => {
    const tell = (json: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    if (request.url === '/.well-known/openid-configuration') return tell(metadataOf(issuer))
    if (request.url === '/jwks') return tell({ keys: [jwk] })
    let body = ''
    for await (const chunk of request) body += chunk
    const given = codes.get(new URLSearchParams(body).get('code') ?? '')
    if (given === undefined) return tell({ error: 'invalid_grant' }, 400)
    const tokens = { access_token: 'a', token_type: 'bearer', id_token: await tokenFor(given) }
    return tell(tokens, given.status)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const config = { issuer, clientId: 'sotto', clientSecret: undefined, name: 'Acme', required: false }
  const answerFor = (address: string, subject: string, tampering: Tampering = {}) => {
    const asked = new URL(address).searchParams
    const code = bytesToBase64url(randomBytes(8))
    const now = Math.floor(Date.now() / 1000)
    const nonce = asked.get('nonce') ?? ''
    const claims = { iss: issuer, aud: 'sotto', sub: subject, nonce, iat: now, exp: now + 60 }
    codes.set(code, { ...tampering, claims: { ...claims, ...tampering.claims } })
    return `${new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer })}`
  }
  const stop = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { config, answerFor, stop }
}

/** Says that it signs with nothing, too: a client that believes that is lost. */
function metadataOf(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}token`,
    jwks_uri: `${issuer}jwks`,
    id_token_signing_alg_values_supported: ['ES256', 'none'],
    authorization_response_iss_parameter_supported: true,
  }
}
