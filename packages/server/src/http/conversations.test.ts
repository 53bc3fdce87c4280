import { bytesToBase64url, type ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDirect } from '../test-conversation.fixture.ts'
import { type Person, signOut, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person
let conversation: ConversationId
beforeAll(async () => {
  server = await startTestServer()
  ;[alice, bob, carol] = [
    await signUp(server, 'alice'),
    await signUp(server, 'bob'),
    await signUp(server, 'carol'),
  ]
  conversation = await startDirect(server, alice, bob)
})
afterAll(() => server.close())

describe('conversations over HTTP', () => {
  it('[C-6] show a request to the one who was asked, and the log to both', async () => {
    const list = async (person: Person) =>
      bodyOf('Conversations', await person.call('GET', '/v1/conversations')).conversations
    expect(await list(alice)).toMatchObject([{ conversation, kind: 'direct', state: 'active', epoch: 1 }])
    expect(await list(bob)).toMatchObject([{ conversation, state: 'request', lastSeq: 1 }])
    expect(await list(carol)).toEqual([])
    const info = bodyOf('ConversationInfo', await bob.call('GET', `/v1/conversations/${conversation}`))
    expect(info.members.map((one) => [one.account, one.state])).toEqual(
      expect.arrayContaining([
        ['alice', 'active'],
        ['bob', 'request'],
      ]),
    )
  })

  it('[D-12] give entries by range', async () => {
    const log = (range: string) => bob.call('GET', `/v1/conversations/${conversation}/log${range}`)
    const all = bodyOf('LogPage', await log(''))
    expect(all).toMatchObject({ lastSeq: 1, entries: [{ seq: 1, kind: 'welcome' }] })
    expect(bodyOf('LogPage', await log('?after=0&upTo=1')).entries).toHaveLength(1)
    expect(bodyOf('LogPage', await log('?after=1')).entries).toEqual([])
    expect(codeOf(await log('?after=-1'))).toBe('bad_request')
    expect(codeOf(await log('?after=x'))).toBe('bad_request')
  })

  it('[C-4] are for who takes part', async () => {
    for (const path of ['', '/log']) {
      const answer = await carol.call('GET', `/v1/conversations/${conversation}${path}`)
      expect(codeOf(answer)).toBe('not_member')
    }
    for (const change of ['accept', 'leave', 'decline']) {
      const json = change === 'leave' ? { json: { notice: 1 } } : {}
      const answer = await carol.call('POST', `/v1/conversations/${conversation}/${change}`, json)
      expect(codeOf(answer)).toBe('not_member')
    }
    const none = 'c_AAAAAAAAAAAAAAAAAAAAAA'
    expect(codeOf(await alice.call('GET', `/v1/conversations/${none}`))).toBe('not_member')
    expect(codeOf(await alice.call('GET', '/v1/conversations/x'))).toBe('bad_request')
    expect(codeOf(await server.call('GET', `/v1/conversations/${conversation}`))).toBe('unauthenticated')
  })

  it('[RJ-1] refuse a request to rejoin that the device did not sign', async () => {
    const json = { request: bytesToBase64url(new Uint8Array(100)) }
    const answer = await alice.call('POST', `/v1/conversations/${conversation}/rejoin`, { json })
    expect(codeOf(answer)).toBe('bad_request')
  })

  it('[C-6] are accepted, and [P-2] presence is shown then', async () => {
    const lastSeen = async () => bodyOf('Person', await alice.call('GET', '/v1/people/bob')).lastSeen
    expect(await lastSeen()).toBe(0)
    const accepted = await bob.call('POST', `/v1/conversations/${conversation}/accept`)
    expect(accepted.status).toBe(204)
    const info = bodyOf('ConversationInfo', await bob.call('GET', `/v1/conversations/${conversation}`))
    expect(info.state).toBe('active')
    expect(await lastSeen()).toBeGreaterThan(0)
  })

  it('[S-3] lose a device that is signed out, [C-5] and an account that leaves', async () => {
    const devices = async () => {
      const answer = await alice.call('GET', `/v1/conversations/${conversation}`)
      return bodyOf('ConversationInfo', answer).members.find((one) => one.account === 'bob')
    }
    expect((await devices())?.devices).toEqual([bob.session.device])
    await signOut(server, bob)
    expect((await devices())?.devices).toEqual([])
    const path = `/v1/conversations/${conversation}/leave`
    expect(codeOf(await alice.call('POST', path))).toBe('bad_request')
    expect((await alice.call('POST', path, { json: { notice: 1 } })).status).toBe(204)
    const left = await alice.call('GET', `/v1/conversations/${conversation}`)
    expect(codeOf(left)).toBe('not_member')
  })
})
