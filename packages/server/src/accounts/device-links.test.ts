import { bytesToBase64url } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, noRates, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
})
afterAll(() => server.close())

const bytes = (length: number, fill: number) => bytesToBase64url(new Uint8Array(length).fill(fill))
const request = { publicKey: bytes(32, 1), salt: bytes(16, 2), tag: bytes(32, 3) }
const ask = async () =>
  bodyOf('LinkStarted', await server.call('POST', '/v1/device-links', { json: request }))
const poll = (ticket: string) => server.call('POST', '/v1/device-links/poll', { json: { ticket } })
const look = (handle: string) => alice.call('POST', '/v1/device-links/look', { json: { handle } })
const answer = (json: object) => alice.call('POST', '/v1/device-links/answer', { json })

describe('a device that asks to be signed in', () => {
  it('[DL-1] is carried to whoever types its handle, and its answer back, once', async () => {
    const { handle, ticket, interval } = await ask()
    expect(handle).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(bodyOf('LinkState', await poll(ticket))).toEqual({ state: 'waiting' })
    expect(bodyOf('LinkAsked', await look(handle))).toEqual({
      ...request,
      asked: server.clock.now(),
      from: '127.0.0.0/24',
    })
    expect((await answer({ handle, sealed: bytes(80, 4) })).status).toBe(204)
    server.clock.advance(interval)
    const answered = { state: 'answered', sealed: bytes(80, 4) }
    // the answer may be lost on its way
    for (let time = 0; time < 2; time++) expect(bodyOf('LinkState', await poll(ticket))).toEqual(answered)
    expect(codeOf(await look(handle))).toBe('not_found')
    expect(codeOf(await answer({ handle }))).toBe('not_found')
  })

  it('[DL-1] is told of a no', async () => {
    const { handle, ticket } = await ask()
    expect((await answer({ handle })).status).toBe(204)
    expect(bodyOf('LinkState', await poll(ticket))).toEqual({ state: 'denied' })
  })

  it('[DL-1] may not look too often, and has ten minutes', async () => {
    const { handle, ticket } = await ask()
    await poll(ticket)
    expect(codeOf(await poll(ticket))).toBe('rate_limited')
    server.clock.advance(10 * 60_000)
    expect(codeOf(await poll(ticket))).toBe('not_found')
    const late = await signUp(server, 'late')
    expect(codeOf(await late.call('POST', '/v1/device-links/look', { json: { handle } }))).toBe('not_found')
  })

  it('[DL-1] is looked at by who is signed in alone, and its handle not found by trying them all', async () => {
    const { handle } = await ask()
    for (const path of ['look', 'answer']) {
      const asked = await server.call('POST', `/v1/device-links/${path}`, { json: { handle } })
      expect(codeOf(asked)).toBe('unauthenticated')
    }
    const strict = await startTestServer({
      rates: {
        ...noRates,
        codes: { perMinute: 10, burst: 20 },
        links: { perMinute: 20, burst: 3 },
      },
    })
    try {
      const guesser = await signUp(strict, 'guesser')
      const guess = () => guesser.call('POST', '/v1/device-links/look', { json: { handle: '0000' } })
      for (let at = 0; at < 20; at++) expect(codeOf(await guess())).toBe('not_found')
      expect(codeOf(await guess())).toBe('rate_limited')
      const flood = () => strict.call('POST', '/v1/device-links', { json: request })
      for (let at = 0; at < 3; at++) expect((await flood()).status).toBe(200)
      expect(codeOf(await flood())).toBe('rate_limited')
    } finally {
      await strict.close()
    }
  })

  it('[DL-1] brings fields of their length, or is refused', async () => {
    for (const wrong of [{ publicKey: bytes(31, 1) }, { salt: bytes(15, 2) }, { tag: 'AA' }, { more: 1 }]) {
      const asked = await server.call('POST', '/v1/device-links', { json: { ...request, ...wrong } })
      expect(codeOf(asked)).toBe('bad_request')
    }
  })
})
