// The MLS group id of a conversation: its 16 bytes and one byte, its generation (ID-3).

import { type ConversationId, idBytes } from '@sotto/wire'

export function groupIdFor(id: ConversationId, generation: number): Uint8Array {
  return Uint8Array.of(...idBytes(id), generation)
}

/** The generation, if the group is of this conversation. */
export function generationOf(id: ConversationId, groupId: Uint8Array): number | undefined {
  const generation = groupId[groupId.length - 1]
  if (generation === undefined) return undefined
  const expected = groupIdFor(id, generation)
  const same = groupId.length === expected.length && groupId.every((byte, at) => byte === expected[at])
  return same ? generation : undefined
}
