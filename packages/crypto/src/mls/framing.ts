// MLSMessage framing (RFC 9420 §6), strictly: one encoding for one message and nothing behind it. What is
// decoded owns its bytes; the caller's buffer may be reused.

import type { MLSMessage } from 'ts-mls'
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js'
import type { Refused } from './refusal.ts'
import { refusal } from './refusal.ts'

type Framed<W extends MLSMessage['wireformat']> = Extract<MLSMessage, { wireformat: W }>

/** The message of that kind, or `malformed`. */
export function decodeFramed<W extends MLSMessage['wireformat']>(
  bytes: Uint8Array,
  wireformat: W,
): { readonly ok: true; readonly value: Framed<W> } | Refused {
  let message: MLSMessage | undefined
  try {
    message = decodeMlsMessage(bytes.slice(), 0)?.[0]
    // lengths have several encodings of which only the shortest is valid (§2.1.2)
    if (message === undefined || !sameBytes(encodeMlsMessage(message), bytes)) {
      return refusal('malformed', 'not an MLS message')
    }
  } catch {
    return refusal('malformed', 'not an MLS message')
  }
  if (message.wireformat !== wireformat) return refusal('malformed', `expected ${wireformat}`)
  return { ok: true, value: message as Framed<W> }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
