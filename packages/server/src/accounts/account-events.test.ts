import { setTimeout as pause } from 'node:timers/promises'
import { decodeServerFrame, encodeClientFrame, protocolVersion, type ServerFrame } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  addDevice,
  deviceToken,
  keyPackageOf,
  type Person,
  signIn,
  signOut,
  signUp,
} from '../test-person.fixture.ts'
import { allow, askOf, newVerifier, registerProgram } from '../test-programs.fixture.ts'
import { bodyOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import { putRecovery, recoveryFor } from '../test-ways.fixture.ts'
import { randomToken } from './tokens.ts'

let server: TestServer
let bob: Person
beforeAll(async () => {
  server = await startTestServer()
  bob = await signUp(server, 'bob')
})
afterAll(() => server.close())

type Line = {
  /** The next frame of this kind, whenever it comes. */
  next<K extends ServerFrame['kind']>(kind: K): Promise<Extract<ServerFrame, { kind: K }>>
  readonly closed: Promise<void>
  close(): void
}

async function connect(person: Person): Promise<Line> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/gateway`, 'sotto.1')
  const frames: ServerFrame[] = []
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('message', (data: Buffer) => {
    const frame = decodeServerFrame(new Uint8Array(data))
    if (frame.ok) frames.push(frame.value)
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const token = person.session.accessToken
  socket.send(encodeClientFrame({ kind: 'hello', version: protocolVersion, token }))
  const line: Line = {
    async next(kind) {
      for (;;) {
        const at = frames.findIndex((frame) => frame.kind === kind)
        const [frame] = at < 0 ? [] : frames.splice(at, 1)
        if (frame !== undefined) return frame as Extract<ServerFrame, { kind: typeof kind }>
        await pause(5)
      }
    },
    closed,
    close: () => socket.close(),
  }
  await line.next('welcome')
  expect(await line.next('notice')).toMatchObject({ notice: 'caught-up' })
  return line
}

describe('open connections hear of their account', () => {
  it('[S-3] and end when the device is signed out', async () => {
    const alice = await signUp(server, 'alice')
    const line = await connect(alice)
    await signOut(server, alice)
    expect((await line.next('bye')).code).toBe('device_removed')
    await line.closed
  })

  it('[S-2] and end when a refresh token comes again after its successor', async () => {
    const carol = await signUp(server, 'carol')
    const line = await connect(carol)
    const { refreshToken } = carol.session
    const [second, third] = [randomToken(), randomToken()]
    for (const [shown, successor] of [
      [refreshToken, second],
      [second, third],
      [refreshToken, randomToken()],
    ]) {
      await server.call('POST', '/v1/sessions/refresh', { json: { refreshToken: shown, successor } })
    }
    expect((await line.next('bye')).code).toBe('session_revoked')
  })

  it('[S-4] and end when the device is signed in anew', async () => {
    const dora = await signUp(server, 'dora')
    const line = await connect(dora)
    await addDevice(server, await deviceToken(server, 'dora'), dora.device)
    expect((await line.next('bye')).code).toBe('session_revoked')
  })

  it('when a device comes or goes', async () => {
    const erin = await signUp(server, 'erin')
    const line = await connect(erin)
    const second = await signIn(server, 'erin')
    expect(await line.next('notice')).toMatchObject({ notice: 'devices', subject: 'erin' })
    await signOut(server, second)
    expect(await line.next('notice')).toMatchObject({ notice: 'devices', subject: 'erin' })
    line.close()
  })

  it('[V-7] when a way in changes', async () => {
    const heidi = await signUp(server, 'heidi')
    const line = await connect(heidi)
    const owner = { ...heidi, rootKey: new Uint8Array(32) }
    const proof = await deviceToken(server, 'heidi')
    const { recovery } = recoveryFor(owner)
    expect((await putRecovery(server, owner, { proof, recovery })).status).toBe(204)
    expect(await line.next('notice')).toMatchObject({ notice: 'account', subject: 'heidi' })
    line.close()
  })

  it('[OA-11] when a program is allowed something, and not when it is refused', async () => {
    const judy = await signUp(server, 'judy')
    const ask = askOf(await registerProgram(judy), newVerifier().challenge)
    const line = await connect(judy)
    const refused = await judy.call('POST', '/v1/programs/requests/answer', {
      json: { ...ask, allow: false },
    })
    expect(refused.status).toBe(200)
    const signature = 'A'.repeat(86)
    const forged = { ...ask, allow: true, signature }
    expect((await judy.call('POST', '/v1/programs/requests/answer', { json: forged })).status).toBe(403)
    const own = async () => bodyOf('OwnAccount', await judy.call('GET', '/v1/account')).programAllowed
    expect(await own()).toBe(0)
    await allow(judy, ask)
    expect(await line.next('notice')).toMatchObject({ notice: 'account', subject: 'judy' })
    expect(await own()).toBe(server.clock.now())
    line.close()
  })

  it('[R-6] when sealed records are written', async () => {
    const ivan = await signUp(server, 'ivan')
    const second = await signIn(server, 'ivan')
    const line = await connect(ivan)
    const records = [{ id: 'A'.repeat(22), after: 0, version: 1, bytes: 'AA' }]
    bodyOf('RecordsWritten', await second.call('POST', '/v1/records', { json: { records } }))
    expect(await line.next('notice')).toMatchObject({ notice: 'records', subject: second.session.device })
    line.close()
  })

  it('[K-3] when key packages run low', async () => {
    const frank = await signUp(server, 'frank')
    const line = await connect(frank)
    const oneTime = await Promise.all(Array.from({ length: 26 }, () => keyPackageOf(frank.device)))
    await frank.call('PUT', '/v1/key-packages', { json: { oneTime } })
    const claim = () => bob.call('POST', '/v1/key-packages/claim', { json: { accounts: ['frank'] } })
    bodyOf('KeyPackagesClaimed', await claim())
    await frank.call('PUT', '/v1/blocks/bob')
    await frank.call('DELETE', '/v1/blocks/bob')
    expect((await line.next('notice')).notice).toBe('blocks')
    expect((await line.next('notice')).notice).toBe('blocks')
    bodyOf('KeyPackagesClaimed', await claim())
    expect(await line.next('notice')).toMatchObject({
      notice: 'key-packages',
      subject: frank.session.device,
    })
    line.close()
  })

  it('[P-1] and are seen by others', async () => {
    const grace = await signUp(server, 'grace')
    const status = async () => bodyOf('Person', await bob.call('GET', '/v1/people/grace')).status
    expect(await status()).toBe('offline')
    const line = await connect(grace)
    expect(await status()).toBe('online')
    await grace.call('PUT', '/v1/blocks/bob')
    expect(await status()).toBe('offline')
    line.close()
  })
})
