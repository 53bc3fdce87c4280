import { heapAfterCollection } from '@sotto/testkit/heap'
import { type ClientFrame, encodeClientFrame } from '@sotto/wire'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { envelope } from '../testing/envelopes.ts'
import { gatewayScene } from '../testing/gateway-scene.ts'
import type { Person } from '../testing/people.ts'
import { groupId, TestDevice, upload } from '../testing/test-device.ts'

const unlimited = { framesPerSecond: 1e9, bytesPerSecond: 1e12, burstSeconds: 1 }
const scene = gatewayScene({ gateway: { rates: unlimited } })
const framesOfRound = 20_000
const connections = 40
/** What the rounds after the first may leave behind: the server keeps what was valid among them. */
const growthAllowed = 8 * 1024 * 1024

/** Numbers from a seed (mulberry32), so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below)
  }
}

test('[G-3] [E-1] 100,000 damaged frames: typed answers, no crash, no memory kept, and everybody else goes on', async () => {
  const { alice, bob, conversation } = await scene().pair()
  const strangers = Array.from({ length: connections }, () => scene().server.people.add('mallory'))
  const [stranger = alice.person] = strangers
  const next = random(20_261_121)
  const samples: readonly (() => ClientFrame)[] = [
    () => ({ kind: 'send', ref: 1, conversation, envelope: envelope({ conversation, epoch: 1 }) }),
    () => ({
      kind: 'commit',
      ref: 2,
      ...upload(conversation, 1, { added: [stranger], removed: [bob.person] }),
    }),
    () => ({ kind: 'create', ref: 3, as: 'group', ...upload(groupId(), 0, { added: [stranger] }) }),
    () => ({ kind: 'ack', upTo: [{ conversation, seq: 5 }] }),
    () => ({ kind: 'watch', ref: 4, accounts: [alice.person.account] }),
    () => ({ kind: 'status', status: 'away' }),
    () => ({ kind: 'ping', nonce: 9 }),
  ]
  const damaged = (): Buffer => {
    const sample = samples[next(samples.length)]?.() ?? { kind: 'ping', nonce: 1 }
    const bytes = Buffer.from(encodeClientFrame(sample))
    for (let times = next(4); times > 0; times -= 1) bytes[next(bytes.length)] = next(256)
    return next(5) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes
  }
  const one = async (mallory: Person, sent: { frames: number }) => {
    while (sent.frames < framesOfRound) {
      // Known to nobody but this loop, so that what is left afterwards is the server's.
      const device = new TestDevice(scene().server.url, mallory)
      await device.hello()
      while (
        sent.frames < framesOfRound &&
        device.closed === undefined &&
        device.socket.readyState === WebSocket.OPEN
      ) {
        for (let burst = 0; burst < 20; burst += 1) device.socket.send(damaged())
        sent.frames += 20
        // A pong, or the end of the connection: either way the frames before were handled.
        device.send({ kind: 'ping', nonce: sent.frames })
        const pongs = device.framesOf('pong').length
        await device.until(() => device.framesOf('pong').length > pongs).catch(() => undefined)
      }
      if (device.closed !== undefined) expect(device.frames.at(-1)?.kind).toBe('bye')
      device.socket.terminate()
    }
  }
  const round = async () => {
    const sent = { frames: 0 }
    await Promise.all(strangers.map((mallory) => one(mallory, sent)))
    return heapAfterCollection()
  }
  const first = await round()
  let last = first
  for (let rounds = 1; rounds < 5; rounds += 1) last = await round()
  expect(last - first).toBeLessThan(growthAllowed)
  expect(scene().server.problems).toEqual([])
  expect(await alice.sendMessage(conversation)).toMatchObject({ kind: 'accepted' })
}, 300_000)

test('[D-4] bytes that are no sealed message of this conversation are refused', async () => {
  const { alice, conversation } = await scene().pair()
  const cases = [
    [new Uint8Array(0), 'bad_request'],
    [Buffer.alloc(100, 7), 'bad_request'],
    [envelope({ conversation: groupId(), epoch: 1 }), 'bad_request'],
    [envelope({ conversation, epoch: 1, contentType: 'commit' }), 'bad_request'],
    [envelope({ conversation, epoch: 1, contentType: 'proposal' }), 'bad_request'],
    [envelope({ conversation, epoch: 2 }), 'epoch_conflict'],
    [envelope({ conversation, epoch: 1, generation: 1 }), 'epoch_conflict'],
  ] as const
  for (const [bytes, code] of cases) {
    const answer = await alice.ask({ kind: 'send', ref: alice.nextRef(), conversation, envelope: bytes })
    expect(answer).toMatchObject({ kind: 'refused', code })
  }
  expect(await alice.sendMessage(conversation)).toMatchObject({ kind: 'accepted', seq: 2 })
})
