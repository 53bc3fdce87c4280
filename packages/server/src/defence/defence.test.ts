import { randomBytes } from 'node:crypto'
import { solveWork } from '@sotto/crypto'
import { base64urlToBytes, readShape, type Schemas } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { randomToken } from '../accounts/tokens.ts'
import { name, password, registrationOf, signUp, trySignIn } from '../test-person.fixture.ts'
import {
  type Answer,
  bodyOf,
  codeOf,
  noDefence,
  startTestServer,
  type TestServer,
} from '../test-server.fixture.ts'
import { type DefenceConfig, defaultDefence } from './config.ts'

type At = (address: string) => TestServer

/** A server behind a proxy, with the default defence but for what is given, asked from any address. */
async function withDefence(
  changes: Partial<DefenceConfig>,
  use: (at: At, server: TestServer) => Promise<void>,
): Promise<void> {
  const defence = { ...defaultDefence, ...changes }
  const server = await startTestServer({ defence, trustProxy: true })
  const at: At = (address) => ({
    ...server,
    call: (method, path, call = {}) =>
      server.call(method, path, { ...call, headers: { 'x-forwarded-for': address } }),
  })
  try {
    await use(at, server)
  } finally {
    await server.close()
  }
}

// A KE1 that parses: two group elements (the ristretto255 base point) and a nonce.
const point = 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'
const request = Buffer.from(point + '11'.repeat(32) + point, 'hex').toString('base64url')

type Work = Schemas['SignInStart']['work']
const guess = (from: TestServer, account: string, work?: Work) =>
  from.call('POST', '/v1/sessions/start', { json: { account, request, ...(work && { work }) } })

function challengeOf(answer: Answer): string {
  const problem = readShape('Problem', answer.json)
  expect(codeOf(answer)).toBe('work_required')
  expect(answer.status).toBe(428)
  return (problem.ok && problem.value.challenge) || ''
}

function solve(challenge: string): NonNullable<Work> {
  const bytes = base64urlToBytes(challenge) ?? new Uint8Array()
  for (let from = 0; ; from += 10_000) {
    const counter = solveWork(bytes, from, 10_000)
    if (counter !== undefined) return { challenge, counter }
  }
}

describe('[B-1] guessing at one account from one address', () => {
  it('has to wait longer and longer, whether or not anybody has the name', () =>
    withDefence({}, async (at, { clock }) => {
      await signUp(at('192.0.2.1'), 'alice')
      for (const account of ['alice', 'nobody']) {
        const waits: number[] = []
        for (let tries = 0; tries < 14; tries++) {
          const answer = await guess(at('198.51.100.9'), account)
          if (answer.status === 200) continue
          expect(codeOf(answer)).toBe('rate_limited')
          const problem = readShape('Problem', answer.json)
          const wait = (problem.ok && problem.value.retryAfter) || 0
          waits.push(wait)
          clock.advance(wait)
          expect((await guess(at('198.51.100.9'), account)).status).toBe(200)
        }
        expect(waits).toEqual([2000, 4000, 8000, 16_000])
      }
    }))

  it('costs nobody else a try, and is forgotten with the right password', () =>
    withDefence({ freeTries: 3 }, async (at) => {
      await signUp(at('192.0.2.1'), 'alice')
      for (let tries = 0; tries < 3; tries++) await guess(at('198.51.100.9'), 'alice')
      expect(codeOf(await guess(at('198.51.100.9'), 'alice'))).toBe('rate_limited')
      expect((await guess(at('198.51.100.9'), 'bob')).status).toBe(200)
      for (let count = 0; count < 7; count++) {
        expect((await trySignIn(at('198.51.100.10'), 'alice', password)).finished.status).toBe(200)
      }
    }))
})

