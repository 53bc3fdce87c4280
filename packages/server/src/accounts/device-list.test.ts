import { once } from 'node:events'
import { encodeClientFrame } from '@sotto/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Person, signIn, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer({ trustProxy: true })
})
afterEach(() => server.close())

const at = (address: string): TestServer => ({
  ...server,
  call: (method, path, call = {}) =>
    server.call(method, path, { ...call, headers: { 'x-forwarded-for': address } }),
})
const devices = async (person: Person) =>
  bodyOf('OwnDevices', await person.call('GET', '/v1/devices')).devices
const nameDevice = (by: Person, device: string, name = 'c2VhbGVk') =>
  by.call('PUT', `/v1/devices/${device}/name`, { json: { name } })

describe('[N-2] the name of a device', () => {
  it('is kept as it was sealed, for the own devices alone, and can be changed by any of them', async () => {
    const alice = await signUp(server, 'alice')
    server.clock.advance(1000)
    const other = await signIn(server, 'alice')
    expect((await nameDevice(alice, alice.session.device)).status).toBe(204)
    expect((await nameDevice(other, alice.session.device, 'YW5vdGhlcg')).status).toBe(204)
    await server.stop()
    await server.restart()
    expect(await devices(alice)).toMatchObject([
      { device: alice.session.device, name: 'YW5vdGhlcg', current: true },
      { device: other.session.device, current: false },
    ])
    const bob = await signUp(server, 'bob')
    const seen = bodyOf('Person', await bob.call('GET', '/v1/people/alice'))
    expect(JSON.stringify(seen)).not.toContain('YW5vdGhlcg')
  })

  it('is nobody else’s to give', async () => {
    const alice = await signUp(server, 'alice')
    const bob = await signUp(server, 'bob')
    for (const device of [alice.session.device, 'd_AAAAAAAAAAAAAAAAAAAAAA', 'nonsense']) {
      expect(codeOf(await nameDevice(bob, device))).toBe('not_found')
    }
    const nobody = await server.call('PUT', `/v1/devices/${alice.session.device}/name`, {
      json: { name: 'AA' },
    })
    expect(codeOf(nobody)).toBe('unauthenticated')
    expect(codeOf(await nameDevice(alice, alice.session.device, 'A'.repeat(100_000)))).toBe('bad_request')
    expect((await devices(alice))[0]?.name).toBeUndefined()
  })
})

describe('[N-3] where a device is', () => {
  it('is told by the network, of when it was added and when it was last seen', async () => {
    const alice = await signUp(at('198.51.100.7'), 'alice')
    server.clock.advance(1000)
    await signIn(at('2001:db8:77:1::5'), 'alice')
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/gateway`, 'sotto.1', {
      headers: { 'x-forwarded-for': '203.0.113.99' },
    })
    await once(socket, 'open')
    socket.send(encodeClientFrame({ kind: 'hello', version: 1, token: alice.session.accessToken }))
    await once(socket, 'message')
    socket.close()
    await once(socket, 'close')
    // What was seen is written now and then, and when the server stops.
    await server.stop()
    await server.restart()
    expect(await devices(alice)).toMatchObject([
      { addedFrom: '198.51.100.0/24', seenFrom: '203.0.113.0/24' },
      { addedFrom: '2001:db8:77::/48', seenFrom: '2001:db8:77::/48' },
    ])
    const bob = await signUp(server, 'bob')
    expect(JSON.stringify((await bob.call('GET', '/v1/people/alice')).json)).not.toContain('198.51')
  })
})
