import { bytesToBase64url, type Schemas } from '@sotto/wire'
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addDevice,
  deviceToken,
  name,
  type Person,
  revocationOf,
  signIn,
  signOut,
  signUp,
} from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

const minute = 60_000
const day = 24 * 60 * minute

let server: TestServer
let alice: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
})
afterAll(() => server.close())

/** A new session of alice's device; the one before it ends. */
async function freshSession(): Promise<Schemas['Session']> {
  return bodyOf('Session', await addDevice(server, await deviceToken(server, 'alice'), alice.device))
}

function refresh(refreshToken: string) {
  return server.call('POST', '/v1/sessions/refresh', { json: { refreshToken } })
}

function ask(token: string) {
  return server.call('GET', '/v1/devices', { token })
}

describe('refreshing', () => {
  it('[S-1] gives new tokens for the same session', async () => {
    const session = await freshSession()
    expect(session.accessExpires - server.clock.now()).toBe(30 * minute)
    expect(session.refreshExpires - server.clock.now()).toBe(7 * day)
    server.clock.advance(6 * day)
    expect(codeOf(await ask(session.accessToken))).toBe('session_expired')
    const next = bodyOf('Session', await refresh(session.refreshToken))
    expect(next.refreshToken).not.toBe(session.refreshToken)
    expect(next.device).toBe(session.device)
    expect((await ask(next.accessToken)).status).toBe(200)
    expect(next.refreshExpires - server.clock.now()).toBe(7 * day)
  })

  it('[S-1] ends after seven days without a refresh', async () => {
    const session = await freshSession()
    server.clock.advance(7 * day)
    expect(codeOf(await refresh(session.refreshToken))).toBe('session_expired')
  })

  it('[S-2] gives the same successor again when the answer was lost', async () => {
    const session = await freshSession()
    const first = bodyOf('Session', await refresh(session.refreshToken))
    server.clock.advance(30_000)
    const again = bodyOf('Session', await refresh(session.refreshToken))
    expect(again.refreshToken).toBe(first.refreshToken)
    expect(again.refreshExpires).toBe(first.refreshExpires)
    expect((await ask(again.accessToken)).status).toBe(200)
  })

  it('[S-2] gives the same successor to several who refresh at once', async () => {
    const session = await freshSession()
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(session.refreshToken)))
    const tokens = answers.map((answer) => bodyOf('Session', answer).refreshToken)
    expect(new Set(tokens).size).toBe(1)
  })

  it('[S-2] ends the session when a token comes again later', async () => {
    const session = await freshSession()
    const next = bodyOf('Session', await refresh(session.refreshToken))
    server.clock.advance(30_001)
    expect(codeOf(await refresh(session.refreshToken))).toBe('session_revoked')
    expect(codeOf(await ask(next.accessToken))).toBe('session_revoked')
    expect(codeOf(await ask(session.accessToken))).toBe('session_revoked')
    expect(codeOf(await refresh(next.refreshToken))).toBe('session_revoked')
  })

  it('[S-2] ends the session when a token comes again after its successor was used', async () => {
    const session = await freshSession()
    const second = bodyOf('Session', await refresh(session.refreshToken))
    const third = bodyOf('Session', await refresh(second.refreshToken))
    expect(codeOf(await refresh(session.refreshToken))).toBe('session_revoked')
    expect(codeOf(await ask(third.accessToken))).toBe('session_revoked')
    expect(codeOf(await refresh(third.refreshToken))).toBe('session_revoked')
  })

  it('[S-2] recognises a used token for as long as it would have lived', async () => {
    const session = await freshSession()
    let last = session
    for (let count = 0; count < 6; count++) {
      server.clock.advance(day)
      last = bodyOf('Session', await refresh(last.refreshToken))
    }
    expect(codeOf(await refresh(session.refreshToken))).toBe('session_revoked')
    expect(codeOf(await ask(last.accessToken))).toBe('session_revoked')
  })

  it('refuses what is no token of this server', async () => {
    for (const token of ['', 'AAAA', bytesToBase64url(new Uint8Array(32)), 'ä'.repeat(43)]) {
      expect(codeOf(await refresh(token))).toBe('unauthenticated')
    }
  })

  it('[S-1] goes on after the server was started again', async () => {
    const session = await freshSession()
    await server.stop()
    await server.restart()
    expect((await ask(session.accessToken)).status).toBe(200)
    expect((await refresh(session.refreshToken)).status).toBe(200)
  })
})

