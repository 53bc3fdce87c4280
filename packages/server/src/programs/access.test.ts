import { decodeServerFrame, encodeClientFrame, protocolVersion } from '@sotto/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Person, signIn, signUp } from '../test-person.fixture.ts'
import {
  allow,
  askOf,
  errorOf,
  newVerifier,
  postForm,
  programOf,
  registerProgram,
  signatureFor,
} from '../test-programs.fixture.ts'
import { bodyOf, codeOf, noRates, startTestServer, type TestServer } from '../test-server.fixture.ts'
import { askOperator } from '../testing/ask-operator.ts'

let server: TestServer
let alice: Person
beforeAll(async () => {
  server = await startTestServer()
  await signUp(server, 'alice')
  await signUp(server, 'bob')
})
// tests let hours pass
beforeEach(async () => {
  alice = await signIn(server, 'alice')
})
afterAll(() => server.close())

const get = (path: string, token: string) => server.call('GET', path, { token })
const refresh = (clientId: string, token: string, more: Record<string, string> = {}) =>
  postForm(server, '/oauth/token', {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: token,
    ...more,
  })

describe('an access token', () => {
  it('[OA-9] opens what its scopes name', async () => {
    const { tokens } = await programOf(server, alice, 'profile:read people:read presence:read devices:read')
    const token = tokens.access_token
    expect((await get('/v1/profile', token)).json).toMatchObject({ account: 'alice' })
    const found = bodyOf('People', await get('/v1/people?query=bo', token))
    expect(found.people.map((one) => one.account)).toEqual(['bob'])
    expect(bodyOf('Person', await get('/v1/people/bob', token)).lastSeen).toBeGreaterThan(0)
    const devices = bodyOf('OwnDevices', await get('/v1/devices', token)).devices
    expect(devices.every((one) => !one.current)).toBe(true)
    expect(devices).not.toHaveLength(0)
  })

  it('[OA-9] without presence sees nobody there', async () => {
    const { tokens } = await programOf(server, alice, 'people:read')
    const bob = bodyOf('Person', await get('/v1/people/bob', tokens.access_token))
    expect(bob).toMatchObject({ account: 'bob', status: 'offline', lastSeen: 0 })
  })

  it('[OA-9] is refused everywhere else, at the gateway too', async () => {
    const { tokens } = await programOf(server, alice, 'people:read presence:read devices:read')
    const token = tokens.access_token
    const document = (await server.call('GET', '/docs/json')).json as {
      paths: Record<string, Record<string, { security?: Record<string, string[]>[] }>>
    }
    let refused = 0
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { security = [] }] of Object.entries(methods)) {
        const wanted = security.find((one) => 'program' in one)?.program
        if (security.length === 0 || (wanted !== undefined && wanted[0] !== 'profile:read')) continue
        const answer = await server.call(method.toUpperCase(), path.replace(/\{.*?\}/g, 'x'), { token })
        expect(codeOf(answer), `${method} ${path}`).toBe('insufficient_scope')
        expect(answer.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"')
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(30)
  })

  it('[OA-6] is good for half an hour', async () => {
    const { tokens } = await programOf(server, alice)
    server.clock.advance(30 * 60_000 - 1)
    expect((await get('/v1/profile', tokens.access_token)).status).toBe(200)
    server.clock.advance(1)
    expect(codeOf(await get('/v1/profile', tokens.access_token))).toBe('unauthenticated')
    expect(codeOf(await get('/v1/profile', tokens.refresh_token))).toBe('unauthenticated')
  })

  it('[OA-8] is dead at once when its access is ended, or its program removed', async () => {
    const owner = await signUp(server, 'owner')
    const { tokens, clientId } = await programOf(server, owner)
    const [listed] = bodyOf('OwnPrograms', await owner.call('GET', '/v1/programs')).access
    expect(listed).toMatchObject({ program: clientId, name: 'Status board', by: 'owner', used: 0 })
    expect((await get('/v1/profile', tokens.access_token)).status).toBe(200)
    const [used] = bodyOf('OwnPrograms', await owner.call('GET', '/v1/programs')).access
    expect(used?.used).toBe(server.clock.now())
    const path = `/v1/programs/access/${listed?.access}`
    expect(codeOf(await alice.call('DELETE', path))).toBe('not_found')
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect(codeOf(await get('/v1/profile', tokens.access_token))).toBe('unauthenticated')
    expect(errorOf(await refresh(clientId, tokens.refresh_token))).toBe('invalid_grant')

    const again = await programOf(server, owner)
    expect(codeOf(await alice.call('DELETE', `/v1/programs/${again.clientId}`))).toBe('not_found')
    expect((await owner.call('DELETE', `/v1/programs/${again.clientId}`)).status).toBe(204)
    expect(codeOf(await get('/v1/profile', again.tokens.access_token))).toBe('unauthenticated')
  })
})

