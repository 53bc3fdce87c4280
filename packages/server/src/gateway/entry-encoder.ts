// Entries on their way to connections: one that goes to many is written once, however many they are, and so are
// several that go to many together; one that goes to a single connection is written where it leaves, and nowhere
// before.

import type { Entry } from '@sotto/wire'
import {
  deliverHeadSize,
  entrySize,
  headerSize,
  writeDeliverHead,
  writeEntry,
  writeHeader,
} from './frame-bytes.ts'

export class OutgoingEntry {
  /** Bytes as it stands in a `deliver` frame. */
  readonly size: number
  receivers = 1
  readonly #entry: Entry
  #message: Buffer | undefined
  #led: { readonly items: readonly unknown[]; readonly bytes: Buffer } | undefined

  constructor(entry: Entry) {
    this.#entry = entry
    this.size = entrySize(entry)
  }

  /** The whole WebSocket message of a `deliver` frame with nothing else in it; made once. */
  get message(): Buffer {
    this.#message ??= this.#written()
    return this.#message
  }

  /** What `write` makes of items that begin with this entry; the same as last time for the same items. */
  leading<T>(items: readonly T[], write: (items: readonly T[]) => Buffer): Buffer {
    if (this.#led === undefined || !areSame(this.#led.items, items)) {
      this.#led = { items, bytes: write(items) }
    }
    return this.#led.bytes
  }

  /** Writes it as it stands in a `deliver` frame; returns where it ends. */
  write(out: Buffer, at: number): number {
    if (this.receivers === 1) return writeEntry(out, at, this.#entry)
    const { message } = this
    return at + message.copy(out, at, message.length - this.size)
  }

  #written(): Buffer {
    const length = deliverHeadSize(1) + this.size
    const out = Buffer.allocUnsafe(headerSize(length) + length)
    writeEntry(out, writeDeliverHead(out, writeHeader(out, 0, length), 1), this.#entry)
    return out
  }
}

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, i) => one === others[i])
}

export class EntryEncoder {
  // The bus brings an entry to one connection after the other: the last one is the one asked for again.
  #last: { readonly entry: Entry; readonly outgoing: OutgoingEntry } | undefined

  /** For an entry that the bus has brought to every connection of this process. */
  shared(entry: Entry): OutgoingEntry {
    if (this.#last?.entry === entry) {
      this.#last.outgoing.receivers += 1
      return this.#last.outgoing
    }
    const outgoing = new OutgoingEntry(entry)
    this.#last = { entry, outgoing }
    return outgoing
  }

  /** For an entry that one device alone receives in this form. */
  single(entry: Entry): OutgoingEntry {
    return new OutgoingEntry(entry)
  }
}
