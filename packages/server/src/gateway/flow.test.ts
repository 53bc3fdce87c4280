import { limits } from '@sotto/wire'
import { expect, test } from 'vitest'
import { envelope } from '../testing/envelopes.ts'
import { gatewayScene } from '../testing/gateway-scene.ts'
import { type TestDevice, upload } from '../testing/test-device.ts'

const small = { entriesInFlight: 8, bytesInFlight: 20_000 }
const scene = gatewayScene({ limits: small })
const big = 4000

async function fill(count: number, size = 64) {
  const { alice, bob, conversation } = await scene().pair()
  const { delivery } = scene().server
  for (let i = 0; i < count; i += 1) {
    const result = await delivery.send(alice.person, conversation, envelope({ conversation, epoch: 1, size }))
    expect(result.ok).toBe(true)
  }
  return { alice, bob, conversation }
}

test('[D-7] after the window is full nothing more comes until something is acknowledged', async () => {
  const { bob, conversation } = await fill(50)
  await bob.until(() => bob.entries.length === small.entriesInFlight)
  bob.send({ kind: 'ping', nonce: 1 })
  await bob.until(() => bob.framesOf('pong').length === 1)
  expect(bob.entries).toHaveLength(small.entriesInFlight)
  bob.send({ kind: 'ack', upTo: [{ conversation, seq: 3 }] })
  await bob.until(() => bob.entries.length === small.entriesInFlight + 3)
  while (bob.entries.length < 51) {
    const before = bob.entries.length
    bob.ackAll()
    await bob.until(() => bob.entries.length > before)
  }
  expect(bob.entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1))
})

test('[D-7] the window is one of bytes too', async () => {
  const { bob } = await fill(10, big)
  await bob.until(() => bob.entries.length === 5)
  bob.send({ kind: 'ping', nonce: 1 })
  await bob.until(() => bob.framesOf('pong').length === 1)
  expect(bob.entries.length).toBeLessThan(7)
  while (bob.entries.length < 11) {
    const before = bob.entries.length
    bob.ackAll()
    await bob.until(() => bob.entries.length > before)
  }
})

test('[D-6] [D-7] who acknowledges what was not delivered gains nothing', async () => {
  const { bob, conversation } = await fill(50)
  await bob.until(() => bob.entries.length === small.entriesInFlight)
  bob.send({ kind: 'ack', upTo: [{ conversation, seq: 1_000_000 }] })
  await bob.until(() => bob.entries.length === small.entriesInFlight * 2)
  const { device } = bob.person
  expect(await scene().server.delivery.position(device, conversation)).toMatchObject({
    cursor: small.entriesInFlight,
  })
})

test('[D-7] a reader that stands still costs the server no memory', async () => {
  const { bob } = await fill(0)
  bob.socket.pause()
  const carol = await scene().online('carol')
  const conversation = await carol.createGroup([bob.person])
  await scene().server.delivery.accept(bob.person, conversation)
  const total = 2000
  for (let i = 0; i < total; i += 1) {
    await scene().server.delivery.send(
      carol.person,
      conversation,
      envelope({ conversation, epoch: 1, size: big }),
    )
  }
  expect(total * big).toBeGreaterThan(20 * small.bytesInFlight)
  expect(scene().server.gateway.buffered()).toBeLessThan(2 * small.bytesInFlight)
  bob.socket.resume()
  await bob.until(() => bob.entries.some((entry) => entry.conversation === conversation))
})

test('[D-7] a client that only asks and never reads is not listened to for long', async () => {
  const { alice } = await fill(0)
  alice.socket.pause()
  for (let nonce = 0; nonce < 3000; nonce += 1) alice.send({ kind: 'ping', nonce })
  const bob = await scene().online('bob')
  bob.send({ kind: 'ping', nonce: 1 })
  await bob.until(() => bob.framesOf('pong').length === 1)
  expect(scene().server.gateway.buffered()).toBeLessThan(limits.bytesInFlight + 64 * 1024)
  alice.socket.resume()
  await alice.until(() => alice.framesOf('pong').length === 3000)
})

test('[D-7] [D-11] after a reconnect everything after the cursor comes again, in order', async () => {
  const { bob, conversation } = await fill(6)
  await bob.until(() => bob.entries.length === 7)
  bob.send({ kind: 'ack', upTo: [{ conversation, seq: 4 }] })
  await bob.close()
  const again = await scene().connect(bob.person)
  await again.until(() => again.entries.length === 3)
  expect(again.entries.map((entry) => entry.seq)).toEqual([5, 6, 7])
})

const caughtUp = (device: TestDevice) =>
  device.framesOf('notice').filter(({ notice }) => notice === 'caught-up').length

