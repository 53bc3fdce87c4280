import { randomBytes } from 'node:crypto'
import { type ClientFrame, decodeClientFrame, encodeClientFrame, limits } from '@sotto/wire'
import { expect, test } from 'vitest'
import { ConversationIds } from '../conversation-ids.ts'
import { groupId } from '../testing/test-device.ts'
import { FrequentFrames } from './frequent-frames.ts'

const numbers = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295]
const sizes = [0, 1, 23, 24, 255, 256, 1024, 65_535, 65_536, limits.messageBytes]

const send = (ref: number, size: number): ClientFrame => ({
  kind: 'send',
  ref,
  conversation: groupId(),
  envelope: randomBytes(size),
})
const ack = (seqs: readonly number[]): ClientFrame => ({
  kind: 'ack',
  upTo: seqs.map((seq) => ({ conversation: groupId(), seq })),
})

const bytesOf = (frame: ClientFrame) => Buffer.from(encodeClientFrame(frame))

/** As the general decoder gives it, whatever kind of bytes the envelope is. */
function plain(frame: ClientFrame | undefined) {
  return frame?.kind === 'send'
    ? { ...frame, envelope: Buffer.from(frame.envelope).toString('base64') }
    : frame
}

test('[G-1] `send` and `ack` are read as the general decoder reads them', () => {
  const frames = new FrequentFrames(new ConversationIds())
  const all = [
    ...numbers.flatMap((ref) => sizes.map((size) => send(ref, size))),
    ...[[], [1], numbers, Array.from({ length: 300 }, (_, i) => i * 1000)].map(ack),
  ]
  for (const frame of all) {
    const bytes = bytesOf(frame)
    const general = decodeClientFrame(bytes)
    expect(plain(frames.read(bytes))).toEqual(general.ok ? plain(general.value) : 'never')
    expect(plain(frames.read(bytes))).toEqual(plain(frame))
  }
})

test('[G-1] two conversations whose ids begin alike are told apart', () => {
  const frames = new FrequentFrames(new ConversationIds())
  const one = bytesOf(ack([7]))
  const other = Buffer.from(one)
  other[other.length - 3] = (other.at(-3) ?? 0) ^ 1
  for (const bytes of [one, other, one]) {
    const general = decodeClientFrame(bytes)
    expect(frames.read(bytes)).toEqual(general.ok ? general.value : 'never')
  }
})

test('[G-3] whatever the fast reader takes the general decoder takes as well, and the same', () => {
  const frames = new FrequentFrames(new ConversationIds())
  const seeds = [bytesOf(send(1000, 40)), bytesOf(ack([5, 70_000])), bytesOf({ kind: 'ping', nonce: 1 })]
  let taken = 0
  for (const seed of seeds) {
    for (let at = 0; at < seed.length; at += 1) {
      for (const value of [0x00, 0x01, 0x17, 0x18, 0x19, 0x1b, 0x40, 0x58, 0x7f, 0x80, 0x98, 0xff]) {
        const changed = Buffer.from(seed)
        changed[at] = value
        for (const bytes of [changed, changed.subarray(0, at), Buffer.concat([changed, Buffer.of(value)])]) {
          const frame = frames.read(bytes)
          if (frame === undefined) continue
          taken += 1
          const general = decodeClientFrame(bytes)
          expect(plain(frame)).toEqual(general.ok ? plain(general.value) : 'refused')
        }
      }
    }
  }
  expect(taken).toBeGreaterThan(0)
})

test('[G-3] what is over a limit is left to the general decoder', () => {
  const frames = new FrequentFrames(new ConversationIds())
  expect(frames.read(bytesOf(send(1, limits.messageBytes + 1)))).toBeUndefined()
  expect(frames.read(Buffer.alloc(limits.frameBytes + 1, 0x84))).toBeUndefined()
  expect(frames.read(Buffer.alloc(0))).toBeUndefined()
})

test('a small envelope does not keep the large piece that it came in', () => {
  const bytes = bytesOf(send(1, 100))
  const piece = Buffer.concat([bytes, Buffer.alloc(60_000)])
  const frame = new FrequentFrames(new ConversationIds()).read(piece.subarray(0, bytes.length))
  expect(frame?.kind === 'send' && frame.envelope.buffer).not.toBe(piece.buffer)
})
