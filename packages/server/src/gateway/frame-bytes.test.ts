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
import { acceptedMessage, deliverFrame, encodeEntry, webSocketHeader } from './frame-bytes.ts'

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

test('[G-1] entries and `deliver` frames are byte for byte what the general encoder writes', () => {
  for (const kind of kinds) {
    for (const seq of numbers) {
      const entries = sizes.map((size) => entry(seq, size, kind))
      for (const count of [0, 1, 3, sizes.length]) {
        const some = entries.slice(0, count)
        const frame = Buffer.concat(deliverFrame(some.map((one) => encodeEntry(one).entry)))
        expect(frame.equals(encodeServerFrame({ kind: 'deliver', entries: some }))).toBe(true)
      }
    }
  }
})

test('[G-1] a long `deliver` frame is too', () => {
  const entries = Array.from({ length: 300 }, (_, i) => entry(i + 1, 5, 'message'))
  const frame = Buffer.concat(deliverFrame(entries.map((one) => encodeEntry(one).entry)))
  expect(frame.equals(encodeServerFrame({ kind: 'deliver', entries }))).toBe(true)
})

test('[G-1] `accepted` is what the general encoder writes, as a whole WebSocket message', () => {
  for (const ref of numbers) {
    for (const seq of numbers) {
      const frame = encodeServerFrame({ kind: 'accepted', ref, seq, at: ref })
      const message = Buffer.concat([webSocketHeader(frame.length), frame])
      expect(acceptedMessage(ref, seq, ref).equals(message)).toBe(true)
    }
  }
})

test('[G-1] an entry alone is a whole WebSocket message with its `deliver` frame', () => {
  for (const size of sizes) {
    const one = entry(7, size, 'message')
    const frame = encodeServerFrame({ kind: 'deliver', entries: [one] })
    const { alone } = encodeEntry(one)
    expect(alone.equals(Buffer.concat([webSocketHeader(frame.length), frame]))).toBe(true)
  }
})

test('the WebSocket header is that of RFC 6455 §5.2 for an unmasked binary message', () => {
  expect([...webSocketHeader(5)]).toEqual([0x82, 5])
  expect([...webSocketHeader(125)]).toEqual([0x82, 125])
  expect([...webSocketHeader(126)]).toEqual([0x82, 126, 0, 126])
  expect([...webSocketHeader(65_535)]).toEqual([0x82, 126, 255, 255])
  expect([...webSocketHeader(65_536)]).toEqual([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0])
})
