// What a connection has to say, in order. Frames of one turn leave in one write; entries that follow each
// other become one `deliver` frame. When the socket does not take more, `isBlocked` tells the rest of the
// connection to stop producing: only what is here already stays in memory.

import type { Socket } from 'node:net'
import { encodeServerFrame, type ServerFrame } from '@sotto/wire'
import { deliverFrame, type EncodedEntry, webSocketHeader } from './frame-bytes.ts'

/** Bytes in the socket's queue from which on nothing new is produced. */
const highWater = 1024 * 1024
const entriesPerFrame = 128
const bytesPerFrame = 256 * 1024

export type OutboxOwner = {
  /** A socket that was found blocked takes more. */
  drained(): void
}

export class Outbox {
  readonly #socket: Socket
  readonly #schedule: (outbox: Outbox) => void
  readonly #owner: OutboxOwner
  #frames: Uint8Array[] = []
  #entries: EncodedEntry[] = []
  #entryBytes = 0
  #isScheduled = false
  #isWaiting = false

  /** `schedule` calls `flush` at the end of the turn. */
  constructor(socket: Socket, schedule: (outbox: Outbox) => void, owner: OutboxOwner) {
    this.#socket = socket
    this.#schedule = schedule
    this.#owner = owner
  }

  /** Whether to stop producing. Who was told so is told by `drained` when it is over. */
  get isBlocked(): boolean {
    if (this.#socket.writableLength <= highWater) return false
    if (!this.#isWaiting) this.#waitForDrain()
    return true
  }

  /** Bytes that wait here or in the socket. */
  get buffered(): number {
    return (
      this.#socket.writableLength + this.#entryBytes + this.#frames.reduce((sum, one) => sum + one.length, 0)
    )
  }

  send(frame: ServerFrame): void {
    const bytes = encodeServerFrame(frame)
    this.#closeDeliver()
    this.#frames.push(webSocketHeader(bytes.length), bytes)
    this.#wake()
  }

  /** Sends what is a WebSocket message already. */
  sendMessage(message: Buffer): void {
    this.#closeDeliver()
    this.#frames.push(message)
    this.#wake()
  }

  deliver(entry: EncodedEntry): void {
    const isFull =
      this.#entries.length >= entriesPerFrame || this.#entryBytes + entry.entry.length > bytesPerFrame
    if (isFull) this.#closeDeliver()
    this.#entries.push(entry)
    this.#entryBytes += entry.entry.length
    this.#wake()
  }

  flush(): void {
    this.#isScheduled = false
    this.#closeDeliver()
    const frames = this.#frames
    this.#frames = []
    if (frames.length === 0 || !this.#socket.writable) return
    const [only] = frames
    this.#socket.write(frames.length === 1 && only !== undefined ? only : Buffer.concat(frames))
  }

  #closeDeliver(): void {
    const entries = this.#entries
    if (entries.length === 0) return
    this.#entries = []
    this.#entryBytes = 0
    const [first] = entries
    if (entries.length === 1 && first !== undefined) this.#frames.push(first.alone)
    else this.#frames.push(...webSocketMessage(deliverFrame(entries.map((one) => one.entry))))
  }

  // Only while somebody waits for it: a listener that stays would cost every connection memory.
  #waitForDrain(): void {
    this.#isWaiting = true
    this.#socket.once('drain', () => {
      this.#isWaiting = false
      this.#owner.drained()
    })
  }

  #wake(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#schedule(this)
  }
}

function webSocketMessage(pieces: readonly Buffer[]): Buffer[] {
  return [webSocketHeader(pieces.reduce((sum, piece) => sum + piece.length, 0)), ...pieces]
}
