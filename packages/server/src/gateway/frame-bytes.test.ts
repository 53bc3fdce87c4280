import { randomBytes } from 'node:crypto'
import {
  deviceIdFromBytes,
  type Entry,
  type EntryKind,
  encodeServerFrame,
  envelopeIdFromBytes,
  parseAccountName,
  type Uploader,
} from '@sotto/wire'
import { expect, test } from 'vitest'
import { groupId } from '../testing/test-device.ts'
import { EntryEncoder } from './entry-encoder.ts'
import { headerSize, writeHeader } from './frame-bytes.ts'
import { bytesOf, type Item, sizeOf } from './messages.ts'

const numbers = [
  0,
  1,
  23,
  24,
  255,
  256,
  65_535,
  65_536,
  4_294_967_295,
  4_294_967_296,
  Number.MAX_SAFE_INTEGER,
]
const sizes = [0, 1, 23, 24, 255, 256, 1024, 65_535, 65_536, 70_000]
const kinds: readonly EntryKind[] = ['message', 'commit', 'welcome', 'left', 'rejoin', 'gap']

function entry(seq: number, size: number, kind: EntryKind): Entry {
  const id = envelopeIdFromBytes(randomBytes(16))
  if (id === undefined) throw new Error('16 bytes are an id')
  return {
    conversation: groupId(),
    seq,
    at: numbers[(seq + size) % numbers.length] ?? 0,
    kind,
    id,
    bytes: randomBytes(size),
    uploader: uploaders[size % uploaders.length],
  }
}

const uploaders: readonly (Uploader | undefined)[] = [
  undefined,
  ...['a', 'a'.repeat(23), 'a'.repeat(31)].map(uploader),
]

function uploader(name: string): Uploader {
  const account = parseAccountName(name)
  const device = deviceIdFromBytes(randomBytes(16))
  if (account === undefined || device === undefined) throw new Error('these are ids')
  return { account, device }
}

/** These frames, each behind its WebSocket header. */
function messages(...frames: Uint8Array[]): Buffer {
  return Buffer.concat(frames.flatMap((frame) => [webSocketHeader(frame.length), frame]))
}

function webSocketHeader(length: number): Buffer {
  const header = Buffer.alloc(headerSize(length))
  expect(writeHeader(header, 0, length)).toBe(header.length)
  return header
}

function toOne(entry: Entry): Item {
  return new EntryEncoder().single(entry)
}

/** As it leaves when the bus has brought it to several connections. */
function toMany(entry: Entry): Item {
  const encoder = new EntryEncoder()
  encoder.shared(entry)
  return encoder.shared(entry)
}

const ways = [
  ['to one', toOne],
  ['to many', toMany],
] as const

test.each(ways)('[G-1] entries %s leave as the general encoder writes them', (_, outgoing) => {
  for (const kind of kinds) {
    for (const seq of numbers) {
      const entries = sizes.map((size) => entry(seq, size, kind))
      for (const count of [1, 3, sizes.length]) {
        const some = entries.slice(0, count)
        const bytes = bytesOf(some.map(outgoing))
        expect(bytes.equals(messages(encodeServerFrame({ kind: 'deliver', entries: some })))).toBe(true)
        expect(sizeOf(some.map(outgoing))).toBe(bytes.length)
      }
    }
  }
})

test.each(ways)('[G-1] other frames part entries %s, and so do many and large ones', (_, outgoing) => {
  const some = (count: number, size: number) =>
    Array.from({ length: count }, (_, i) => entry(i + 1, size, 'message'))
  const deliver = (entries: readonly Entry[]) => encodeServerFrame({ kind: 'deliver', entries })
  const [two, one, many, large] = [some(2, 9), some(1, 9), some(300, 5), some(3, 100_000)]
  const notice = encodeServerFrame({ kind: 'notice', notice: 'caught-up', subject: '' })
  const parted = bytesOf([...two.map(outgoing), notice, ...one.map(outgoing)])
  expect(parted.equals(messages(deliver(two), notice, deliver(one)))).toBe(true)
  const frames = [many.slice(0, 128), many.slice(128, 256), many.slice(256)].map(deliver)
  expect(bytesOf(many.map(outgoing)).equals(messages(...frames))).toBe(true)
  const halves = [large.slice(0, 2), large.slice(2)].map(deliver)
  expect(bytesOf(large.map(outgoing)).equals(messages(...halves))).toBe(true)
})

test('[G-1] several entries that go to many together are written once, and other things with them again', () => {
  const encoder = new EntryEncoder()
  const entries = [1, 2, 3].map((seq) => entry(seq, 20 * seq, 'message'))
  const shared = entries.map((one) => {
    encoder.shared(one)
    return encoder.shared(one)
  })
  const all = encodeServerFrame({ kind: 'deliver', entries })
  const some = encodeServerFrame({ kind: 'deliver', entries: entries.slice(0, 2) })
  const notice = encodeServerFrame({ kind: 'notice', notice: 'caught-up', subject: '' })
  const first = bytesOf([...shared])
  expect(first.equals(messages(all))).toBe(true)
  expect(bytesOf([...shared])).toBe(first)
  expect(bytesOf(shared.slice(0, 2)).equals(messages(some))).toBe(true)
  expect(bytesOf([...shared, notice]).equals(messages(all, notice))).toBe(true)
  expect(bytesOf([...shared, { ref: 1, seq: 2, at: 3 }]).equals(bytesOf([...shared, notice]))).toBe(false)
  expect(bytesOf([...shared]).equals(first)).toBe(true)
})

test('[G-1] `accepted` is what the general encoder writes', () => {
  for (const ref of numbers) {
    for (const seq of numbers) {
      const frame = encodeServerFrame({ kind: 'accepted', ref, seq, at: ref })
      expect(bytesOf([{ ref, seq, at: ref }]).equals(messages(frame))).toBe(true)
    }
  }
})

test('the WebSocket header is that of RFC 6455 §5.2 for an unmasked binary message', () => {
  expect([...webSocketHeader(5)]).toEqual([0x82, 5])
  expect([...webSocketHeader(125)]).toEqual([0x82, 125])
  expect([...webSocketHeader(126)]).toEqual([0x82, 126, 0, 126])
  expect([...webSocketHeader(65_535)]).toEqual([0x82, 126, 255, 255])
  expect([...webSocketHeader(65_536)]).toEqual([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0])
})
