// What the archive's records are called, before their names are made unreadable (spec/archive.md AR-1).

import { type Cbor, type ConversationId, idBytes } from '@sotto/wire'

export const shelves = 16

/** Every conversation stands on one of them. */
export function shelfOf(conversation: ConversationId): number {
  return (idBytes(conversation)[0] ?? 0) % shelves
}

export const nameOf = {
  shelf: (shelf: number): readonly Cbor[] => ['shelf', shelf],
  head: (conversation: ConversationId): readonly Cbor[] => ['head', idBytes(conversation)],
  segment: (conversation: ConversationId, serial: number): readonly Cbor[] => [
    'segment',
    idBytes(conversation),
    serial,
  ],
} as const
