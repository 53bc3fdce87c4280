// Watches one device's wire for what must never be on it: bytes that left before what they rest on was
// stored. A device sends only envelopes that its disk holds and acknowledges only what it holds; the server
// accepts and delivers only entries that are in the log on its disk (DESIGN: acknowledged is never lost).

import {
  type ClientFrame,
  type ConversationId,
  decodeClientFrame,
  decodeServerFrame,
  type ServerFrame,
} from '@sotto/wire'
import type { MemoryDisk } from '../memory-disk.ts'
import type { Ledger } from './ledger.ts'

export type WitnessParts = {
  /** Of the device. */
  readonly name: string
  readonly disk: MemoryDisk
  readonly ledger: Ledger
}

const database = 'sotto'
const stored = {
  send: 'SELECT 1 FROM outbox WHERE conversation = ? AND envelope_bytes = ?',
  change: 'SELECT 1 FROM pending_commits WHERE conversation = ? AND envelope_bytes = ?',
  cursor: `SELECT json_extract(record, '$.cursor') AS cursor FROM conversations WHERE id = ?`,
}

export class Witness {
  /** What should not have been; one line each. */
  readonly breaches: string[] = []
  readonly #parts: WitnessParts
  readonly #asked = new Map<number, ConversationId>()

  constructor(parts: WitnessParts) {
    this.#parts = parts
  }

  /** A frame leaves the device. */
  left(bytes: Uint8Array): void {
    const decoded = decodeClientFrame(bytes)
    if (decoded.ok) this.#leaves(decoded.value)
  }

  /** A frame leaves the server. */
  came(bytes: Uint8Array): void {
    const decoded = decodeServerFrame(bytes)
    if (decoded.ok) this.#comes(decoded.value)
  }

  #leaves(frame: ClientFrame): void {
    const { disk } = this.#parts
    switch (frame.kind) {
      case 'hello':
        this.#asked.clear()
        return
      case 'send':
      case 'commit':
      case 'create': {
        const { conversation, ref } = frame
        this.#asked.set(ref, conversation)
        const isMessage = frame.kind === 'send'
        const envelope = isMessage ? frame.envelope : frame.commit
        const rows = disk.look(database, isMessage ? stored.send : stored.change, [conversation, envelope])
        if (rows.length === 0) this.#object(`sent a ${frame.kind} in ${conversation} that is not on its disk`)
        return
      }
      case 'ack':
        for (const { conversation, seq } of frame.upTo) {
          const cursor = Number(disk.look(database, stored.cursor, [conversation])[0]?.cursor ?? 0)
          if (cursor < seq) this.#object(`acknowledged ${seq} of ${conversation}, its disk has ${cursor}`)
        }
        return
      default:
    }
  }

  #comes(frame: ServerFrame): void {
    if (frame.kind === 'accepted') {
      const conversation = this.#asked.get(frame.ref)
      this.#asked.delete(frame.ref)
      if (conversation !== undefined) this.#demandWritten(conversation, frame.seq, 'accepted')
    } else if (frame.kind === 'deliver') {
      for (const { conversation, seq } of frame.entries) this.#demandWritten(conversation, seq, 'delivered')
    }
  }

  #demandWritten(conversation: ConversationId, seq: number, what: string): void {
    const entries = this.#parts.ledger.logs.get(conversation)?.entries.length ?? 0
    if (entries < seq) this.#object(`was ${what} ${seq} of ${conversation}, the server’s disk has ${entries}`)
  }

  #object(line: string): void {
    this.breaches.push(`${this.#parts.name} ${line}`)
  }
}
