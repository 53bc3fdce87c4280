// The frames that every message costs, written without a general encoder: exactly the bytes of
// `encodeServerFrame`, each into its place in what leaves in one write. Also the WebSocket header in front
// (RFC 6455 §5.2: server frames are not masked).

import type { Entry, EntryKind, Uploader } from '@sotto/wire'
import { idLength, writeIdBytes } from '../id-bytes.ts'

const entryKinds: readonly EntryKind[] = ['message', 'commit', 'welcome', 'left', 'rejoin', 'gap']
const acceptedKind = 65
const deliverKind = 67

/** An `accepted` frame. */
export type Accepted = { readonly ref: number; readonly seq: number; readonly at: number }

/** Bytes of an entry as it stands in a `deliver` frame. */
export function entrySize({ seq, at, bytes, uploader }: Entry): number {
  const ids = 2 * (1 + idLength)
  const rest = uintSize(seq) + uintSize(at) + uintSize(bytes.length) + bytes.length
  return 2 + ids + rest + uploaderSize(uploader)
}

/** Writes an entry; returns where it ends. */
export function writeEntry(out: Uint8Array, start: number, entry: Entry): number {
  const { bytes } = entry
  out[start] = 0x87
  let at = writeId(out, start + 1, entry.conversation)
  at = writeHead(out, at, 0, entry.seq)
  at = writeHead(out, at, 0, entry.at)
  at = writeHead(out, at, 0, entryKinds.indexOf(entry.kind))
  at = writeId(out, at, entry.id)
  at = writeHead(out, at, 2, bytes.length)
  out.set(bytes, at)
  return writeUploader(out, at + bytes.length, entry.uploader)
}

// An account name is ASCII of at most 31 characters (ID-1).
function uploaderSize(uploader: Uploader | undefined): number {
  if (uploader === undefined) return 1
  const { length } = uploader.account
  return 1 + uintSize(length) + length + 1 + idLength
}

function writeUploader(out: Uint8Array, start: number, uploader: Uploader | undefined): number {
  if (uploader === undefined) {
    out[start] = 0x80
    return start + 1
  }
  const { account, device } = uploader
  out[start] = 0x82
  let at = writeHead(out, start + 1, 3, account.length)
  for (let i = 0; i < account.length; i += 1) out[at + i] = account.charCodeAt(i)
  at += account.length
  return writeId(out, at, device)
}

/** Bytes of a `deliver` frame of so many entries without them. */
export function deliverHeadSize(entries: number): number {
  return 3 + uintSize(entries)
}

/** Writes a `deliver` frame as far as its entries; returns where they begin. */
export function writeDeliverHead(out: Uint8Array, start: number, entries: number): number {
  out[start] = 0x82
  out[start + 1] = 0x18
  out[start + 2] = deliverKind
  return writeHead(out, start + 3, 4, entries)
}

export function acceptedSize({ ref, seq, at }: Accepted): number {
  return 3 + uintSize(ref) + uintSize(seq) + uintSize(at)
}

/** Writes an `accepted` frame; returns where it ends. */
export function writeAccepted(out: Uint8Array, start: number, { ref, seq, at }: Accepted): number {
  out[start] = 0x84
  out[start + 1] = 0x18
  out[start + 2] = acceptedKind
  let offset = writeHead(out, start + 3, 0, ref)
  offset = writeHead(out, offset, 0, seq)
  return writeHead(out, offset, 0, at)
}

/** Bytes of the WebSocket header of a message of this length. */
export function headerSize(length: number): number {
  if (length < 126) return 2
  return length < 65_536 ? 4 : 10
}

/** Writes the header of an unfragmented binary WebSocket message of this many bytes; returns where that begins. */
export function writeHeader(out: Uint8Array, start: number, length: number): number {
  out[start] = 0x82
  if (length < 126) {
    out[start + 1] = length
    return start + 2
  }
  const size = length < 65_536 ? 2 : 8
  out[start + 1] = size === 2 ? 126 : 127
  return writeUint(out, start + 2, size, length)
}

// RFC 8949 §3: the shortest head for an argument.
function uintSize(value: number): number {
  if (value < 24) return 1
  if (value < 0x100) return 2
  if (value < 0x10000) return 3
  return value < 0x1_0000_0000 ? 5 : 9
}

function writeHead(out: Uint8Array, at: number, major: number, value: number): number {
  const type = major << 5
  switch (uintSize(value)) {
    case 1:
      out[at] = type | value
      return at + 1
    case 2:
      out[at] = type | 24
      return writeUint(out, at + 1, 1, value)
    case 3:
      out[at] = type | 25
      return writeUint(out, at + 1, 2, value)
    case 5:
      out[at] = type | 26
      return writeUint(out, at + 1, 4, value)
    default:
      out[at] = type | 27
      return writeUint(out, at + 1, 8, value)
  }
}

/** Big-endian, in 1, 2, 4 or 8 bytes; returns where it ends. */
function writeUint(out: Uint8Array, at: number, size: number, value: number): number {
  const end = at + size
  if (size === 8) writeUint(out, at, 4, Math.floor(value / 0x1_0000_0000))
  const low = value % 0x1_0000_0000
  if (size >= 4) {
    out[end - 4] = low >>> 24
    out[end - 3] = low >>> 16
  }
  if (size >= 2) out[end - 2] = low >>> 8
  out[end - 1] = low
  return end
}

function writeId(out: Uint8Array, at: number, id: Parameters<typeof writeIdBytes>[2]): number {
  out[at] = 0x40 | idLength
  return writeIdBytes(out, at + 1, id)
}
