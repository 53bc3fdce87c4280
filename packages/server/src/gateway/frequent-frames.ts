// The two frames that every message costs, `send` and `ack`, read without the general decoder. What is not
// exactly such a frame, in the shortest form of RFC 8949 §4.2.1, is left to `decodeClientFrame`, which
// alone refuses.

import { type ClientFrame, type ConversationId, limits } from '@sotto/wire'
import type { ConversationIds } from '../conversation-ids.ts'

const sendHead = 0x8402
const ackHead = 0x8205
const idLength = 16
const idHead = 0x40 | idLength
/** A frame is a part of what the socket brought in one piece, up to 64 KiB: nobody keeps that for less than this part of it. */
const smallestPart = 1 / 16

export class FrequentFrames {
  readonly #ids: ConversationIds

  constructor(ids: ConversationIds) {
    this.#ids = ids
  }

  /**
   * The frame if it is one of the two, else undefined. The envelope may share memory with `data`.
   */
  read(data: Buffer): ClientFrame | undefined {
    if (data.length < 2 || data.length > limits.frameBytes) return undefined
    switch (data.readUInt16BE(0)) {
      case sendHead:
        return this.#send(new Reader(data, 2))
      case ackHead:
        return this.#ack(new Reader(data, 2))
      default:
        return undefined
    }
  }

  #send(reader: Reader): ClientFrame | undefined {
    const ref = reader.argument(0)
    const conversation = this.#id(reader)
    const length = reader.argument(2)
    const isWhole = length === reader.left && length <= limits.messageBytes
    return isWhole && !reader.hasFailed && conversation !== undefined
      ? { kind: 'send', ref, conversation, envelope: reader.rest() }
      : undefined
  }

  #ack(reader: Reader): ClientFrame | undefined {
    const count = reader.argument(4)
    if (count > limits.conversationsPerAccount) return undefined
    const upTo: { conversation: ConversationId; seq: number }[] = []
    for (let i = 0; i < count && !reader.hasFailed; i += 1) {
      if (reader.byte() !== 0x82) return undefined
      const conversation = this.#id(reader)
      const seq = reader.argument(0)
      if (conversation === undefined) return undefined
      upTo.push({ conversation, seq })
    }
    return reader.left === 0 && !reader.hasFailed ? { kind: 'ack', upTo } : undefined
  }

  #id(reader: Reader): ConversationId | undefined {
    if (reader.byte() !== idHead) return undefined
    const { data, at } = reader
    return reader.skip(idLength) ? this.#ids.read(data, at) : undefined
  }
}

/** Reads from the front; once something does not fit it has failed for good. */
class Reader {
  readonly data: Buffer
  at: number
  hasFailed = false

  constructor(data: Buffer, at: number) {
    this.data = data
    this.at = at
  }

  get left(): number {
    return this.data.length - this.at
  }

  /** The next byte; at the end 0, which begins no field that is asked for. */
  byte(): number {
    if (!this.skip(1)) return 0
    return this.data[this.at - 1] ?? 0
  }

  skip(length: number): boolean {
    if (this.left < length) this.hasFailed = true
    else this.at += length
    return !this.hasFailed
  }

  /** The argument of an item of this major type, of at most four bytes. */
  argument(major: number): number {
    const first = this.byte()
    const minor = first & 31
    if (first >> 5 !== major || minor > 26) this.hasFailed = true
    if (minor < 24 || this.hasFailed) return minor
    const size = 1 << (minor - 24)
    const start = this.at
    if (!this.skip(size)) return 0
    const value = this.data.readUIntBE(start, size)
    if (value < (minor === 24 ? 24 : 1 << (4 * size))) this.hasFailed = true
    return value
  }

  /** All that is left. */
  rest(): Uint8Array {
    const rest = this.data.subarray(this.at)
    return rest.length < this.data.buffer.byteLength * smallestPart ? Buffer.from(rest) : rest
  }
}
