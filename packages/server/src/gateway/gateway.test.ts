import { encodeClientFrame, limits } from '@sotto/wire'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { topics } from '../bus/topics.ts'
import { envelope } from '../testing/envelopes.ts'
import { gatewayScene } from '../testing/gateway-scene.ts'
import { upload } from '../testing/test-device.ts'

const scene = gatewayScene()

const quarter = Buffer.alloc(limits.helloBytes / 4, 7)

describe('hello', () => {
  test('[G-1] another path or subprotocol is no gateway', async () => {
    const { url } = scene().server
    for (const socket of [
      new WebSocket(url, 'other'),
      new WebSocket(url),
      new WebSocket(`${url}s`, 'sotto.1'),
    ]) {
      const error = await new Promise<Error>((failed) => socket.on('error', failed))
      expect(error.message).toContain('404')
    }
  })

  test('[G-2] the answer to hello is welcome with the device and the time', async () => {
    const alice = await scene().online('alice')
    expect(alice.frames[0]).toMatchObject({ kind: 'welcome', version: 1, device: alice.person.device })
  })

  test('[G-2] a wrong token, another version, and another first frame end with bye', async () => {
    const { server } = scene()
    const cases = [
      ['unauthenticated', encodeClientFrame({ kind: 'hello', version: 1, token: 'nobody' })],
      ['version_unsupported', encodeClientFrame({ kind: 'hello', version: 2, token: 'nobody' })],
      ['unauthenticated', encodeClientFrame({ kind: 'ping', nonce: 1 })],
    ] as const
    for (const [code, bytes] of cases) {
      const device = scene().dial(server.people.add('alice'))
      await device.opened()
      device.socket.send(bytes)
      await device.ended()
      expect(device.frames).toMatchObject([{ kind: 'bye', code }])
    }
    await vi.waitFor(() => expect(server.gateway.connections()).toBe(0))
  })

  test('[G-2] what follows hello without waiting is done after the welcome', async () => {
    const alice = scene().dial(scene().server.people.add('alice'))
    await alice.opened()
    alice.send({ kind: 'hello', version: 1, token: alice.person.device })
    for (let nonce = 0; nonce < 10; nonce += 1) alice.send({ kind: 'ping', nonce })
    await alice.until(() => alice.framesOf('pong').length === 10)
    expect(alice.frames[0]?.kind).toBe('welcome')
  })

  test('[G-2] [L-1] an attacker who says no hello fills no memory with a frame that never ends', async () => {
    const device = scene().dial(scene().server.people.add('mallory'))
    await device.opened()
    for (let count = 0; count < 5; count += 1) device.socket.send(quarter, { fin: false })
    await device.ended()
    expect(device.framesOf('bye').map(({ code }) => code)).not.toContain('unauthenticated')
  })

  test('[G-6] a newer connection of the device replaces the older', async () => {
    const older = await scene().online('alice')
    const newer = await scene().connect(older.person)
    await older.ended()
    expect(older.frames.at(-1)).toMatchObject({ kind: 'bye', code: 'unavailable' })
    newer.send({ kind: 'ping', nonce: 1 })
    await newer.until(() => newer.framesOf('pong').length === 1)
  })

  test('[G-7] [S-3] a session that ends closes its connection and no other', async () => {
    const alice = await scene().online('alice')
    const bob = await scene().online('bob')
    const { device } = alice.person
    const why = 'session_revoked'
    scene().server.bus.publish(topics.sessionEnded, { session: `session of ${device}`, device, why })
    await alice.ended()
    expect(alice.frames.at(-1)).toMatchObject({ kind: 'bye', code: 'session_revoked' })
    bob.send({ kind: 'ping', nonce: 1 })
    await bob.until(() => bob.framesOf('pong').length === 1)
  })
})

describe('a token that takes long to check', () => {
  const scene = gatewayScene({ gateway: { sessions: { verifyAccess: () => new Promise(() => undefined) } } })

  test('[G-2] [L-1] an attacker whose token is being checked fills no memory meanwhile', async () => {
    const device = scene().dial(scene().server.people.add('mallory'))
    await device.opened()
    device.send({ kind: 'hello', version: 1, token: 'anything' })
    for (let count = 0; count < 5; count += 1) device.socket.send(quarter)
    await device.ended()
    expect(device.framesOf('bye').map(({ code }) => code)).not.toContain('unauthenticated')
  })
})

