import { createHash, randomBytes } from 'node:crypto'
import { type ConversationId, limits } from '@sotto/wire'
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

const path = () => `/v1/conversations/${conversation}/parcels`
const leave = (from: Person, to: Person, ...parcels: readonly Uint8Array[]) =>
  from.call('POST', path(), {
    json: { for: to.session.device, parcels: parcels.map((one) => Buffer.from(one).toString('base64url')) },
  })
const fetchIt = (person: Person, bytes: Uint8Array) =>
  person.call('GET', `${path()}/${createHash('sha256').update(bytes).digest('base64url')}`)

describe('parcels over HTTP', () => {
  it('[NH-7] are left by a member for a member’s device, which alone fetches them, until it has them', async () => {
    const [one, other] = [randomBytes(200), randomBytes(limits.parcelBytes)]
    expect((await leave(alice, bob, one, other)).status).toBe(204)
    expect(bodyOf('Parcel', await fetchIt(bob, one)).bytes).toBe(one.toString('base64url'))
    expect(bodyOf('Parcel', await fetchIt(bob, other)).bytes).toBe(other.toString('base64url'))
    expect(codeOf(await fetchIt(alice, one))).toBe('not_found')
    expect((await bob.call('DELETE', path())).status).toBe(204)
    expect(codeOf(await fetchIt(bob, one))).toBe('not_found')
  })

  it('[NH-7] are refused to and from whoever is not in the conversation', async () => {
    const bytes = randomBytes(20)
    expect(codeOf(await leave(carol, bob, bytes))).toBe('not_member')
    expect(codeOf(await leave(alice, carol, bytes))).toBe('not_found')
    expect(codeOf(await fetchIt(carol, bytes))).toBe('not_member')
  })

  it('[NH-7] have a size, and one account leaves only so many', async () => {
    expect(codeOf(await leave(alice, bob, randomBytes(limits.parcelBytes + 1)))).toBe('bad_request')
    const [first] = Array.from({ length: 1 }, () => randomBytes(8))
    await leave(alice, bob, first ?? new Uint8Array(8))
    const five = () => Array.from({ length: limits.parcelsPerRequest }, () => randomBytes(8))
    let answer = await leave(alice, bob, ...five())
    for (let tries = 0; answer.status === 204 && tries < 40; tries++)
      answer = await leave(alice, bob, ...five())
    expect(codeOf(answer)).toBe('quota_exceeded')
    expect((await leave(bob, alice, randomBytes(8))).status).toBe(204)
    await bob.call('DELETE', path())
    expect((await leave(alice, bob, randomBytes(8))).status).toBe(204)
  })

  it('[NH-7] reach no device that was taken out meanwhile', async () => {
    const dave = await signUp(server, 'dave')
    const bytes = randomBytes(20)
    const own = await startDirect(server, alice, dave)
    const where = `/v1/conversations/${own}/parcels`
    const json = { for: dave.session.device, parcels: [bytes.toString('base64url')] }
    expect((await alice.call('POST', where, { json })).status).toBe(204)
    await signOut(server, dave)
    const answer = await alice.call('POST', where, { json })
    expect(codeOf(answer)).toBe('not_found')
  })
})
