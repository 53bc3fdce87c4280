// Ids as their bytes, written where they belong: for what every message costs, a copy each would be too many.

import type { ConversationId, DeviceId, EnvelopeId } from '@sotto/wire'

export const idLength = 16

/** An id is two characters of prefix and 16 bytes as base64url. */
const prefixLength = 2
const values = new Uint8Array(128)
for (const [value, character] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
].entries()) {
  values[character.charCodeAt(0)] = value
}

/** Writes the 16 bytes of an id; returns where they end. */
export function writeIdBytes(
  out: Uint8Array,
  at: number,
  id: ConversationId | DeviceId | EnvelopeId,
): number {
  let held = 0
  let bits = 0
  let next = at
  for (let i = prefixLength; next < at + idLength; i += 1) {
    held = ((held << 6) | (values[id.charCodeAt(i)] ?? 0)) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    out[next] = held >> bits
    next += 1
  }
  return next
}