test('[D-14] a device is told once when all that waited for it has been sent, and not before', async () => {
  const { alice, bob, conversation } = await fill(50)
  expect(caughtUp(bob)).toBe(1)
  await bob.close()
  const again = await scene().connect(bob.person)
  await again.until(() => again.entries.length === small.entriesInFlight)
  while (again.entries.length < 51) {
    expect(caughtUp(again)).toBe(0)
    const before = again.entries.length
    again.ackAll()
    await again.until(() => again.entries.length > before)
  }
  await again.until(() => caughtUp(again) === 1)
  expect(again.frames.findLastIndex((frame) => frame.kind === 'deliver')).toBeLessThan(
    again.frames.findIndex((frame) => frame.kind === 'notice' && frame.notice === 'caught-up'),
  )
  again.ackAll()
  await scene().server.delivery.send(alice.person, conversation, envelope({ conversation, epoch: 1 }))
  await again.until(() => again.entries.length === 52)
  again.send({ kind: 'ping', nonce: 1 })
  await again.until(() => again.framesOf('pong').length === 1)
  expect(caughtUp(again)).toBe(1)
})

test('[D-14] who has nothing to catch up with is told at once', async () => {
  const alice = await scene().online('alice')
  await alice.until(() => caughtUp(alice) === 1)
  expect(alice.frames.slice(0, 2)).toMatchObject([
    { kind: 'welcome' },
    { kind: 'notice', notice: 'caught-up', subject: '' },
  ])
})

test('[D-8] after a reconnect a device gets its own entries without bytes', async () => {
  const { alice, bob, conversation } = await fill(0)
  await alice.sendMessage(conversation)
  await alice.close()
  const again = await scene().connect(alice.person)
  await again.until(() => again.entries.length === 2)
  await bob.until(() => bob.entries.length === 2)
  expect(again.entries).toMatchObject([
    { seq: 1, kind: 'commit', bytes: new Uint8Array(0) },
    { seq: 2, kind: 'message', bytes: new Uint8Array(0), id: bob.entries[1]?.id },
  ])
})

test('[D-8] an answer behind a full window waits for its place', async () => {
  const { alice, bob, conversation } = await fill(0)
  for (let i = 0; i < 20; i += 1) await bob.sendMessageAndAcknowledge(conversation)
  await alice.until(() => alice.entries.length >= small.entriesInFlight - 1)
  const answer = alice.sendMessage(conversation)
  const before = alice.entries.length
  alice.send({ kind: 'ping', nonce: 7 })
  await alice.until(() => alice.framesOf('pong').length === 1)
  expect(alice.framesOf('accepted').filter((frame) => frame.seq > 20)).toEqual([])
  while (alice.entries.length < 20) {
    alice.acknowledgeEverything(conversation)
    const seen = alice.entries.length
    await alice.until(() => alice.entries.length > seen)
  }
  alice.acknowledgeEverything(conversation)
  expect(await answer).toMatchObject({ kind: 'accepted', seq: 22 })
  expect(before).toBeLessThan(20)
})

test('[D-10] what was deleted after the retention period is one gap, and then it goes on', async () => {
  const { bob, alice, conversation } = await fill(3)
  await bob.close()
  await scene().server.store.expire(Date.now() + 1000)
  await alice.sendMessage(conversation)
  const again = await scene().connect(bob.person)
  await again.until(() => again.entries.length === 2)
  expect(again.entries).toMatchObject([
    { seq: 4, kind: 'gap', bytes: new Uint8Array(0) },
    { seq: 5, kind: 'message' },
  ])
  again.ackAll()
  await again.close()
  const third = await scene().connect(bob.person)
  third.send({ kind: 'ping', nonce: 1 })
  await third.until(() => third.framesOf('pong').length === 1)
  expect(third.entries).toEqual([])
})

test('[D-10] a log of which nothing is left is one gap', async () => {
  const { bob } = await fill(3)
  await bob.close()
  await scene().server.store.expire(Date.now() + 1000)
  const again = await scene().connect(bob.person)
  await again.until(() => again.entries.length === 1)
  expect(again.entries).toMatchObject([{ seq: 4, kind: 'gap' }])
})

test('[C-6] whoever has not answered is given nothing more live, and after the answer the rest in order', async () => {
  const alice = await scene().online('alice')
  const bob = await scene().online('bob')
  const conversation = await alice.createGroup([bob.person])
  const puppet = scene().server.people.add('puppet')
  const change = upload(conversation, 1, { added: [puppet] })
  await alice.ask({ kind: 'commit', ref: alice.nextRef(), ...change })
  await scene().server.delivery.accept(puppet, conversation)
  const total = 2 * limits.messagesBeforeAccept
  for (let count = 0; count < total; count += 1) {
    alice.acknowledgeEverything(conversation)
    expect(await alice.sendMessage(conversation, 2)).toMatchObject({ kind: 'accepted' })
    bob.ackAll()
  }
  const settled = async () => {
    const nonce = bob.framesOf('pong').length
    bob.ackAll()
    bob.send({ kind: 'ping', nonce })
    await bob.until(() => bob.framesOf('pong').length > nonce)
  }
  for (let round = 0; round < 5; round += 1) await settled()
  expect(bob.entries).toHaveLength(1 + limits.messagesBeforeAccept)
  const late = bob.sendMessage(conversation, 2)
  while (bob.entries.length < total + 2) {
    const before = bob.entries.length
    bob.ackAll()
    await bob.until(() => bob.entries.length > before)
  }
  bob.ackAll()
  expect(await late).toMatchObject({ kind: 'accepted', seq: total + 3 })
  expect(bob.entries.map((entry) => entry.seq)).toEqual(Array.from({ length: total + 2 }, (_, i) => i + 1))
})
