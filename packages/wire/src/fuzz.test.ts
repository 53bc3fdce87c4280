import { readdirSync, readFileSync } from 'node:fs'
import { heapAfterCollection } from '@sotto/testkit/heap'
import { describe, expect, it } from 'vitest'
import {
  base64urlToBytes,
  bytesToBase64url,
  decodeCbor,
  decodeClientFrame,
  decodeMimiContent,
  decodeServerFrame,
  decodeStatusReport,
  deviceIdFromBytes,
  encodeCbor,
  encodeClientFrame,
  encodeMimiContent,
  encodeServerFrame,
  encodeStatusReport,
  malformed,
  meaningOf,
  parseAccountName,
  parseConversationId,
  parseDeviceId,
  parseEnvelopeId,
  parseMediaType,
  parseMessageId,
  type Result,
  type ServerFrame,
} from './index.ts'

const runs = 100_000
const seed = 0x5077_0001

/** mulberry32: small, seeded, the same everywhere. */
function randomness(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const vectors = new URL('../../../spec/vectors/', import.meta.url)

function hexCases(file: string): Uint8Array[] {
  const { cases } = JSON.parse(readFileSync(new URL(file, vectors), 'utf8')) as {
    cases: { content: string }[]
  }
  return cases.map(({ content }) => Buffer.from(content, 'hex'))
}

/** Everything valid that we have, and what has been refused before: a mutation of either comes close to the edge. */
function corpus(): Uint8Array[] {
  const folder = new URL('mimi-content/', vectors)
  const examples = readdirSync(folder).filter((name) => name.endsWith('.cbor'))
  return [
    ...examples.map((name) => readFileSync(new URL(name, folder))),
    ...hexCases('content/valid.json'),
    ...hexCases('content/invalid.json').filter((bytes) => bytes.length < 2000),
    ...frames(),
  ].map((bytes) => new Uint8Array(bytes))
}

function frames(): Uint8Array[] {
  const alice = made(parseAccountName('alice'))
  const device = made(deviceIdFromBytes(new Uint8Array(16)))
  const conversation = made(parseConversationId(`c_${'A'.repeat(22)}`))
  const id = made(parseEnvelopeId(`e_${'A'.repeat(22)}`))
  const bytes = new Uint8Array(40).fill(0x82)
  const upload = {
    conversation,
    commit: bytes,
    welcome: bytes,
    added: [{ account: alice, device }],
    removed: [device],
  }
  const entry = { conversation, seq: 7, at: 1_790_000_000_000, kind: 'message', id, bytes } as const
  return [
    encodeClientFrame({ kind: 'hello', version: 1, token: 'token' }),
    encodeClientFrame({ kind: 'send', ref: 1, conversation, envelope: bytes }),
    encodeClientFrame({ kind: 'commit', ref: 2, ...upload }),
    encodeClientFrame({ kind: 'create', ref: 3, as: 'group', ...upload }),
    encodeClientFrame({ kind: 'ack', upTo: [{ conversation, seq: 9 }] }),
    encodeClientFrame({ kind: 'watch', ref: 4, accounts: [alice] }),
    encodeServerFrame({
      kind: 'deliver',
      entries: [
        { ...entry, uploader: { account: alice, device } },
        { ...entry, kind: 'gap' },
      ],
    }),
    encodeServerFrame({ kind: 'refused', ref: 5, code: 'too_many', message: 'Slow.', retryAfter: 9 }),
    encodeServerFrame({ kind: 'presence', changes: [{ account: alice, status: 'online', lastSeen: 0 }] }),
  ]
}

function made<T>(id: T | undefined): T {
  if (id === undefined) throw new TypeError('no id')
  return id
}

/** First bytes of CBOR items whose lengths are extreme. */
const extremes = [0x1b, 0x3b, 0x5b, 0x7b, 0x9b, 0xbb, 0x5f, 0x9f, 0xbf, 0xff, 0xc0, 0xdb, 0xf7, 0xf9, 0xfb]

function mutate(original: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = [...original]
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(bytes.length + 1)
    const length = random(12)
    switch (random(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
        break
      case 1:
        bytes[at] = random(256)
        break
      case 2:
        bytes[at] = extremes[random(extremes.length)] ?? 0
        break
      case 3:
        bytes.splice(at, length)
        break
      case 4:
        bytes.splice(at, 0, ...bytes.slice(at, at + length))
        break
      case 5:
        bytes = [...bytes.slice(0, at), ...other.subarray(random(other.length + 1))]
        break
      default:
        bytes = bytes.slice(0, at)
    }
  }
  return Uint8Array.from(bytes)
}

type Reading = { readonly name: string; readonly read: (bytes: Uint8Array) => Uint8Array | undefined }

/** Decodes, and encodes again what decoded: the bytes must be the same, for one value has one encoding. */
function reading<T>(
  name: string,
  decode: (bytes: Uint8Array) => Result<T, unknown>,
  encode: (value: T) => Uint8Array,
): Reading {
  return {
    name,
    read: (bytes) => {
      const result = decode(bytes)
      return result.ok ? encode(result.value) : undefined
    },
  }
}

const readings: readonly Reading[] = [
  reading('CBOR', decodeCbor, encodeCbor),
  reading('status report', decodeStatusReport, encodeStatusReport),
  reading('content', decodeMimiContent, (content) => {
    meaningOf(content)
    return encodeMimiContent(content)
  }),
  reading('client frame', decodeClientFrame, encodeClientFrame),
  reading('server frame', knownServerFrame, encodeServerFrame),
]

/** Without the one thing that is read as something else on purpose: a code from a later version (E-1). */
function knownServerFrame(bytes: Uint8Array): Result<ServerFrame, unknown> {
  const result = decodeServerFrame(bytes)
  const isCoded = result.ok && (result.value.kind === 'refused' || result.value.kind === 'bye')
  return isCoded && result.value.code === 'internal' ? malformed('unknown code') : result
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

describe('every decoder, with a hundred thousand damaged inputs', () => {
  it('[CT-4] [G-3] neither throws, nor takes two encodings for one value, nor keeps memory', () => {
    const random = randomness(seed)
    const inputs = corpus()
    const pick = () => inputs[random(inputs.length)] ?? new Uint8Array(0)
    const accepted = new Map(readings.map(({ name }) => [name, 0]))
    const before = heapAfterCollection()
    for (let run = 0; run < runs; run++) {
      const input = mutate(pick(), pick(), random)
      for (const { name, read } of readings) {
        const again = attempt(name, read, input)
        if (again === undefined) continue
        accepted.set(name, (accepted.get(name) ?? 0) + 1)
        if (!sameBytes(again, input)) throw new Error(`${name}: a second encoding, ${hex(input)}`)
      }
      readText(bytesToText(input, random))
    }
    expect(heapAfterCollection() - before).toBeLessThan(8 * 1024 * 1024)
    for (const { name } of readings) expect([name, accepted.get(name)]).not.toEqual([name, 0])
  }, 300_000)
})

function attempt(name: string, read: Reading['read'], input: Uint8Array): Uint8Array | undefined {
  try {
    return read(input)
  } catch (error) {
    throw new Error(`${name} threw at ${hex(input)}`, { cause: error })
  }
}

/** Text close to an id: the right prefix and length, something wrong within. */
function bytesToText(bytes: Uint8Array, random: (below: number) => number): string {
  const prefix = ['d_', 'c_', 'e_', 'm_', ''][random(5)] ?? ''
  const text = prefix + bytesToBase64url(bytes.subarray(0, [16, 32, 15, 8][random(4)]))
  const odd = ['=', 'é', '\u0000', '-', 'B', ';x=']
  return random(2) === 0 ? text : text.slice(0, random(text.length + 1)) + (odd[random(odd.length)] ?? '')
}

function readText(text: string): void {
  const bytes = base64urlToBytes(text)
  if (bytes !== undefined && bytesToBase64url(bytes) !== text) throw new Error(`two texts for one: ${text}`)
  parseMediaType(text)
  const parsers = [parseAccountName, parseDeviceId, parseConversationId, parseEnvelopeId, parseMessageId]
  const kinds = parsers.filter((parse) => parse(text) !== undefined)
  if (kinds.length > 1) throw new Error(`one text, two kinds of id: ${text}`)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
