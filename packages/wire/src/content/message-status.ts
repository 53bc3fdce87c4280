// Delivery and read receipts: a report about any number of messages of the same conversation
// (draft-mahy-mimi-message-status-01, media type application/mimi-message-status). Statuses that we
// don't know are kept as numbers.

import { encodeCbor } from '../cbor.ts'
import { decodeCbor } from '../cbor-decode.ts'
import type { Malformed, Result } from '../errors.ts'
import { idBytes, type MessageId } from '../ids.ts'
import { Fields, readingFields } from './fields.ts'
import { readMessageId } from './mimi-content.ts'

export const statusNumbers = {
  unread: 0,
  delivered: 1,
  read: 2,
  expired: 3,
  deleted: 4,
  hidden: 5,
  error: 6,
} as const

export type MessageStatus = {
  readonly message: MessageId
  /** 0 to 255, see `statusNumbers`. */
  readonly status: number
}

/** So many fit into one message with room to spare. */
export const statusesPerReport = 1000

export function encodeStatusReport(report: readonly MessageStatus[]): Uint8Array {
  return encodeCbor(report.map((one) => [idBytes(one.message), one.status]))
}

export function decodeStatusReport(bytes: Uint8Array): Result<readonly MessageStatus[], Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  return readingFields(() => {
    const report = new Fields([decoded.value], 'status report')
    const entries = report.array()
    if (entries.length > statusesPerReport) report.refuse('too long')
    return entries.map((entry) => {
      const f = new Fields(entry, 'status')
      const one = { message: readMessageId(f.take()), status: f.uint(255) }
      f.end()
      return one
    })
  })
}
