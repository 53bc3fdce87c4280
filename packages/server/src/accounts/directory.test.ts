import { bytesToBase64url } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
  for (const name of ['bob.baker', 'bob-carol', 'carol', 'abobo']) await signUp(server, name)
})
afterAll(() => server.close())

async function find(query: string): Promise<string[]> {
  const answer = await alice.call('GET', `/v1/people?query=${encodeURIComponent(query)}`)
  return bodyOf('People', answer).people.map((one) => one.account)
}

describe('the directory', () => {
  it('[P-3] finds people by the beginning of any part of a name', async () => {
    expect(await find('bob')).toEqual(['bob-carol', 'bob.baker'])
    expect(await find('carol')).toEqual(['bob-carol', 'carol'])
    expect(await find('bak')).toEqual(['bob.baker'])
    expect(await find('bob.b')).toEqual(['bob.baker'])
    expect(await find(' BOB')).toEqual(['bob-carol', 'bob.baker'])
    expect(await find('obo')).toEqual([])
  })

  it('[P-3] shows everybody, in order, to who asks for nobody in particular', async () => {
    expect(await find('')).toEqual(['abobo', 'alice', 'bob-carol', 'bob.baker', 'carol'])
    const first = await alice.call('GET', '/v1/people?limit=2')
    expect(bodyOf('People', first).people.map((one) => one.account)).toEqual(['abobo', 'alice'])
  })

  it('takes what a person typed as text and nothing else', async () => {
    for (const query of ['%', '_', '*', "' OR 1=1 --", '\u{10ffff}', '../', '🙂']) {
      expect(await find(query)).toEqual([])
    }
    const long = await alice.call('GET', `/v1/people?query=${'a'.repeat(65)}`)
    expect(codeOf(long)).toBe('bad_request')
    expect(codeOf(await alice.call('GET', '/v1/people?limit=51'))).toBe('bad_request')
    expect(codeOf(await alice.call('GET', '/v1/people?limit=0'))).toBe('bad_request')
  })

  it('[P-3] is for signed-in people', async () => {
    expect(codeOf(await server.call('GET', '/v1/people'))).toBe('unauthenticated')
    expect(codeOf(await server.call('GET', '/v1/people/alice'))).toBe('unauthenticated')
  })

  it('shows one person with the account key', async () => {
    const person = bodyOf('Person', await alice.call('GET', '/v1/people/alice'))
    expect(person.accountKey).toBe(bytesToBase64url(alice.accountKey.publicKey))
    expect(codeOf(await alice.call('GET', '/v1/people/nobody'))).toBe('not_found')
    expect(codeOf(await alice.call('GET', '/v1/people/Not%20a%20name'))).toBe('bad_request')
  })
})

describe('blocks', () => {
  it('[C-7] are kept until they are taken back', async () => {
    const list = async () => bodyOf('Blocks', await alice.call('GET', '/v1/blocks')).accounts
    expect((await alice.call('PUT', '/v1/blocks/carol')).status).toBe(204)
    expect((await alice.call('PUT', '/v1/blocks/carol')).status).toBe(204)
    expect((await alice.call('PUT', '/v1/blocks/abobo')).status).toBe(204)
    expect(await list()).toEqual(['abobo', 'carol'])
    expect((await alice.call('DELETE', '/v1/blocks/carol')).status).toBe(204)
    expect((await alice.call('DELETE', '/v1/blocks/carol')).status).toBe(204)
    expect(await list()).toEqual(['abobo'])
    expect(codeOf(await alice.call('PUT', '/v1/blocks/nobody'))).toBe('not_found')
    expect(codeOf(await alice.call('PUT', '/v1/blocks/alice'))).toBe('bad_request')
  })

  it('[P-2] hide when somebody was there', async () => {
    const dora = await signUp(server, 'dora')
    const seen = async () => bodyOf('Person', await dora.call('GET', '/v1/people/alice')).lastSeen
    expect(await seen()).toBeGreaterThan(0)
    await alice.call('PUT', '/v1/blocks/dora')
    expect(await seen()).toBe(0)
  })
})
