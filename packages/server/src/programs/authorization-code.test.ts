import { limits } from '@sotto/wire'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signUp } from '../test-person.fixture.ts'
import {
  allow,
  askOf,
  errorOf,
  newVerifier,
  postForm,
  programOf,
  redirectUri,
  registerProgram,
  signatureFor,
} from '../test-programs.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
let mallory: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
  mallory = await signUp(server, 'mallory')
})
afterAll(() => server.close())

const look = (by: Person, json: object) => by.call('POST', '/v1/programs/requests/look', { json })
const answer = (by: Person, json: object) => by.call('POST', '/v1/programs/requests/answer', { json })
const profile = (token: string) => server.call('GET', '/v1/profile', { token })

describe('an independent client', () => {
  const insecure = { [oauth.allowInsecureRequests]: true }

  it('[OA-3] [OA-6] gets tokens by authorization code, renews and revokes them', async () => {
    const issuer = new URL(server.url.replace('127.0.0.1', 'localhost'))
    const options = { algorithm: 'oauth2', ...insecure } as const
    const found = await oauth.discoveryRequest(issuer, options)
    const as = await oauth.processDiscoveryResponse(issuer, found)
    const client = { client_id: await registerProgram(alice) }
    const verifier = oauth.generateRandomCodeVerifier()
    const challenge = await oauth.calculatePKCECodeChallenge(verifier)
    const state = oauth.generateRandomState()
    const ask = askOf(client.client_id, challenge, { state })
    expect(bodyOf('ProgramAsked', await look(alice, ask))).toEqual({
      program: client.client_id,
      name: 'Status board',
      by: 'alice',
      scopes: ['profile:read', 'people:read'],
      host: 'bot.example',
    })
    const back = await allow(alice, ask)
    const params = oauth.validateAuthResponse(as, client, back, state)
    const none = oauth.None()
    const asked = await oauth.authorizationCodeGrantRequest(
      as, client, none, params, redirectUri, verifier, insecure,
    ) // biome-ignore format: in the order of the library
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, asked)
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'profile:read people:read' })
    const resource = new URL('/v1/profile', issuer)
    const told = await oauth.protectedResourceRequest(
      tokens.access_token, 'GET', resource, undefined, undefined, insecure,
    ) // biome-ignore format: in the order of the library
    expect(await told.json()).toMatchObject({ account: 'alice' })

    const renewing = await oauth.refreshTokenGrantRequest(
      as,
      client,
      none,
      tokens.refresh_token ?? '',
      insecure,
    )
    const renewed = await oauth.processRefreshTokenResponse(as, client, renewing)
    expect((await profile(renewed.access_token)).status).toBe(200)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, none, renewed.refresh_token ?? '', insecure),
    )
    expect((await profile(renewed.access_token)).status).toBe(401)
    expect((await profile(tokens.access_token)).status).toBe(401)
  })

  it('[OA-4] gets tokens by device code, as slowly as it is told', async () => {
    const issuer = new URL(server.url.replace('127.0.0.1', 'localhost'))
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    const as = await oauth.processDiscoveryResponse(issuer, found)
    const client = { client_id: await registerProgram(alice, 'News bot', []) }
    const started = await oauth.processDeviceAuthorizationResponse(
      as,
      client,
      await oauth.deviceAuthorizationRequest(as, client, oauth.None(), { scope: 'devices:read' }, insecure),
    )
    expect(started.user_code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(started.verification_uri_complete).toBe(`${as.issuer}/device#${started.user_code}`)
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, oauth.None(), started.device_code, insecure),
      )
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
    const code = started.user_code.replace('-', '')
    const signature = signatureFor(alice, {
      program: client.client_id,
      scopes: ['devices:read'],
      request: code,
    })
    const json = { code, allow: true, signature }
    expect((await alice.call('POST', '/v1/programs/codes/answer', { json })).status).toBe(204)
    const tokens = await poll()
    expect((await server.call('GET', '/v1/devices', { token: tokens.access_token })).status).toBe(200)
  })
})

