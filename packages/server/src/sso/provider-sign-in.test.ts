// Through the company's provider: a real one, and one that signs whatever it is told to.

import { type CompanyProvider, startCompanyProvider, walkThrough } from '@sotto/testkit/company-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import {
  begin,
  type FreeProvider,
  finish,
  identify,
  publicUrl,
  startFreeProvider,
  type Tampering,
} from '../test-sso.fixture.ts'

describe('a provider that really runs', () => {
  let acme: CompanyProvider
  let server: TestServer
  beforeAll(async () => {
    acme = await startCompanyProvider(`${publicUrl}/sso`)
    const { issuer, clientId, clientSecret } = acme
    const sso = { issuer: `${issuer}/`, clientId, clientSecret, name: 'Acme', required: false }
    server = await startTestServer({ sso, publicUrl })
  })
  afterAll(async () => {
    await server?.close()
    await acme?.stop()
  })

  it('[SSO-1] is told of in what anybody may know of the server', async () => {
    const told = bodyOf('ServerInfo', await server.call('GET', '/v1/server'))
    expect(told.sso).toEqual({ name: 'Acme', required: false })
  })

  it('[SSO-1] is asked with PKCE, state and nonce, and sends people back to the app alone', async () => {
    const { address } = await begin(server)
    const asked = new URL(address)
    expect(asked.origin).toBe(acme.issuer)
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'sotto',
      redirect_uri: `${publicUrl}/sso`,
      scope: 'openid profile',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  it('[SSO-2] says who somebody is: by issuer and subject, and a name to suggest', async () => {
    const shown = await identify(server, 'wilma')
    expect(shown).toMatchObject({ issuer: `${acme.issuer}/`, subject: 'wilma' })
    expect(shown.account).toBeUndefined()
    expect(shown.expires - server.clock.now()).toBe(10 * 60_000)
  })

  it('[SSO-1] ends a run once, in the browser that began it, and soon', async () => {
    const { secret, address } = await begin(server)
    const answer = await walkThrough(address, 'wilma')
    const another = await begin(server)
    expect(codeOf(await finish(server, another.secret, answer))).toBe('sso_failed')
    expect((await finish(server, secret, answer)).status).toBe(200)
    expect(codeOf(await finish(server, secret, answer))).toBe('sso_failed')
    const late = await begin(server)
    const lateAnswer = await walkThrough(late.address, 'wilma')
    server.clock.advance(10 * 60_000)
    expect(codeOf(await finish(server, late.secret, lateAnswer))).toBe('sso_failed')
  })

  it('[SSO-2] the code of one run is worth nothing in another', async () => {
    const [mine, theirs] = [await begin(server), await begin(server)]
    const stolen = new URLSearchParams(await walkThrough(theirs.address, 'victim'))
    const own = new URLSearchParams(await walkThrough(mine.address, 'mallory'))
    own.set('code', stolen.get('code') ?? '')
    expect(codeOf(await finish(server, mine.secret, `${own}`))).toBe('sso_failed')
  })

  it('[SSO-2] a no of the provider is told as one', async () => {
    const { secret, address } = await begin(server)
    const state = new URL(address).searchParams.get('state') ?? ''
    const answer = new URLSearchParams({ error: 'access_denied', state, iss: acme.issuer })
    const refused = await finish(server, secret, `${answer}`)
    expect(codeOf(refused)).toBe('sso_failed')
    expect(refused.text).toContain('Acme did not sign you in')
  })
})

describe('a provider that signs whatever it is told to', () => {
  let free: FreeProvider
  let server: TestServer
  beforeAll(async () => {
    free = await startFreeProvider()
    server = await startTestServer({ sso: free.config, publicUrl })
  })
  afterAll(async () => {
    await server?.close()
    await free?.stop()
  })

  async function tryWith(tampering: Tampering, change: (answer: URLSearchParams) => void = () => undefined) {
    const { secret, address } = await begin(server)
    const answer = new URLSearchParams(free.answerFor(address, 'alice', tampering))
    change(answer)
    return finish(server, secret, `${answer}`)
  }

  it('[SSO-2] is believed where everything fits', async () => {
    const shown = bodyOf(
      'SsoFinished',
      await tryWith({ claims: { preferred_username: 'Ålice B@x.example' } }),
    )
    expect(shown).toMatchObject({ subject: 'alice', suggested: 'alice-b' })
  })

  it('[SSO-1] an answer is taken once, also where the provider would redeem it again', async () => {
    const { secret, address } = await begin(server)
    const answer = free.answerFor(address, 'alice')
    expect((await finish(server, secret, answer)).status).toBe(200)
    expect(codeOf(await finish(server, secret, answer))).toBe('sso_failed')
  })

  const past = Math.floor(Date.now() / 1000) - 600
  it.each<[string, Tampering]>([
    ['no signature (alg none)', { signing: 'none' }],
    ['another’s signature', { signing: 'another key' }],
    ['the nonce of another run', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['a token for another client', { claims: { aud: 'another' } }],
    ['a token for several, none of them named as asking', { claims: { aud: ['sotto', 'another'] } }],
    ['another issuer', { claims: { iss: 'https://elsewhere.example' } }],
    ['a token that has expired', { claims: { exp: past } }],
    ['nobody', { claims: { sub: '' } }],
    ['a subject longer than any', { claims: { sub: 'a'.repeat(256) } }],
  ])('[SSO-2] is not believed with %s', async (_what, tampering) => {
    expect(codeOf(await tryWith(tampering))).toBe('sso_failed')
  })

  it('[SSO-2] an answer that another issuer gave, or none, is not taken to this one (RFC 9207)', async () => {
    const elsewhere = await tryWith({}, (answer) => answer.set('iss', 'https://elsewhere.example'))
    expect(codeOf(elsewhere)).toBe('sso_failed')
    expect(codeOf(await tryWith({}, (answer) => answer.delete('iss')))).toBe('sso_failed')
    expect(codeOf(await tryWith({}, (answer) => answer.append('code', 'twice')))).toBe('sso_failed')
  })

  it('[SSO-2] says so when the provider is out of order, or gone', async () => {
    expect(codeOf(await tryWith({ status: 503 }))).toBe('unavailable')
    const gone = await startFreeProvider()
    const lonely = await startTestServer({ sso: gone.config, publicUrl })
    await gone.stop()
    const binding = 'A'.repeat(43)
    const refused = await lonely.call('POST', '/v1/sso/start', { json: { binding } })
    expect(codeOf(refused)).toBe('unavailable')
    expect(refused.text).toContain('Acme can’t be asked')
    await lonely.close()
  })
})

it('[SSO-1] nobody begins where there is no provider', async () => {
  const server = await startTestServer()
  const refused = await server.call('POST', '/v1/sso/start', { json: { binding: 'A'.repeat(43) } })
  expect(codeOf(refused)).toBe('not_found')
  expect(bodyOf('ServerInfo', await server.call('GET', '/v1/server')).sso).toBeUndefined()
  await server.close()
})