describe('[B-2] many addresses at one account', () => {
  it('are answered no oftener than the first three may, unless each guess is worked for', () =>
    withDefence({}, async (at) => {
      await signUp(at('192.0.2.1'), 'alice')
      const counts = { answered: 0, challenged: 0 }
      for (let botnet = 1; botnet <= 40; botnet++) {
        for (let tries = 0; tries < 15; tries++) {
          const answer = await guess(at(`198.51.100.${botnet}`), 'alice')
          if (answer.status === 200) counts.answered += 1
          else if (codeOf(answer) === 'work_required') counts.challenged += 1
        }
      }
      expect(counts).toEqual({ answered: 30, challenged: 37 * 15 })
      const work = solve(challengeOf(await guess(at('203.0.113.1'), 'alice')))
      expect((await guess(at('203.0.113.1'), 'alice', work)).status).toBe(200)
    }))

  it('a proof counts once, for this account and address, and not for ever', () =>
    withDefence({ addressesPerAccount: 1, accountsPerAddress: 1 }, async (at, { clock }) => {
      for (const account of ['alice', 'bob']) await guess(at('198.51.100.1'), account, undefined)
      await guess(at('198.51.100.2'), 'bob')
      const work = solve(challengeOf(await guess(at('198.51.100.9'), 'alice')))
      challengeOf(await guess(at('198.51.100.8'), 'alice', work))
      challengeOf(await guess(at('198.51.100.9'), 'bob', work))
      challengeOf(await guess(at('198.51.100.9'), 'alice', { ...work, counter: work.counter + 1 }))
      expect((await guess(at('198.51.100.9'), 'alice', work)).status).toBe(200)
      challengeOf(await guess(at('198.51.100.9'), 'alice', work))
      const late = solve(challengeOf(await guess(at('198.51.100.9'), 'alice')))
      clock.advance(5 * 60_000)
      challengeOf(await guess(at('198.51.100.9'), 'alice', late))
      const forged = { challenge: randomBytes(60).toString('base64url'), counter: 0 }
      challengeOf(await guess(at('198.51.100.9'), 'alice', forged))
    }))

  it('grows harder the longer they go on', () =>
    withDefence({ addressesPerAccount: 1, freeTries: 1000 }, async (at) => {
      const bits = async () => {
        const challenge = base64urlToBytes(challengeOf(await guess(at('203.0.113.1'), 'alice')))
        return challenge?.[2]
      }
      await guess(at('198.51.100.1'), 'alice')
      const first = await bits()
      for (let tries = 0; tries < 200; tries++) await guess(at('198.51.100.1'), 'alice')
      expect(first).toBe(16)
      expect(await bits()).toBe(20)
    }))

  it('lock no owner out: a familiar address is not asked, another one works a moment', () =>
    withDefence({}, async (at) => {
      const alice = await signUp(at('192.0.2.1'), 'alice')
      for (let botnet = 1; botnet <= 40; botnet++) {
        for (let tries = 0; tries < 12; tries++) await guess(at(`198.51.100.${botnet}`), 'alice')
      }
      for (let count = 0; count < 4; count++) {
        const signedIn = await trySignIn(at('192.0.2.1'), 'alice', password)
        expect(signedIn.finished.status).toBe(200)
      }
      const challenge = challengeOf(await guess(at('192.0.2.200'), 'alice'))
      expect((await guess(at('192.0.2.200'), 'alice', solve(challenge))).status).toBe(200)
      const { refreshToken } = alice.session
      const refresh = { json: { refreshToken, successor: randomToken() } }
      const refreshed = await at('203.0.113.77').call('POST', '/v1/sessions/refresh', refresh)
      expect(refreshed.status).toBe(200)
      expect((await guess(at('203.0.113.77'), 'alice')).status).toBe(200)
    }))

  it('are refused without more where the operator wants it so, or let through', async () => {
    for (const challenge of ['refuse', 'off'] as const) {
      await withDefence({ challenge, addressesPerAccount: 1 }, async (at) => {
        await guess(at('198.51.100.1'), 'alice')
        const answer = await guess(at('198.51.100.2'), 'alice')
        if (challenge === 'off') expect(answer.status).toBe(200)
        else expect(codeOf(answer)).toBe('rate_limited')
      })
    }
  })
})

describe('[B-2] one address at many accounts', () => {
  it('is challenged from the fourth on, unless people are known to share it', () =>
    withDefence({ knownNetworks: ['10.0.0.0/8', '2001:db8::/32'] }, async (at) => {
      const codes = async (address: string) => {
        const answers = ['a', 'b', 'c', 'd', 'e'].map((account) => guess(at(address), account))
        return (await Promise.all(answers)).map((answer) => (answer.status === 200 ? 'ok' : codeOf(answer)))
      }
      expect(await codes('198.51.100.1')).toEqual(['ok', 'ok', 'ok', 'work_required', 'work_required'])
      expect(await codes('10.9.8.7')).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
      expect(await codes('2001:db8::7')).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    }))

  it('counts an IPv6 network of one party as one address', () =>
    withDefence({}, async (at) => {
      const answers: Answer[] = []
      for (let host = 1; host <= 4; host++) answers.push(await guess(at(`2001:db8::${host}`), `name${host}`))
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 428])
    }))
})

describe('[B-4] sign-ups from one address', () => {
  it('need work from the fourth on, and make no account before', () =>
    withDefence({}, async (at) => {
      const from = at('198.51.100.1')
      for (const account of ['a', 'b', 'c']) await signUp(from, account)
      const { body } = await registrationOf(from, name('d'))
      const finish = (json: unknown) => from.call('POST', '/v1/accounts/registration/finish', { json })
      const work = solve(challengeOf(await finish(body)))
      const { body: other } = await registrationOf(from, name('e'))
      challengeOf(await finish({ ...other, work }))
      bodyOf('Session', await finish({ ...body, work }))
      expect(codeOf(await finish({ ...body, work }))).not.toBe('internal')
      await signUp(at('198.51.100.2'), 'f')
    }))

  it('are no trouble for a server whose defence is out of the way', async () => {
    const server = await startTestServer({ defence: noDefence })
    for (let count = 0; count < 6; count++) await signUp(server, `name${count}`)
    await server.close()
  })
})

it('[B-3] no address is kept in the clear', () =>
  withDefence({}, async (at, server) => {
    await signUp(at('192.0.2.123'), 'alice')
    await guess(at('192.0.2.123'), 'nobody')
    const { readFileSync, readdirSync } = await import('node:fs')
    const files = readdirSync(server.config.dataDir).map((file) => `${server.config.dataDir}/${file}`)
    for (const file of files) expect(readFileSync(file).includes('192.0.2.123')).toBe(false)
    expect(server.log()).not.toContain('192.0.2.123')
  }))
