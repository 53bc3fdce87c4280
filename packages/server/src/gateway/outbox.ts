// What a connection has to say, in order. Frames of one turn leave in one write; entries that follow each
// other become one `deliver` frame. When the socket does not take more, `isBlocked` tells the rest of the
// connection to stop producing: only what is here already stays in memory.

import type { Socket } from 'node:net'
import { encodeServerFrame, type ServerFrame } from '@sotto/wire'
import type { OutgoingEntry } from './entry-encoder.ts'
import type { Accepted } from './frame-bytes.ts'
import { bytesOf, type Item, sizeOf } from './messages.ts'

/** Bytes in the socket's queue from which on nothing new is produced. */
const highWater = 1024 * 1024

export type OutboxOwner = {
  /** A socket that was found blocked takes more. */
  drained(): void
}

export class Outbox {
  readonly #socket: Socket
  readonly #schedule: (outbox: Outbox) => void
  readonly #owner: OutboxOwner
  #items: Item[] = []
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
    return this.#socket.writableLength + sizeOf(this.#items)
  }

  send(frame: ServerFrame): void {
    this.#add(encodeServerFrame(frame))
  }

  accepted(accepted: Accepted): void {
    this.#add(accepted)
  }

  deliver(entry: OutgoingEntry): void {
    this.#add(entry)
  }

  flush(): void {
    this.#isScheduled = false
    const items = this.#items
    if (items.length === 0) return
    this.#items = []
    if (this.#socket.writable) this.#socket.write(bytesOf(items))
  }

  #add(item: Item): void {
    this.#items.push(item)
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#schedule(this)
  }

  // Only while somebody waits for it: a listener that stays would cost every connection memory.
  #waitForDrain(): void {
    this.#isWaiting = true
    this.#socket.once('drain', () => {
      this.#isWaiting = false
      this.#owner.drained()
    })
  }
}