describe('a refresh token', () => {
  it('[OA-7] is used once: whoever shows it again ends all that came of it', async () => {
    const { tokens, clientId } = await programOf(server, alice)
    const next = bodyOf('ProgramTokens', await refresh(clientId, tokens.refresh_token))
    expect((await get('/v1/profile', next.access_token)).status).toBe(200)
    expect(errorOf(await refresh(clientId, tokens.refresh_token))).toBe('invalid_grant')
    expect(codeOf(await get('/v1/profile', next.access_token))).toBe('unauthenticated')
    expect(errorOf(await refresh(clientId, next.refresh_token))).toBe('invalid_grant')
  })

  it('[OA-7] gives less when asked, never more, and to its own program alone', async () => {
    const { tokens, clientId } = await programOf(server, alice)
    const other = await registerProgram(alice, 'Another')
    expect(errorOf(await refresh(other, tokens.refresh_token))).toBe('invalid_grant')
    expect(errorOf(await refresh(clientId, tokens.refresh_token, { scope: 'devices:read' }))).toBe(
      'invalid_scope',
    )
    const less = bodyOf(
      'ProgramTokens',
      await refresh(clientId, tokens.refresh_token, { scope: 'people:read' }),
    )
    expect(less.scope).toBe('people:read')
    expect(codeOf(await get('/v1/profile', less.access_token))).toBe('insufficient_scope')
    const whole = bodyOf('ProgramTokens', await refresh(clientId, less.refresh_token))
    expect(whole.scope).toBe('profile:read people:read')
  })

  it('[OA-7] ends after 30 days without use, and what it gave goes with it', async () => {
    const owner = await signUp(server, 'idle')
    const { tokens, clientId } = await programOf(server, owner)
    server.clock.advance(29 * 24 * 3_600_000)
    const next = bodyOf('ProgramTokens', await refresh(clientId, tokens.refresh_token))
    server.clock.advance(30 * 24 * 3_600_000)
    expect(errorOf(await refresh(clientId, next.refresh_token))).toBe('invalid_grant')
  })

  it('[OA-8] revoked by its program takes the access along, and says nothing of what is not there', async () => {
    const { tokens, clientId } = await programOf(server, alice)
    const revoke = (client_id: string, token: string) =>
      postForm(server, '/oauth/revoke', { client_id, token })
    expect((await revoke('p_AAAAAAAAAAAAAAAAAAAAAA', tokens.refresh_token)).status).toBe(200)
    expect((await get('/v1/profile', tokens.access_token)).status).toBe(200)
    expect((await revoke(clientId, 'not a token')).status).toBe(200)
    expect((await revoke(clientId, tokens.refresh_token)).status).toBe(200)
    expect(codeOf(await get('/v1/profile', tokens.access_token))).toBe('unauthenticated')
    expect(errorOf(await postForm(server, '/oauth/revoke', { token: 'x' }))).toBe('invalid_request')
  })
})

describe('an account that the operator', () => {
  it('[OA-8] disables, signs out or deletes takes its programs’ tokens along', async () => {
    const [one, two] = [await signUp(server, 'disabled-one'), await signUp(server, 'signed-out-one')]
    const [first, second] = [await programOf(server, one), await programOf(server, two)]
    expect((await askOperator(server.config.dataDir, 'POST', '/accounts/disabled-one/disable')).status).toBe(
      200,
    )
    expect(
      (await askOperator(server.config.dataDir, 'POST', '/accounts/signed-out-one/sign-out')).status,
    ).toBe(200)
    for (const { tokens, clientId } of [first, second]) {
      expect(codeOf(await get('/v1/profile', tokens.access_token))).toBe('unauthenticated')
      expect(errorOf(await refresh(clientId, tokens.refresh_token))).toBe('invalid_grant')
    }
    // somebody else’s access to a program of theirs rests while they are disabled
    const { clientId } = second
    const { verifier, challenge } = newVerifier()
    const code = (await allow(alice, askOf(clientId, challenge))).searchParams.get('code') ?? ''
    const fields = { grant_type: 'authorization_code', client_id: clientId, code, code_verifier: verifier }
    const given = bodyOf('ProgramTokens', await postForm(server, '/oauth/token', fields))
    await askOperator(server.config.dataDir, 'POST', '/accounts/signed-out-one/disable')
    expect(codeOf(await get('/v1/profile', given.access_token))).toBe('unauthenticated')
    await askOperator(server.config.dataDir, 'POST', '/accounts/signed-out-one/enable')
    expect((await get('/v1/profile', given.access_token)).status).toBe(200)
    expect((await askOperator(server.config.dataDir, 'DELETE', '/accounts/signed-out-one')).status).toBe(200)
    expect(codeOf(await get('/v1/profile', given.access_token))).toBe('unauthenticated')
  })
})

