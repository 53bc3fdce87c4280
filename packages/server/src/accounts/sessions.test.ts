import { bytesToBase64url, type Schemas } from '@sotto/wire'
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InProcessBus } from '../bus/in-process-bus.ts'
import { topics } from '../bus/topics.ts'
import { systemClock } from '../gates.ts'
import { createTestApp } from '../test-app.fixture.ts'
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
import { AccountEvents } from './account-events.ts'
import { makeServerKeys } from './server-keys.ts'
import { Sessions } from './sessions.ts'
import { SqliteAccountStore } from './sqlite-account-store.ts'
import { randomToken } from './tokens.ts'

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

function refresh(refreshToken: string, successor = randomToken()) {
  return server.call('POST', '/v1/sessions/refresh', { json: { refreshToken, successor } })
}

async function renewed(refreshToken: string, successor?: string): Promise<Schemas['Session']> {
  return bodyOf('Session', await refresh(refreshToken, successor))
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
    const next = await renewed(session.refreshToken)
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

  it('[S-2] a lost answer costs nothing, however long the line is down', async () => {
    const session = await freshSession()
    server.clock.advance(6 * day)
    const successor = randomToken()
    const lost = await renewed(session.refreshToken, successor)
    server.clock.advance(6 * day)
    const again = await renewed(session.refreshToken, successor)
    expect(again.refreshToken).toBe(lost.refreshToken)
    expect(again.refreshExpires).toBe(lost.refreshExpires)
    expect((await ask(again.accessToken)).status).toBe(200)
    expect((await refresh(again.refreshToken)).status).toBe(200)
  })

  it('[S-2] a request that was held up on the way and arrives late harms nothing', async () => {
    const session = await freshSession()
    const successor = randomToken()
    const answers = await Promise.all([1, 2, 3, 4].map(() => renewed(session.refreshToken, successor)))
    expect(new Set(answers.map((one) => one.refreshToken))).toEqual(new Set([successor]))
    expect((await refresh(successor)).status).toBe(200)
  })

  it('[S-2] a device that forgot what it had chosen chooses anew, and goes on', async () => {
    const session = await freshSession()
    await renewed(session.refreshToken)
    const second = await renewed(session.refreshToken)
    const third = await renewed(second.refreshToken)
    expect((await ask(third.accessToken)).status).toBe(200)
  })

  it('[S-2] a thief who renews first is found when the owner has renewed and the thief comes again', async () => {
    const { refreshToken: stolen } = await freshSession()
    const thief = await renewed(stolen)
    const owner = await renewed(stolen)
    expect((await ask(owner.accessToken)).status).toBe(200)
    expect(codeOf(await refresh(thief.refreshToken))).toBe('session_revoked')
    for (const { accessToken, refreshToken } of [thief, owner]) {
      expect(codeOf(await ask(accessToken))).toBe('session_revoked')
      expect(codeOf(await refresh(refreshToken))).toBe('session_revoked')
    }
  })

  it('[S-2] a thief who renews first, and again before the owner does, is found by the owner’s renewal', async () => {
    const { refreshToken: stolen } = await freshSession()
    const thief = await renewed((await renewed(stolen)).refreshToken)
    expect(codeOf(await refresh(stolen))).toBe('session_revoked')
    expect(codeOf(await ask(thief.accessToken))).toBe('session_revoked')
    expect(codeOf(await refresh(thief.refreshToken))).toBe('session_revoked')
  })

  it('[S-2] a thief who comes after the owner has renewed is found by the owner’s next renewal', async () => {
    const { refreshToken: stolen } = await freshSession()
    const owner = await renewed(stolen)
    const thief = await renewed(stolen)
    expect(codeOf(await refresh(owner.refreshToken))).toBe('session_revoked')
    expect(codeOf(await ask(thief.accessToken))).toBe('session_revoked')
    expect(codeOf(await refresh(thief.refreshToken))).toBe('session_revoked')
  })

  it('[S-2] a thief who comes after the owner has renewed twice gets nothing, and ends the session', async () => {
    const { refreshToken: stolen } = await freshSession()
    const owner = await renewed((await renewed(stolen)).refreshToken)
    expect(codeOf(await refresh(stolen))).toBe('session_revoked')
    expect(codeOf(await ask(owner.accessToken))).toBe('session_revoked')
  })

  it('[S-2] a token is followed by a fresh one only', async () => {
    const session = await freshSession()
    const bob = await signUp(server, 'bob-of-old')
    for (const unfit of [session.refreshToken, bob.session.refreshToken, '', 'AAAA']) {
      expect(codeOf(await refresh(session.refreshToken, unfit))).toBe('bad_request')
    }
    expect((await refresh(session.refreshToken)).status).toBe(200)
  })

  it('[S-2] recognises a used token for as long as it would have lived', async () => {
    const session = await freshSession()
    let last = session
    for (let count = 0; count < 6; count++) {
      server.clock.advance(day)
      last = await renewed(last.refreshToken)
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
    const json = { accounts: [of], from: 0 }
    const answer = await server.call('POST', '/v1/transparency/lookup', { token: accessToken, json })
    const state = bodyOf('LookedUp', answer).accounts[0]?.state
    if (state === undefined) throw new Error('nobody has the name')
    return state
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

describe('what nobody has renewed', () => {
  it('[S-1] is swept away with all its tokens, and its connections end', async () => {
    const { database, device, close } = await createTestApp()
    const bus = new InProcessBus()
    const ended: unknown[] = []
    bus.subscribe(topics.sessionEnded, (end) => ended.push(end))
    const sessions = new Sessions({
      store: new SqliteAccountStore(database),
      keys: await makeServerKeys(),
      events: new AccountEvents(bus, {
        acquaintances: async () => [],
        hiddenFrom: async () => new Set(),
      }),
      clock: systemClock,
      isComplete: async () => true,
      isProgram: async () => false,
    })
    const rows = (table: string) => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows
    await sessions.sweep()
    expect([rows('session'), rows('refresh_token'), ended]).toEqual([1, 1, []])
    await database.write(() => {
      database.prepare('UPDATE session SET expires = 1').run()
      database.prepare('UPDATE refresh_token SET expires = 1').run()
    })
    await sessions.sweep()
    expect([rows('session'), rows('refresh_token')]).toEqual([0, 0])
    expect(ended).toEqual([{ session: 'session', device, why: 'session_revoked' }])
    await close()
  })
})
