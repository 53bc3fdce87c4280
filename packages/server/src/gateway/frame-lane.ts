// A lane past the WebSocket library for what nearly every message is: a masked binary frame that came whole
// (RFC 6455 §5.2). It is read where it stands, without the library's streams and copies. Everything else the
// library reads: frames in pieces, pings and pongs, and, from then on alone, fragments, close frames and
// whatever is wrong, which it alone refuses.

import type { Duplex } from 'node:stream'

/** Whom the messages are for. */
export type LaneEnd = {
  /** A message came; it may share memory with others. */
  received(message: Buffer, isBinary: true): void
}

type Listener = (chunk: Buffer) => void

const binaryFrame = 0x82
const pingFrame = 0x89
const pongFrame = 0x8a
const maskedBit = 0x80
const maskBytes = 4
const longestControl = 125
/** What `payloadLength` answers when there is no length: it is still to come, or the frame is not for here. */
const incomplete = -1
const notOurs = -2

// There are many connections: one object and one function is what each of them pays for its lane.
export class FrameLane {
  readonly #socket: Duplex
  readonly #end: LaneEnd
  /** Longer messages are left to the library. */
  readonly #mostBytes: number
  readonly #library: Listener
  /** Bytes still to come of the frame that the library is reading. */
  #owed = 0
  /** The header of a frame as far as it has come. */
  #head: Buffer | undefined

  /**
   * Puts a lane in front of the library, which has just taken over the socket and got nothing of it yet;
   * none where the library does not listen as it is known to.
   */
  static open(socket: Duplex, end: LaneEnd, mostBytes: number): FrameLane | undefined {
    const [library, ...others] = socket.listeners('data') as Listener[]
    return library === undefined || others.length > 0
      ? undefined
      : new FrameLane({ socket, end, mostBytes, library })
  }

  private constructor(from: {
    readonly socket: Duplex
    readonly end: LaneEnd
    readonly mostBytes: number
    readonly library: Listener
  }) {
    this.#socket = from.socket
    this.#end = from.end
    this.#mostBytes = from.mostBytes
    this.#library = from.library
    this.#socket.off('data', this.#library)
    this.#socket.on('data', this.#listen)
  }

  /** Nothing is read any more: the library has given the connection up. */
  close(): void {
    this.#socket.off('data', this.#listen)
  }

  readonly #listen = (chunk: Buffer): void => {
    const rest = this.#read(chunk)
    if (rest === undefined) return
    this.close()
    this.#socket.on('data', this.#library)
    this.#library.call(this.#socket, rest)
  }

  /** Returns what the library is to read, with everything after it; undefined as long as the lane goes on. */
  #read(data: Buffer): Buffer | undefined {
    const chunk = this.#head === undefined ? data : Buffer.concat([this.#head, data])
    this.#head = undefined
    let at = this.#pass(chunk, 0, this.#owed)
    while (at < chunk.length) {
      const length = payloadLength(chunk, at)
      if (length === notOurs || length > this.#mostBytes) return chunk.subarray(at)
      if (length === incomplete) {
        this.#head = Buffer.from(chunk.subarray(at))
        return undefined
      }
      const payload = at + headerBytes(chunk, at)
      const end = payload + length
      if (chunk[at] !== binaryFrame || end > chunk.length) {
        at = this.#pass(chunk, at, end - at)
        continue
      }
      unmask(chunk, payload, end)
      this.#end.received(chunk.subarray(payload, end), true)
      at = end
    }
    return undefined
  }

  /** Gives the library the next so many bytes, as far as they are there; returns where they end. */
  #pass(chunk: Buffer, start: number, length: number): number {
    const end = Math.min(start + length, chunk.length)
    this.#owed = length - (end - start)
    if (end > start) this.#library.call(this.#socket, chunk.subarray(start, end))
    return end
  }
}

function headerBytes(chunk: Buffer, at: number): number {
  const short = (chunk[at + 1] ?? 0) & 0x7f
  return 2 + (short < 126 ? 0 : short === 126 ? 2 : 8) + maskBytes
}

/** Bytes behind the header of the frame that begins here, or why that is not told. */
function payloadLength(chunk: Buffer, at: number): number {
  const left = chunk.length - at
  const first = chunk[at] ?? 0
  if (first !== binaryFrame && first !== pingFrame && first !== pongFrame) return notOurs
  if (left < 2) return incomplete
  const second = chunk[at + 1] ?? 0
  if (second < maskedBit) return notOurs
  const short = second & 0x7f
  if (first !== binaryFrame && short > longestControl) return notOurs
  if (left < headerBytes(chunk, at)) return incomplete
  if (short < 126) return short
  if (short === 126) return chunk.readUInt16BE(at + 2)
  return chunk.readUInt32BE(at + 2) * 0x1_0000_0000 + chunk.readUInt32BE(at + 6)
}

const wordsPayOff = 64

/** Takes the mask, which stands in front of the payload, off it (RFC 6455 §5.3): four bytes at a time. */
function unmask(chunk: Buffer, payload: number, end: number): void {
  const mask = payload - maskBytes
  const aligned = end - payload < wordsPayOff ? end : payload + (-(chunk.byteOffset + payload) & 3)
  for (let i = payload; i < aligned; i += 1)
    chunk[i] = byte(chunk, i) ^ byte(chunk, mask + ((i - payload) & 3))
  const count = (end - aligned) >> 2
  if (count > 0) {
    const words = new Int32Array(chunk.buffer, chunk.byteOffset + aligned, count)
    const word = wordOf(chunk, mask, aligned - payload)
    for (let i = 0; i < count; i += 1) words[i] = (words[i] ?? 0) ^ word
  }
  for (let i = aligned + count * 4; i < end; i += 1) {
    chunk[i] = byte(chunk, i) ^ byte(chunk, mask + ((i - payload) & 3))
  }
}

/** The mask as one word in the machine's own order, as it lies over the payload from `shift` on. */
function wordOf(chunk: Buffer, mask: number, shift: number): number {
  for (let i = 0; i < maskBytes; i += 1) wordBytes[i] = byte(chunk, mask + ((shift + i) & 3))
  return wordSpace[0] ?? 0
}

const wordSpace = new Int32Array(1)
const wordBytes = new Uint8Array(wordSpace.buffer)

const byte = (chunk: Buffer, at: number): number => chunk[at] ?? 0
