// The form of a journal row: the entries of one group commit behind each other, so that a group costs one
// insert whatever its size. Written and read by this version's own code only; integers are big-endian.

import { deviceIdFromBytes, envelopeIdFromBytes } from '@sotto/wire'
import { idLength, writeIdBytes } from '../id-bytes.ts'
import type { StoredEntry } from './delivery-store.ts'
import { StoreError } from './errors.ts'

/** An entry with its log, of which the row holds the short number. */
export type JournalEntry = { readonly log: { readonly number: number }; readonly entry: StoredEntry }

const kinds = ['message', 'commit', 'left', 'rejoin'] as const
// number u48, seq u48, at u48, kind u8, has sender u8, id 16, sender 16, length u32
const headBytes = 6 + 6 + 6 + 1 + 1 + 16 + 16 + 4

/** The row stands in memory that the next one uses again. */
export class JournalRows {
  #space = Buffer.allocUnsafe(64 * 1024)

  encode(entries: readonly JournalEntry[]): Uint8Array {
    let size = 0
    for (const { entry } of entries) size += headBytes + entry.bytes.length
    if (size > this.#space.length) this.#space = Buffer.allocUnsafe(2 * size)
    let at = 0
    for (const one of entries) at = writeEntry(this.#space, at, one)
    return this.#space.subarray(0, size)
  }
}

function writeEntry(row: Buffer, start: number, { log, entry }: JournalEntry): number {
  let at = row.writeUIntBE(log.number, start, 6)
  at = row.writeUIntBE(entry.seq, at, 6)
  at = row.writeUIntBE(entry.at, at, 6)
  row[at] = kinds.indexOf(entry.kind)
  row[at + 1] = entry.sender === undefined ? 0 : 1
  at = writeIdBytes(row, at + 2, entry.id)
  if (entry.sender === undefined) row.fill(0, at, at + idLength)
  else writeIdBytes(row, at, entry.sender)
  at = row.writeUInt32BE(entry.bytes.length, at + idLength)
  row.set(entry.bytes, at)
  return at + entry.bytes.length
}

/** Throws `StoreError` `damaged` for a row that `JournalRows` did not write. */
export function decodeJournal(row: Uint8Array): JournalEntry[] {
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength)
  const entries: JournalEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    const one = readEntry(bytes, at)
    entries.push(one)
    at += headBytes + one.entry.bytes.length
  }
  return entries
}

function readEntry(row: Buffer, at: number): JournalEntry {
  if (at + headBytes > row.length) throw damaged()
  const length = row.readUInt32BE(at + headBytes - 4)
  const kind = kinds[row.readUInt8(at + 18)]
  const id = envelopeIdFromBytes(row.subarray(at + 20, at + 36))
  const sender = row.readUInt8(at + 19) === 1 ? deviceIdFromBytes(row.subarray(at + 36, at + 52)) : undefined
  const bytes = row.subarray(at + headBytes, at + headBytes + length)
  if (kind === undefined || id === undefined || bytes.length !== length) throw damaged()
  return {
    log: { number: row.readUIntBE(at, 6) },
    entry: { seq: row.readUIntBE(at + 6, 6), at: row.readUIntBE(at + 12, 6), kind, id, bytes, sender },
  }
}

const damaged = () => new StoreError('damaged', 'The database file is damaged. Restore it from a backup.')
