import { limits, readShape } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Rate, RateName } from '../rates.ts'
import { type Person, password, signUp, trySignIn } from '../test-person.fixture.ts'
import {
  type Answer,
  bodyOf,
  codeOf,
  noRates,
  startTestServer,
  type TestServer,
} from '../test-server.fixture.ts'

/** A server on which one thing may be done three times, and once more a minute. */
async function withRate(name: RateName, use: (server: TestServer) => Promise<void>): Promise<void> {
  const rate: Rate = { perMinute: 1, burst: 3 }
  const server = await startTestServer({ rates: { ...noRates, [name]: rate } })
  try {
    await use(server)
  } finally {
    await server.close()
  }
}

/** Asks until it is refused, waits as long as it was told, and asks again. */
async function exhaust(server: TestServer, ask: () => Promise<Answer>): Promise<number> {
  for (let allowed = 0; allowed < 10; allowed++) {
    const answer = await ask()
    if (answer.status !== 429) continue
    expect(codeOf(answer)).toBe('rate_limited')
    const problem = readShape('Problem', answer.json)
    const wait = problem.ok ? (problem.value.retryAfter ?? 0) : 0
    expect(Number(answer.headers.get('retry-after'))).toBe(Math.ceil(wait / 1000))
    server.clock.advance(wait)
    expect((await ask()).status).not.toBe(429)
    return allowed
  }
  throw new Error('nothing was refused')
}

const registration = { account: 'alice', request: 'AAAA' }