describe('a code that a program shows', () => {
  const start = async (clientId: string, more: Record<string, string> = {}) =>
    postForm(server, '/oauth/device', { client_id: clientId, scope: 'profile:read', ...more })
  const poll = (clientId: string, deviceCode: string) =>
    postForm(server, '/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: clientId,
      device_code: deviceCode,
    })
  const answer = (by: Person, json: object) => by.call('POST', '/v1/programs/codes/answer', { json })

  it('[OA-4] asked for too often is slowed down, a little more each time', async () => {
    const clientId = await registerProgram(alice)
    const { device_code: device } = bodyOf('DeviceAuthorization', await start(clientId))
    expect(errorOf(await poll(clientId, device))).toBe('authorization_pending')
    server.clock.advance(4_999)
    expect(errorOf(await poll(clientId, device))).toBe('slow_down')
    server.clock.advance(9_999)
    expect(errorOf(await poll(clientId, device))).toBe('slow_down')
    server.clock.advance(15_000)
    expect(errorOf(await poll(clientId, device))).toBe('authorization_pending')
  })

  it('[OA-4] that is denied, expired, used or another’s gives nothing', async () => {
    const clientId = await registerProgram(alice)
    const other = await registerProgram(alice, 'Another')
    const begun = async () => bodyOf('DeviceAuthorization', await start(clientId))
    const denied = await begun()
    const code = (one: { user_code: string }) => one.user_code.replace('-', '')
    expect((await answer(alice, { code: code(denied), allow: false })).status).toBe(204)
    expect(codeOf(await answer(alice, { code: code(denied), allow: false }))).toBe('not_found')
    expect(errorOf(await poll(clientId, denied.device_code))).toBe('access_denied')

    const given = await begun()
    const signature = signatureFor(alice, {
      program: clientId,
      scopes: ['profile:read'],
      request: code(given),
    })
    expect(codeOf(await answer(alice, { code: code(given), allow: true }))).toBe('forbidden')
    expect((await answer(alice, { code: code(given), allow: true, signature })).status).toBe(204)
    expect(errorOf(await poll(other, given.device_code))).toBe('invalid_grant')
    expect((await poll(clientId, given.device_code)).status).toBe(200)
    expect(errorOf(await poll(clientId, given.device_code))).toBe('expired_token')

    const late = await begun()
    server.clock.advance(10 * 60_000)
    expect(codeOf(await alice.call('POST', '/v1/programs/codes/look', { json: { code: code(late) } }))).toBe(
      'not_found',
    )
    expect(errorOf(await poll(clientId, late.device_code))).toBe('expired_token')
    expect(errorOf(await poll(clientId, 'never'))).toBe('invalid_grant')
    expect(errorOf(await start('p_AAAAAAAAAAAAAAAAAAAAAA'))).toBe('invalid_client')
    expect(errorOf(await start(clientId, { scope: 'everything' }))).toBe('invalid_scope')
  })

  it('[OA-4] is not found by guessing: an account has twenty tries, then ten a minute', async () => {
    const strict = await startTestServer({ rates: { ...noRates, codes: { perMinute: 10, burst: 20 } } })
    try {
      const guesser = await signUp(strict, 'guesser')
      const guess = (at: number) =>
        guesser.call('POST', '/v1/programs/codes/look', { json: { code: `0000000${at % 10}` } })
      const answers: string[] = []
      for (let at = 0; at < 22; at++) answers.push(codeOf(await guess(at)))
      expect(answers.filter((one) => one === 'not_found')).toHaveLength(20)
      expect(answers.slice(20)).toEqual(['rate_limited', 'rate_limited'])
    } finally {
      await strict.close()
    }
  })
})

describe('forms', () => {
  it('[OA-6] are taken from programs alone, each field once', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const twice = await server.call('POST', '/oauth/token', {
      body: 'grant_type=refresh_token&client_id=a&client_id=b',
      headers,
    })
    expect(errorOf(twice)).toBe('invalid_request')
    const json = await server.call('POST', '/oauth/token', { json: { grant_type: 'refresh_token' } })
    expect(errorOf(json)).toBe('invalid_client')
    const elsewhere = await alice.call('POST', '/v1/programs', { body: 'name=x', headers })
    expect(codeOf(elsewhere)).toBe('bad_request')
  })
})

describe('the page that asks', () => {
  it('[OA-10] is framed by nobody, tells nobody where it was, and answers to no other page', async () => {
    const page = await server.call('GET', '/authorize?client_id=x', { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(page.headers.get('set-cookie')).toBeNull()
    // nothing that a browser brings along by itself says who somebody is
    const json = { clientId: 'x' }
    const headers = { cookie: `session=${alice.session.accessToken}` }
    expect(codeOf(await server.call('POST', '/v1/programs/requests/answer', { json, headers }))).toBe(
      'unauthenticated',
    )
    const asked = await server.call('OPTIONS', '/oauth/token', {
      headers: { origin: 'https://evil.example' },
    })
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  })
})

it('[OA-9] a program’s token opens no gateway', async () => {
  const { tokens } = await programOf(server, alice)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/gateway`, 'sotto.1')
  const said = await new Promise((resolve, reject) => {
    socket.on('open', () =>
      socket.send(encodeClientFrame({ kind: 'hello', version: protocolVersion, token: tokens.access_token })),
    )
    socket.on('message', (bytes: Buffer) => resolve(decodeServerFrame(new Uint8Array(bytes))))
    socket.on('error', reject)
  })
  expect(said).toMatchObject({ value: { kind: 'bye', code: 'insufficient_scope' } })
  socket.close()
})
