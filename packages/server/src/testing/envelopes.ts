// Envelopes for the tests of delivery: the framing of RFC 9420 §6 that the server reads, around random
// ciphertext. What is inside is nobody's business here.

import { randomBytes } from 'node:crypto'
import { type ConversationId, idBytes } from '@sotto/wire'

const contentTypes = { application: 1, proposal: 2, commit: 3 } as const

export type EnvelopeFields = {
  readonly conversation: ConversationId
  readonly epoch: number
  readonly contentType?: keyof typeof contentTypes
  readonly generation?: number
  /** Bytes of ciphertext. */
  readonly size?: number
}

/** MLSMessage (version mls10) with a PrivateMessage. */
export function envelope(fields: EnvelopeFields): Buffer {
  const { conversation, epoch, contentType = 'application', generation = 0, size = 64 } = fields
  const epochBytes = Buffer.alloc(8)
  epochBytes.writeBigUInt64BE(BigInt(epoch))
  return Buffer.concat([
    Buffer.of(0, 1, 0, 2),
    vector(Buffer.concat([idBytes(conversation), Buffer.of(generation)])),
    epochBytes,
    Buffer.of(contentTypes[contentType]),
    vector(Buffer.alloc(0)),
    vector(randomBytes(28)),
    vector(randomBytes(size)),
  ])
}

// RFC 9420 §2.1.2: a length of 6, 14 or 30 bits in front.
function vector(bytes: Buffer): Buffer {
  if (bytes.length < 64) return Buffer.concat([Buffer.of(bytes.length), bytes])
  const length = Buffer.alloc(bytes.length < 16384 ? 2 : 4)
  if (length.length === 2) length.writeUInt16BE(0x4000 | bytes.length)
  else length.writeUInt32BE(0x80000000 + bytes.length)
  return Buffer.concat([length, bytes])
}