describe('[L-2] requests are limited', () => {
  it('by address', () =>
    withRate('request', async (server) => {
      expect(await exhaust(server, () => server.call('GET', '/v1/server'))).toBe(3)
      expect((await server.call('GET', '/healthz')).status).toBe(200)
    }))

  it('by address, however the path is spelled', () =>
    withRate('request', async (server) => {
      expect(await exhaust(server, () => server.call('GET', '/%761/server'))).toBe(3)
    }))

  it('for sign-ups, by address', () =>
    withRate('signUp', async (server) => {
      const ask = () => server.call('POST', '/v1/accounts/registration/start', { json: registration })
      expect(await exhaust(server, ask)).toBe(3)
    }))

  it('for refreshes, by address', () =>
    withRate('refresh', async (server) => {
      const ask = () =>
        server.call('POST', '/v1/sessions/refresh', { json: { refreshToken: 'AAAA', successor: 'AAAA' } })
      expect(await exhaust(server, ask)).toBe(3)
    }))

  it('for devices signed out, by address', () =>
    withRate('devices', async (server) => {
      const ask = () => server.call('POST', '/v1/devices/revocations', { json: { revocation: 'AAAA' } })
      expect(await exhaust(server, ask)).toBe(3)
    }))

  it('for everything an account does', () =>
    withRate('account', async (server) => {
      const alice = await signUp(server, 'alice')
      const bob = await signUp(server, 'bob')
      expect(await exhaust(server, () => alice.call('GET', '/v1/blocks'))).toBe(3)
      expect((await bob.call('GET', '/v1/blocks')).status).toBe(200)
    }))

  it.each([
    ['directory', 'GET', '/v1/people'],
    ['blocks', 'PUT', '/v1/blocks/nobody'],
    ['keyPackages', 'PUT', '/v1/key-packages'],
    ['claim', 'POST', '/v1/key-packages/claim'],
    ['conversations', 'GET', '/v1/conversations'],
  ] as const)('for %s, by account', (name, method, path) =>
    withRate(name, async (server) => {
      const alice = await signUp(server, 'alice')
      const json = { keyPackages: { oneTime: [] }, claim: { accounts: ['nobody'] } }[name as 'claim']
      const ask = () => alice.call(method, path, json === undefined ? {} : { json })
      expect(await exhaust(server, ask)).toBe(3)
    }),
  )

  it('for connections to the gateway, by address', () =>
    withRate('connect', async (server) => {
      const connect = () =>
        new Promise<number | undefined>((resolve) => {
          const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/gateway`, 'sotto.1')
          socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
          socket.on('open', () => {
            socket.close()
            resolve(101)
          })
          socket.on('error', () => undefined)
        })
      const answers = [await connect(), await connect(), await connect(), await connect()]
      expect(answers).toEqual([101, 101, 101, 429])
      server.clock.advance(60_000)
      expect(await connect()).toBe(101)
    }))

  it('for claims, by the number of accounts', () =>
    withRate('claim', async (server) => {
      const alice = await signUp(server, 'alice')
      const claim = (accounts: string[]) =>
        alice.call('POST', '/v1/key-packages/claim', { json: { accounts } })
      expect(codeOf(await claim(['x', 'y', 'z']))).toBe('not_found')
      expect(codeOf(await claim(['x']))).toBe('rate_limited')
    }))
})

describe('[L-2] guessing passwords is limited', () => {
  const guess = (server: TestServer, account: string) =>
    server.call('POST', '/v1/sessions/start', { json: { account, request: oprfRequest } })

  // A KE1 that parses: two group elements (the ristretto255 base point) and a nonce.
  const point = 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'
  const oprfRequest = Buffer.from(point + '11'.repeat(32) + point, 'hex').toString('base64url')

  it('by address, over all names', () =>
    withRate('signInAddress', async (server) => {
      let number = 0
      expect(await exhaust(server, () => guess(server, `name${number++}`))).toBe(3)
    }))

  it('but not for who knows the password', () =>
    withRate('signInAddress', async (server) => {
      await signUp(server, 'alice')
      for (let count = 0; count < 6; count++) {
        expect((await trySignIn(server, 'alice', password)).finished.status).toBe(200)
      }
    }))
})

describe('[L-1] sizes are limited', () => {
  let server: TestServer
  let alice: Person
  beforeAll(async () => {
    server = await startTestServer()
    alice = await signUp(server, 'alice')
  })
  afterAll(() => server.close())

  it('which the server tells', async () => {
    const info = bodyOf('ServerInfo', await server.call('GET', '/v1/server'))
    expect(info.limits).toEqual({ ...limits })
  })

  it('for bodies', async () => {
    const json = { refreshToken: 'a'.repeat(limits.bodyBytes) }
    const answer = await server.call('POST', '/v1/sessions/refresh', { json })
    expect(codeOf(answer)).toBe('too_large')
  })

  it('for fields and lists', async () => {
    const big = 'A'.repeat(limits.smallBlobBytes * 2)
    const bodies: [string, string, unknown][] = [
      ['POST', '/v1/accounts/registration/start', { account: 'x', request: big }],
      ['POST', '/v1/accounts/registration/start', { account: 'x'.repeat(32), request: 'AA' }],
      ['POST', '/v1/sessions/finish', { signIn: 'x'.repeat(65), finish: 'AA' }],
      ['POST', '/v1/sessions/refresh', { refreshToken: 'x'.repeat(4097), successor: 'AAAA' }],
      ['PUT', '/v1/key-packages', { oneTime: ['A'.repeat(limits.keyPackageBytes * 2)] }],
      ['POST', '/v1/key-packages/claim', { accounts: [] }],
      ['POST', '/v1/key-packages/claim', { accounts: Array.from({ length: 201 }, () => 'bob') }],
    ]
    for (const [method, path, json] of bodies) {
      expect(codeOf(await alice.call(method, path, { json }))).toBe('bad_request')
    }
  })

  it('for addresses and headers', async () => {
    expect(codeOf(await alice.call('GET', `/v1/people/${'x'.repeat(500)}`))).not.toBe('internal')
    const answer = await server.call('GET', '/v1/server', { headers: { 'x-long': 'x'.repeat(20_000) } })
    expect(answer.status).toBe(431)
  })
})

it('[L-1] a lowered limit is told, so that clients know', async () => {
  const server = await startTestServer({ limits: { ...limits, messagesBeforeAccept: 3 } })
  try {
    const { json } = await server.call('GET', '/v1/server')
    expect(json).toMatchObject({ limits: { ...limits, messagesBeforeAccept: 3 } })
  } finally {
    await server.close()
  }
})
