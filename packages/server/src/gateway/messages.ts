// What a connection has to say in one turn, as the bytes of WebSocket messages behind each other. Entries that
// follow each other become one `deliver` frame.

import { OutgoingEntry } from './entry-encoder.ts'
import {
  type Accepted,
  acceptedSize,
  deliverHeadSize,
  headerSize,
  writeAccepted,
  writeDeliverHead,
  writeHeader,
} from './frame-bytes.ts'

/** A frame as bytes, or what becomes one when it leaves. */
export type Item = Uint8Array | OutgoingEntry | Accepted

const entriesPerFrame = 128
const bytesPerFrame = 256 * 1024

export function bytesOf(items: readonly Item[]): Buffer {
  const [first] = items
  if (!(first instanceof OutgoingEntry)) return written(items)
  if (items.length === 1) return first.message
  return first.receivers === 1 ? written(items) : first.leading(items, written)
}

function written(items: readonly Item[]): Buffer {
  const out = Buffer.allocUnsafe(sizeOf(items))
  let at = 0
  for (let next = 0; next < items.length; ) {
    const message = new Message(items, next)
    at = message.write(out, at)
    next = message.end
  }
  return out
}

/** Bytes of the messages that `items` become. */
export function sizeOf(items: readonly Item[]): number {
  let size = 0
  for (let next = 0; next < items.length; ) {
    const message = new Message(items, next)
    size += headerSize(message.length) + message.length
    next = message.end
  }
  return size
}

/** The message that begins with an item: that alone, or as many entries as follow each other. */
class Message {
  /** Bytes without the WebSocket header. */
  readonly length: number
  /** The first item that is not in it. */
  readonly end: number
  readonly #items: readonly Item[]
  readonly #start: number

  constructor(items: readonly Item[], start: number) {
    this.#items = items
    this.#start = start
    let entries = 0
    let bytes = 0
    for (let i = start; i < items.length && entries < entriesPerFrame; i += 1) {
      const item = items[i]
      if (!(item instanceof OutgoingEntry)) break
      if (entries > 0 && bytes + item.size > bytesPerFrame) break
      entries += 1
      bytes += item.size
    }
    this.end = start + Math.max(entries, 1)
    this.length = entries > 0 ? deliverHeadSize(entries) + bytes : frameSize(items[start])
  }

  /** Returns where it ends. */
  write(out: Buffer, start: number): number {
    const body = writeHeader(out, start, this.length)
    const first = this.#items[this.#start]
    if (first instanceof Uint8Array) {
      out.set(first, body)
      return body + first.length
    }
    if (!(first instanceof OutgoingEntry)) return first === undefined ? body : writeAccepted(out, body, first)
    let at = writeDeliverHead(out, body, this.end - this.#start)
    for (let i = this.#start; i < this.end; i += 1) {
      const item = this.#items[i]
      if (item instanceof OutgoingEntry) at = item.write(out, at)
    }
    return at
  }
}

function frameSize(item: Item | undefined): number {
  if (item instanceof Uint8Array) return item.length
  return item === undefined || item instanceof OutgoingEntry ? 0 : acceptedSize(item)
}
