import { errorCodes, limits } from '@sotto/wire'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../test-app.fixture.ts'

// Without sockets, so that ten thousand requests take seconds; what is behind the socket is all there.
let target: TestApp
beforeAll(async () => {
  target = await createTestApp()
})
afterAll(() => target.close())

const bodyRoutes = [
  ['POST', '/v1/accounts/registration/start'],
  ['POST', '/v1/accounts/registration/finish'],
  ['POST', '/v1/sessions/start'],
  ['POST', '/v1/sessions/finish'],
  ['POST', '/v1/sessions/refresh'],
  ['POST', '/v1/devices'],
  ['POST', '/v1/devices/revocations'],
  ['PUT', '/v1/key-packages'],
  ['POST', '/v1/key-packages/claim'],
  ['POST', '/v1/conversations/c_AAAAAAAAAAAAAAAAAAAAAA/rejoin'],
] as const
const pathRoutes = [
  ['GET', '/v1/people/'],
  ['PUT', '/v1/blocks/'],
  ['GET', '/v1/conversations/'],
  ['GET', '/v1/people?query='],
  ['GET', '/v1/people?limit='],
  ['GET', '/'],
] as const

const fields = [
  'account', 'request', 'record', 'accountKey', 'vault', 'credential', 'revocation', 'proof', 'signIn', 'finish', 'refreshToken', 'successor',
  'deviceToken', 'oneTime', 'lastResort', 'accounts', 'devices', 'password', 'recovery', '__proto__', 'constructor',
] // biome-ignore format: a list of words

const word = fc.oneof(
  fc.constantFrom('alice', 'bob', 'd_AAAAAAAAAAAAAAAAAAAAAA', '', 'AAAA', 'e_', '\u0000', '💥'),
  fc
    .base64String({ maxLength: 400 })
    .map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')),
  fc.string({ maxLength: 40, unit: 'binary' }),
)
const leaf = fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const value = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.array(leaf, { maxLength: 5 }),
  fc.dictionary(word, leaf),
)
const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .dictionary(fc.constantFrom(...fields), value, { maxKeys: 6 })
      .map((it) => JSON.stringify(it)),
  },
  { weight: 2, arbitrary: fc.jsonValue().map((it) => JSON.stringify(it)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200, unit: 'binary' }) },
)
const media = fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'a/b', '')

type Asked = {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  url: string
  payload?: string
  type?: string
  token: boolean
}

/** Answers, or refuses by a code: it never fails. */
async function expectTyped({ method, url, payload, type, token }: Asked): Promise<void> {
  const headers = {
    ...(type === undefined || type === '' ? {} : { 'content-type': type }),
    ...(token ? { authorization: `Bearer ${target.token}` } : {}),
  }
  const answer = await target.app.inject({
    method,
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
  if (answer.statusCode < 400) return
  expect(answer.headers['content-type']).toBe('application/problem+json')
  const { code } = answer.json<{ code: string }>()
  expect(errorCodes).toContain(code)
  expect(['internal', 'unavailable', 'store_full']).not.toContain(code)
}

describe('[E-1] whatever comes in is answered by a typed refusal', () => {
  it('in ten thousand bodies', async () => {
    const one = fc.record({
      route: fc.constantFrom(...bodyRoutes),
      payload: body,
      type: media,
      token: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(one, ({ route: [method, url], ...rest }) => expectTyped({ method, url, ...rest })),
      { numRuns: 10_000 },
    )
  }, 120_000)

  it('in two thousand addresses', async () => {
    const one = fc.record({
      route: fc.constantFrom(...pathRoutes),
      rest: fc.string({ unit: 'binary' }),
      token: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(one, ({ route: [method, start], rest, token }) =>
        expectTyped({ method, url: start + encodeURIComponent(rest.toWellFormed()), token }),
      ),
      { numRuns: 2000 },
    )
  }, 60_000)

  it('in addresses that are not properly encoded', async () => {
    for (const rest of ['%', '%zz', '%ff', '%c0%af', '..%2f..%2fetc', '//', '%00', 'a'.repeat(8000)]) {
      for (const [method, start] of pathRoutes) await expectTyped({ method, url: start + rest, token: true })
    }
  })

  it('in bodies that nest deeply or repeat keys', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const keys = `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join()}}`
    const proto = '{"__proto__":{"admin":true},"account":"alice","request":"AA"}'
    for (const payload of [deep, keys, proto, '{"account":"a","account":"b"}', '', 'null', '"']) {
      for (const [method, url] of bodyRoutes) {
        await expectTyped({ method, url, payload, type: 'application/json', token: true })
      }
    }
    const large = 'x'.repeat(limits.bodyBytes + 1)
    const answer = await target.app.inject({
      method: 'POST',
      url: '/v1/sessions/start',
      headers: { 'content-type': 'application/json' },
      payload: large,
    })
    expect(answer.json<{ code: string }>().code).toBe('too_large')
  })
})

describe('[E-2] no refusal repeats what was sent', () => {
  it('in bodies, addresses or headers', async () => {
    const secret = 'zanzibar'
    const asked = [
      { method: 'POST', url: '/v1/sessions/start', payload: `{"account":"${secret}!","request":"AA"}` },
      { method: 'POST', url: '/v1/sessions/start', payload: `{"${secret}":1}` },
      { method: 'POST', url: '/v1/sessions/start', payload: `{${secret}` },
      { method: 'POST', url: '/v1/sessions/finish', payload: `{"signIn":"${secret}","finish":"AA"}` },
      { method: 'GET', url: `/v1/people/${secret}` },
      { method: 'GET', url: `/v1/people?limit=${secret}` },
      { method: 'GET', url: `/v1/${secret}` },
      { method: 'GET', url: `/v1/%${secret}` },
    ] as const
    for (const one of asked) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.token}` }
      const answer = await target.app.inject({ ...one, headers })
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      expect(answer.body).not.toContain(secret)
    }
    const forged = await target.app.inject({
      url: '/v1/blocks',
      headers: { authorization: `Bearer ${secret}` },
    })
    expect(forged.body).not.toContain(secret)
  })
})