describe('access tokens', () => {
  it('[S-1] are refused when forged, unsigned, or of another kind', async () => {
    const { accessToken, account, device } = await freshSession()
    const [head = '', claims = '', signature = ''] = accessToken.split('.')
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
    const payload = { sub: account, dev: device, sid: 'x', iss: 'sotto', aud: 'sotto' }
    const foreign = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setExpirationTime('1h')
      .sign(privateKey)
    const unsigned = new UnsecuredJWT(payload).setExpirationTime('1h').encode()
    const shared = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('guess'.repeat(8)))
    const turned = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    const forged = [
      foreign,
      unsigned,
      shared,
      `${head}.${claims}.${turned}`,
      `${head}.${claims}.`,
      `${head}.${Buffer.from(JSON.stringify({ ...payload, exp: 2 ** 40 })).toString('base64url')}.${signature}`,
      'not-a-token',
      'x'.repeat(5000),
    ]
    for (const token of forged) expect(codeOf(await ask(token))).toBe('unauthenticated')
    expect(codeOf(await server.call('GET', '/v1/devices'))).toBe('unauthenticated')
    const basic = await server.call('GET', '/v1/devices', { headers: { authorization: 'Basic YTpi' } })
    expect(codeOf(basic)).toBe('unauthenticated')
    expect((await ask(accessToken)).status).toBe(200)
  })

  it('[S-1] expire after thirty minutes', async () => {
    const { accessToken } = await freshSession()
    server.clock.advance(29 * minute)
    expect((await ask(accessToken)).status).toBe(200)
    server.clock.advance(minute)
    expect(codeOf(await ask(accessToken))).toBe('session_expired')
  })
})

describe('signing out', () => {
  const revoke = (revocation: string) =>
    server.call('POST', '/v1/devices/revocations', { json: { revocation } })
  const personSeen = async (of: string) => {
    const { accessToken } = await freshSession()
    return bodyOf('Person', await server.call('GET', `/v1/people/${of}`, { token: accessToken }))
  }

  it('[S-3] ends the tokens at once, removes the device, and tells everybody the account’s word', async () => {
    const bob = await signUp(server, 'bob')
    const second = bodyOf('Session', await addDevice(server, await deviceToken(server, 'bob'), bob.device))
    expect((await signOut(server, bob)).status).toBe(204)
    expect(codeOf(await ask(second.accessToken))).toBe('device_removed')
    expect(codeOf(await refresh(second.refreshToken))).toBe('device_removed')
    const person = await personSeen('bob')
    expect(person.devices).toEqual([])
    expect(person.revocations).toEqual([revocationOf(bob)])
    expect((await signOut(server, bob)).status).toBe(204)
    expect((await personSeen('bob')).revocations).toHaveLength(1)
  })

  it('[S-3] works from another device of the account, and for one whose session is over', async () => {
    const carol = await signUp(server, 'carol')
    const second = await signIn(server, 'carol')
    expect((await revoke(revocationOf(second, carol.session.device))).status).toBe(204)
    expect(codeOf(await carol.call('GET', '/v1/devices'))).toBe('device_removed')
    const own = bodyOf('OwnDevices', await second.call('GET', '/v1/devices'))
    expect(own.devices.map((one) => one.device)).toEqual([second.session.device])
    expect(own.revocations).toEqual([revocationOf(second, carol.session.device)])
    server.clock.advance(8 * day)
    expect((await signOut(server, second)).status).toBe(204)
    expect((await personSeen('carol')).devices).toEqual([])
  })

  it('[S-3] a device that was signed out is not added again, whatever the password', async () => {
    const dora = await signUp(server, 'dora')
    await signOut(server, dora)
    const again = await addDevice(server, await deviceToken(server, 'dora'), dora.device)
    expect(codeOf(again)).toBe('forbidden')
  })

  it('[A-17] needs the account’s own word: nobody signs out a device of somebody else', async () => {
    const erin = await signUp(server, 'erin')
    const mallory = await signUp(server, 'mallory')
    const { device } = erin.session
    expect((await revoke(revocationOf(mallory, device))).status).toBe(204)
    const attempts = [
      [revocationOf({ ...mallory, account: erin.account }, device), 'forbidden'],
      [revocationOf({ ...mallory, account: name('nobody') }, device), 'forbidden'],
      [bytesToBase64url(erin.device.credential), 'bad_request'],
      ['AAAA', 'bad_request'],
    ] as const
    for (const [revocation, code] of attempts) expect(codeOf(await revoke(revocation))).toBe(code)
    expect((await erin.call('GET', '/v1/devices')).status).toBe(200)
    const person = await personSeen('erin')
    expect(person.devices.map((one) => one.device)).toEqual([device])
    expect(person.revocations).toEqual([])
  })
})
