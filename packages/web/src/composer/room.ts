// How much more a message may hold, in the bytes that the limit counts.

import { limits } from '@sotto/wire'

const encoder = new TextEncoder()

/** Bytes left under the limit; negative when the text is too long. */
export function roomFor(text: string): number {
  if (text.length * 3 < limits.textBytes) return limits.textBytes - text.length
  return limits.textBytes - encoder.encode(text.trim()).length
}

/** Bytes of room under which the person is told. */
export const tellUnder = 2048