describe('a code', () => {
  it('[OA-6] shown twice ends what came of it', async () => {
    const { exchange, tokens } = await programOf(server, alice)
    expect((await profile(tokens.access_token)).status).toBe(200)
    expect(errorOf(await exchange())).toBe('invalid_grant')
    expect((await profile(tokens.access_token)).status).toBe(401)
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
    expect(errorOf(await exchange(refresh))).toBe('invalid_grant')
  })

  it.each([
    ['another verifier', { code_verifier: newVerifier().verifier }, 'invalid_grant'],
    ['the challenge as the verifier', { code_verifier: 'the challenge' }, 'invalid_grant'],
    ['no verifier', { code_verifier: undefined }, 'invalid_request'],
    ['another redirect address', { redirect_uri: 'https://bot.example/other' }, 'invalid_grant'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no client', { client_id: undefined }, 'invalid_client'],
    ['another server', { resource: 'https://elsewhere.example' }, 'invalid_target'],
  ])('[OA-6] with %s gives nothing', async (_what, wrong, error) => {
    const clientId = await registerProgram(alice)
    const { verifier, challenge } = newVerifier()
    const code = (await allow(alice, askOf(clientId, challenge))).searchParams.get('code') ?? ''
    const fields: Record<string, string | undefined> = {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
      ...wrong,
    }
    if (fields.code_verifier === 'the challenge') fields.code_verifier = challenge
    const given = Object.entries(fields).filter((one): one is [string, string] => one[1] !== undefined)
    expect(errorOf(await postForm(server, '/oauth/token', Object.fromEntries(given)))).toBe(error)
    const own = bodyOf('OwnPrograms', await alice.call('GET', '/v1/programs'))
    expect(own.access.filter((one) => one.program === clientId)).toEqual([])
    await alice.call('DELETE', `/v1/programs/${clientId}`)
  })

  it('[OA-6] of another client, or after a minute, gives nothing, and is used up by a wrong try', async () => {
    const [clientId, other] = [await registerProgram(alice), await registerProgram(mallory)]
    const { verifier, challenge } = newVerifier()
    const fresh = async () => (await allow(alice, askOf(clientId, challenge))).searchParams.get('code') ?? ''
    const shown = (code: string, client_id: string) =>
      postForm(server, '/oauth/token', {
        grant_type: 'authorization_code',
        client_id,
        code,
        code_verifier: verifier,
      })
    const stolen = await fresh()
    expect(errorOf(await shown(stolen, other))).toBe('invalid_grant')
    expect(errorOf(await shown(stolen, clientId))).toBe('invalid_grant')
    const late = await fresh()
    server.clock.advance(60_001)
    expect(errorOf(await shown(late, clientId))).toBe('invalid_grant')
    expect((await shown(await fresh(), clientId)).status).toBe(200)
  })
})

describe('what a program asks for', () => {
  it.each([
    ['no PKCE', { codeChallenge: '' }],
    ['PKCE in the open', { codeChallengeMethod: 'plain' }],
    ['a challenge of another length', { codeChallenge: 'AAAA' }],
    ['tokens in the address', { responseType: 'token' }],
    ['an unknown scope', { scope: 'profile:read messages:read' }],
    ['no scope', { scope: ' ' }],
    ['another server', { resource: 'https://elsewhere.example' }],
    ['an address that was not registered', { redirectUri: 'https://bot.example/done/else' }],
    ['the address with a query', { redirectUri: `${redirectUri}?next=1` }],
    ['the address on another port', { redirectUri: 'https://bot.example:8443/done' }],
    ['the address in other letters', { redirectUri: 'https://BOT.example/done' }],
  ])('[OA-3] with %s is refused, and nobody is sent anywhere', async (_what, wrong) => {
    const clientId = await registerProgram(alice)
    const ask = askOf(clientId, newVerifier().challenge, wrong)
    expect(codeOf(await look(alice, ask))).toBe('bad_request')
    expect(codeOf(await answer(alice, { ...ask, allow: false }))).toBe('bad_request')
    await alice.call('DELETE', `/v1/programs/${clientId}`)
  })

  it('[OA-3] is refused for a program that nobody has registered', async () => {
    expect(codeOf(await look(alice, askOf('p_AAAAAAAAAAAAAAAAAAAAAA', newVerifier().challenge)))).toBe(
      'not_found',
    )
  })

  it('[OA-3] may go to any port of the person’s own machine, where such an address is registered', async () => {
    const clientId = await registerProgram(alice, 'Tool', ['http://127.0.0.1/cb', 'com.example.tool:/cb'])
    const asking = (uri: string) =>
      look(alice, askOf(clientId, newVerifier().challenge, { redirectUri: uri }))
    expect(bodyOf('ProgramAsked', await asking('http://127.0.0.1:49152/cb')).host).toBe('127.0.0.1:49152')
    expect(bodyOf('ProgramAsked', await asking('com.example.tool:/cb')).host).toBe('com.example.tool')
    for (const uri of [
      'http://127.0.0.1:1/other',
      'http://[::1]/cb',
      'http://127.0.0.1.evil.example/cb',
      'http://localhost/cb',
    ])
      expect(codeOf(await asking(uri))).toBe('bad_request')
  })

  it('[OA-1] is sent back only to addresses that a program can own', async () => {
    const register = (...redirectUris: string[]) =>
      alice.call('POST', '/v1/programs', { json: { name: 'x', redirectUris } })
    for (const uri of [
      'http://bot.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      'mailto:x@example.org',
      'https://u:p@bot.example/',
      'https://bot.example/#x',
      'https://bot.example/ x',
      'http://localhost/cb',
      'not an address',
    ])
      expect(codeOf(await register(uri)), uri).toBe('bad_request')
    for (const name of ['\u202Egnp.exe', 'a\nb', '\u200B'])
      expect(codeOf(await alice.call('POST', '/v1/programs', { json: { name, redirectUris: [] } }))).toBe(
        'bad_request',
      )
  })

  it('[OA-5] is given by the account key alone: a session is not enough, nor another signature', async () => {
    const clientId = await registerProgram(mallory)
    const { challenge } = newVerifier()
    const ask = askOf(clientId, challenge)
    const program = clientId
    const right = signatureFor(alice, {
      program,
      scopes: ['profile:read', 'people:read'],
      request: challenge,
    })
    expect(codeOf(await answer(alice, { ...ask, allow: true }))).toBe('forbidden')
    const forged = signatureFor(
      { ...mallory, account: alice.account },
      {
        program,
        scopes: ['profile:read', 'people:read'],
        request: challenge,
      },
    )
    expect(codeOf(await answer(alice, { ...ask, allow: true, signature: forged }))).toBe('forbidden')
    // more than was signed, or for another request
    const more = { ...ask, scope: 'profile:read people:read devices:read' }
    expect(codeOf(await answer(alice, { ...more, allow: true, signature: right }))).toBe('forbidden')
    const other = { ...ask, codeChallenge: newVerifier().challenge }
    expect(codeOf(await answer(alice, { ...other, allow: true, signature: right }))).toBe('forbidden')
    expect(codeOf(await answer(mallory, { ...ask, allow: true, signature: right }))).toBe('forbidden')
    expect((await answer(alice, { ...ask, allow: true, signature: right })).status).toBe(200)
  })

  it('[OA-3] goes back with its state and who answered, after a no as after a yes', async () => {
    const clientId = await registerProgram(alice)
    const ask = askOf(clientId, newVerifier().challenge, { state: 'a & b=c' })
    const refused = new URL(bodyOf('ProgramAnswered', await answer(alice, { ...ask, allow: false })).redirect)
    const iss = server.url.replace('127.0.0.1', 'localhost')
    expect(Object.fromEntries(refused.searchParams)).toEqual({
      error: 'access_denied',
      state: 'a & b=c',
      iss,
    })
    const allowed = await allow(alice, ask)
    expect(Object.fromEntries(allowed.searchParams)).toMatchObject({ state: 'a & b=c', iss })
    expect(allowed.href.startsWith(redirectUri)).toBe(true)
  })

  it('[OA-1] comes from so many programs, and no more', async () => {
    const greedy = await signUp(server, 'greedy')
    for (let count = 0; count < limits.programsPerAccount; count++) await registerProgram(greedy)
    const json = { name: 'one more', redirectUris: [] }
    expect(codeOf(await greedy.call('POST', '/v1/programs', { json }))).toBe('too_many')
  })
})
