import { createHash, randomBytes } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { FrameLane } from './frame-lane.ts'

const mostBytes = 80_000
const binary = 0x82

test('messages, answers and ends are those of the library alone, in whatever pieces the bytes come', async () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const next = random(seed)
    const bytes = Buffer.concat(Array.from({ length: 1 + next(12) }, () => anyFrame(next)))
    const pieces = cut(bytes, next)
    const alone = await hear(pieces, false)
    const withLane = await hear(pieces, true)
    expect({ seed, ...withLane.outcome }).toEqual({ seed, ...alone.outcome })
  }
})

test('a whole binary frame passes the library by; pieces, pings and pongs do not, and end nothing', async () => {
  const pieces = [
    Buffer.concat([frame(binary, Buffer.from('one')), frame(0x89, Buffer.from('ping')), frame(0x8a)]),
    frame(binary, Buffer.alloc(3000, 2)).subarray(0, 2000),
    frame(binary, Buffer.alloc(3000, 2)).subarray(2000),
    frame(binary, Buffer.from('two')),
  ]
  const { byLane, outcome } = await hear(pieces, true)
  expect(byLane).toBe(2)
  expect(outcome.messages).toHaveLength(3)
})

test('after a fragment the library reads alone', async () => {
  const fragments = [frame(0x02, Buffer.from('a')), frame(0x80, Buffer.from('b'))]
  const { byLane, outcome } = await hear([...fragments, frame(binary, Buffer.from('c'))], true)
  expect(byLane).toBe(0)
  expect(outcome.messages).toEqual(['ab', 'c'].map((text) => digest(Buffer.from(text))))
})

test('every length, at every alignment, loses its mask', async () => {
  for (const length of [0, 1, 3, 63, 64, 65, 125, 126, 127, 1024, 65_535, 65_536]) {
    for (let shift = 0; shift < 4; shift += 1) {
      const payload = randomBytes(length)
      const first = frame(binary, Buffer.alloc(shift))
      const { byLane, outcome } = await hear([Buffer.concat([first, frame(binary, payload)])], true)
      expect(byLane).toBe(2)
      expect(outcome.messages.at(-1)).toBe(digest(payload))
    }
  }
})

test('what was not read when the socket closed is heard once', async () => {
  const { stream, heard } = connect(true)
  heard.webSocket.pause()
  stream.push(frame(binary, Buffer.from('late')))
  stream.destroy()
  await heard.gone
  expect(heard.messages).toEqual([digest(Buffer.from('late'))])
})

test('where somebody else listens as well, the library goes on as it did', async () => {
  const { stream, heard } = connect(false)
  stream.on('data', () => undefined)
  const end = { received: () => expect.unreachable() }
  expect(FrameLane.open(stream, end, mostBytes)).toBeUndefined()
  stream.push(frame(binary, Buffer.from('as before')))
  stream.destroy()
  await heard.gone
  expect(heard.messages).toEqual([digest(Buffer.from('as before'))])
})

type Heard = {
  readonly webSocket: WebSocket
  readonly gone: Promise<void>
  readonly messages: string[]
  readonly ends: unknown[]
  byLane: number
}

/** Gives the pieces one after the other, as a socket would, then ends. */
async function hear(pieces: readonly Buffer[], hasLane: boolean) {
  const { stream, heard } = connect(hasLane)
  for (const piece of pieces) {
    // A copy: the mask is taken off in place.
    stream.push(Buffer.from(piece))
    await new Promise<void>((next) => setImmediate(next))
  }
  stream.push(null)
  await heard.gone
  const { messages, ends } = heard
  return { byLane: heard.byLane, outcome: { messages, ends, written: stream.written() } }
}

function connect(hasLane: boolean) {
  const stream = new FakeSocket()
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    allowSynchronousEvents: true,
    maxPayload: mostBytes,
  })
  let heard: Heard | undefined
  server.handleUpgrade(upgrade(), stream, Buffer.alloc(0), (webSocket) => {
    heard = listen(webSocket, stream, hasLane)
  })
  if (heard === undefined) throw new Error('the upgrade was refused')
  return { stream, heard }
}

function listen(webSocket: WebSocket, stream: Duplex, hasLane: boolean): Heard {
  const messages: string[] = []
  const ends: unknown[] = []
  const gone = new Promise<void>((done) => webSocket.once('close', () => done()))
  const heard: Heard = { webSocket, gone, messages, ends, byLane: 0 }
  const received = (message: Buffer) => {
    heard.byLane += 1
    messages.push(digest(message))
  }
  const lane = hasLane ? FrameLane.open(stream, { received }, mostBytes) : undefined
  webSocket.on('error', () => lane?.close())
  webSocket.on('message', (data: Buffer) => messages.push(digest(data)))
  webSocket.on('ping', (data) => ends.push(['ping', digest(data)]))
  webSocket.on('pong', (data) => ends.push(['pong', digest(data)]))
  webSocket.on('error', (error) => ends.push(['error', error.message]))
  webSocket.on('close', (code) => ends.push(['close', code]))
  return heard
}

/** Takes what is pushed piece by piece, and keeps what is written. */
class FakeSocket extends Duplex {
  readonly #written: Buffer[] = []

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#written.push(chunk)
    done()
  }

  written(): string {
    return Buffer.concat(this.#written).toString('hex')
  }
}

function upgrade(): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.method = 'GET'
  request.headers = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  }
  return request
}

/** A frame as a client writes it; `first` is its first byte. */
function frame(first: number, payload: Buffer = Buffer.alloc(0), isMasked = true): Buffer {
  const { length } = payload
  const size = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + size)
  head[0] = first
  head[1] = (isMasked ? 0x80 : 0) | (size === 0 ? length : size === 2 ? 126 : 127)
  if (size > 0) head.writeUIntBE(length, 2 + Math.max(0, size - 6), Math.min(size, 6))
  if (!isMasked) return Buffer.concat([head, payload])
  const mask = randomBytes(4)
  const masked = payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0))
  return Buffer.concat([head, mask, masked])
}

/** Mostly what a client sends, now and then what none should. */
function anyFrame(next: (below: number) => number): Buffer {
  const payload = randomBytes([0, 1, 30, 125, 126, 1100, 65_535, 65_536, 79_999][next(9)] ?? 0)
  const short = payload.subarray(0, 100)
  switch (next(24)) {
    case 0:
      return frame(0x89, short)
    case 1:
      return frame(0x8a, short)
    case 2:
      return Buffer.concat([frame(0x02, payload), frame(0x89, short), frame(0x80, payload)])
    case 3:
      return frame(0x81, Buffer.from('text'))
    case 4:
      return next(2) === 0 ? frame(0x88, Buffer.from([3, 232])) : frame(0x88)
    case 5:
      return (
        [
          frame(0xc2, payload),
          frame(0x80, payload),
          frame(binary, payload, false),
          frame(0x09, short),
          frame(0x89, randomBytes(126)),
          frame(0x83, payload),
          frame(binary, Buffer.alloc(mostBytes + 1)),
        ][next(7)] ?? payload
      )
    default:
      return frame(binary, payload)
  }
}

function cut(bytes: Buffer, next: (below: number) => number): Buffer[] {
  const pieces: Buffer[] = []
  const longest = [1 + next(8), 100, 5000, 200_000][next(4)] ?? 1
  for (let at = 0; at < bytes.length && pieces.length < 500; ) {
    const length = pieces.length === 499 ? bytes.length - at : 1 + next(longest)
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return pieces
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

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