describe('frames', () => {
  test('[G-3] a frame that does not decode, a text frame and one over the limit end the connection', async () => {
    for (const bytes of [Buffer.of(0xff), 'text', Buffer.alloc(limits.frameBytes + 1)]) {
      const alice = await scene().online('alice')
      alice.socket.send(bytes)
      await alice.ended()
      expect(alice.frames.at(-1)).toMatchObject({ kind: 'bye', code: 'bad_frame' })
    }
    const alice = await scene().online('alice')
    alice.socket.send(Buffer.alloc(limits.frameBytes * 2))
    await alice.ended()
  })

  test('[G-3] a second hello is no frame of an open connection', async () => {
    const alice = await scene().online('alice')
    alice.send({ kind: 'hello', version: 1, token: alice.person.device })
    await alice.ended()
    expect(alice.frames.at(-1)).toMatchObject({ kind: 'bye', code: 'bad_frame' })
  })

  test('[G-4] every request is answered exactly once', async () => {
    const { alice, conversation } = await scene().pair()
    const refs = Array.from({ length: 50 }, () => alice.nextRef())
    for (const ref of refs) {
      // One in three is sealed too far ahead and is refused.
      alice.send({
        kind: 'send',
        ref,
        conversation,
        envelope: envelope({ conversation, epoch: ref % 3 === 0 ? 9 : 1 }),
      })
    }
    for (const ref of refs) {
      expect((await alice.answer(ref)).kind).toBe(ref % 3 === 0 ? 'refused' : 'accepted')
    }
    const answers = alice.frames.filter((frame) => frame.kind === 'accepted' || frame.kind === 'refused')
    expect(answers.map((frame) => frame.ref).filter((ref) => refs.includes(ref))).toHaveLength(50)
  })

  test('[G-4] more requests than may be open at once are refused with `too_many`', async () => {
    const { alice, conversation } = await scene().pair()
    const refs = Array.from({ length: 600 }, () => alice.nextRef())
    for (const ref of refs)
      alice.send({ kind: 'send', ref, conversation, envelope: envelope({ conversation, epoch: 1 }) })
    const answers = await Promise.all(refs.map((ref) => alice.answer(ref)))
    const refused = answers.filter((answer) => answer.kind === 'refused')
    expect(refused.every((answer) => answer.kind === 'refused' && answer.code === 'too_many')).toBe(true)
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(limits.openRequests)
  })

  test('[G-5] ping is answered by pong', async () => {
    const alice = await scene().online('alice')
    alice.send({ kind: 'ping', nonce: 12345 })
    await alice.until(() => alice.framesOf('pong').length === 1)
    expect(alice.framesOf('pong')).toEqual([{ kind: 'pong', nonce: 12345 }])
  })
})

