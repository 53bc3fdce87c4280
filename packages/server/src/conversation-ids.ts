// Conversation ids as the server reads them from frames and envelopes: a conversation is talked about again
// and again, and the same string costs less than an equal one.

import { type ConversationId, conversationIdFromBytes } from '@sotto/wire'

const idLength = 16
const mostIds = 50_000

export class ConversationIds {
  // Looked up by the first four bytes of the id; of two that share them the later one stays.
  readonly #known = new Map<number, { readonly bytes: Uint8Array; readonly id: ConversationId }>()

  /** The id whose bytes begin at `at`; undefined when there are too few. */
  read(data: Uint8Array, at: number): ConversationId | undefined {
    if (data.length < at + idLength) return undefined
    const key = firstFour(data, at)
    const known = this.#known.get(key)
    if (known !== undefined && isAt(data, at, known.bytes)) return known.id
    const bytes = data.slice(at, at + idLength)
    const id = conversationIdFromBytes(bytes)
    if (id === undefined) return undefined
    if (this.#known.size >= mostIds) this.#known.clear()
    this.#known.set(key, { bytes: Uint8Array.from(bytes), id })
    return id
  }
}

function firstFour(data: Uint8Array, at: number): number {
  return (
    ((data[at] ?? 0) << 24) | ((data[at + 1] ?? 0) << 16) | ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0)
  )
}

function isAt(data: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < idLength; i += 1) if (data[at + i] !== bytes[i]) return false
  return true
}