describe('entries', () => {
  test('[C-1] [D-9] a create brings the Welcome to the devices it adds', async () => {
    const { alice, bob, conversation } = await scene().pair()
    expect(bob.entries).toMatchObject([{ conversation, seq: 1, kind: 'welcome' }])
    expect(alice.entries).toEqual([])
  })

  test('[D-1] [D-2] [D-15] a message is accepted with its place and delivered as it was sealed, with who wrote it', async () => {
    const { alice, bob, conversation } = await scene().pair()
    const bytes = envelope({ conversation, epoch: 1, size: 1000 })
    expect(await alice.sendMessage(conversation, 1, bytes)).toMatchObject({ kind: 'accepted', seq: 2 })
    await bob.until(() => bob.entries.length === 2)
    const uploader = alice.person
    expect(bob.entries[1]).toMatchObject({ conversation, seq: 2, kind: 'message', uploader })
    expect(Buffer.from(bob.entries[1]?.bytes ?? [])).toEqual(bytes)
  })

  test('[D-3] the same envelope again is answered with its place and delivered once', async () => {
    const { alice, bob, conversation } = await scene().pair()
    const bytes = envelope({ conversation, epoch: 1 })
    const answers = await Promise.all([1, 2, 3].map(() => alice.sendMessage(conversation, 1, bytes)))
    expect(answers.map((answer) => answer.kind === 'accepted' && answer.seq)).toEqual([2, 2, 2])
    await alice.sendMessage(conversation)
    await bob.until(() => bob.entries.length === 3)
    expect(bob.entries.map((entry) => entry.seq)).toEqual([1, 2, 3])
  })

  test('[D-8] the answer to a send stands in the place of its entry', async () => {
    const { alice, bob, conversation } = await scene().pair()
    const jobs = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? alice : bob).sendMessage(conversation))
    await Promise.all(jobs)
    await alice.until(() => alice.entries.length === 50)
    const order = alice.frames.flatMap((frame) => {
      if (frame.kind === 'accepted') return [frame.seq]
      return frame.kind === 'deliver' ? frame.entries.map((entry) => entry.seq) : []
    })
    expect(order).toEqual(Array.from({ length: 101 }, (_, i) => i + 1))
  })

  test('fan-out: every member gets every message, in the same order', async () => {
    const alice = await scene().online('alice')
    const others = await Promise.all(Array.from({ length: 30 }, (_, i) => scene().online(`member${i}`)))
    const conversation = await alice.createGroup(others.map((one) => one.person))
    for (const { person } of others) await scene().server.delivery.accept(person, conversation)
    await Promise.all(Array.from({ length: 40 }, () => alice.sendMessage(conversation)))
    for (const one of others) {
      await one.until(() => one.entries.length === 41)
      expect(one.entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1))
    }
  })

  test('[D-9] a device that is removed receives that commit last', async () => {
    const { alice, bob, conversation } = await scene().pair()
    const commit = {
      kind: 'commit',
      ref: alice.nextRef(),
      ...upload(conversation, 1, { removed: [bob.person] }),
    } as const
    expect(await alice.ask(commit)).toMatchObject({ kind: 'accepted', seq: 2 })
    await alice.sendMessage(conversation, 2)
    await bob.until(() => bob.entries.length === 2)
    expect(bob.entries[1]).toMatchObject({ seq: 2, kind: 'commit' })
    bob.ackAll()
    expect(await bob.sendMessage(conversation, 2)).toMatchObject({ kind: 'refused', code: 'not_member' })
    const again = await scene().connect(bob.person)
    again.send({ kind: 'ping', nonce: 1 })
    await again.until(() => again.framesOf('pong').length === 1)
    expect(again.entries.filter((entry) => entry.seq > 2)).toEqual([])
  })

  test('[D-9] a device that joins later sees the log from its Welcome on', async () => {
    const { alice, bob, conversation } = await scene().pair()
    await alice.sendMessage(conversation)
    const carol = await scene().online('carol')
    const commit = upload(conversation, 1, { added: [carol.person], size: 5000 })
    expect(await bob.ask({ kind: 'commit', ref: bob.nextRef(), ...commit })).toMatchObject({ seq: 3 })
    await alice.sendMessage(conversation, 2)
    await carol.until(() => carol.entries.length === 2)
    expect(carol.entries).toMatchObject([
      { seq: 3, kind: 'welcome' },
      { seq: 4, kind: 'message' },
    ])
    expect(Buffer.from(carol.entries[0]?.bytes ?? [])).toEqual(Buffer.from(commit.welcome))
  })
})

test('a server that stops says so, and everything accepted is there when it starts again', async () => {
  const { alice, conversation } = await scene().pair()
  const sending = Array.from({ length: 20 }, () => alice.sendMessage(conversation))
  await Promise.all(sending)
  await scene().server.gateway.close()
  expect(alice.frames.at(-1)).toMatchObject({ kind: 'bye', code: 'unavailable' })
  expect(scene().server.gateway.connections()).toBe(0)
  const { device } = alice.person
  expect(await scene().server.delivery.position(device, conversation)).toMatchObject({ lastSeq: 21 })
})
