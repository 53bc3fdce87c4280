// The frames that every message costs, written without a general encoder: exactly the bytes of
// `encodeServerFrame`, but an entry is encoded once for all its receivers, and a frame is put together
// from such pieces. Also the WebSocket header in front (RFC 6455 §5.2: server frames are not masked).

import type { Entry, EntryKind, Uploader } from '@sotto/wire'

const entryKinds: readonly EntryKind[] = ['message', 'commit', 'welcome', 'left', 'rejoin', 'gap']
const acceptedKind = 65
const deliverKind = 67
const idLength = 16
/** A `deliver` frame of one entry, up to the entry. */
const aloneHead = Uint8Array.of(0x82, 0x18, deliverKind, 0x81)

/** An entry as it stands in a `deliver` frame, and the whole WebSocket message when it is alone in it. */
export type EncodedEntry = { readonly entry: Buffer; readonly alone: Buffer }

/** Encodes an entry once, for all its receivers; `entry` is a part of `alone`. */
export function encodeEntry(entry: Entry): EncodedEntry {
  const { bytes, uploader } = entry
  const size =
    1 +
    17 +
    uintSize(entry.seq) +
    uintSize(entry.at) +
    1 +
    17 +
    uintSize(bytes.length) +
    bytes.length +
    uploaderSize(uploader)
  const start = headerSize(aloneHead.length + size) + aloneHead.length
  const out = Buffer.allocUnsafe(start + size)
  writeHeader(out, aloneHead.length + size)
  out.set(aloneHead, start - aloneHead.length)
  out[start] = 0x87
  let at = writeId(out, start + 1, entry.conversation)
  at = writeHead(out, at, 0, entry.seq)
  at = writeHead(out, at, 0, entry.at)
  at = writeHead(out, at, 0, entryKinds.indexOf(entry.kind))
  at = writeId(out, at, entry.id)
  at = writeHead(out, at, 2, bytes.length)
  out.set(bytes, at)
  writeUploader(out, at + bytes.length, uploader)
  return { entry: out.subarray(start), alone: out }
}

// An account name is ASCII of at most 31 characters (ID-1).
function uploaderSize(uploader: Uploader | undefined): number {
  return uploader === undefined ? 1 : 1 + uintSize(uploader.account.length) + uploader.account.length + 17
}

function writeUploader(out: Buffer, start: number, uploader: Uploader | undefined): void {
  if (uploader === undefined) {
    out[start] = 0x80
    return
  }
  out[start] = 0x82
  const at = writeHead(out, start + 1, 3, uploader.account.length)
  writeId(out, at + out.write(uploader.account, at, 'latin1'), uploader.device)
}

/** The pieces of a `deliver` frame of these entries. */
export function deliverFrame(entries: readonly Buffer[]): Buffer[] {
  const head = Buffer.allocUnsafe(3 + uintSize(entries.length))
  head[0] = 0x82
  head[1] = 0x18
  head[2] = deliverKind
  writeHead(head, 3, 4, entries.length)
  return [head, ...entries]
}

/** An `accepted` frame as a whole WebSocket message. */
export function acceptedMessage(ref: number, seq: number, at: number): Buffer {
  const size = 3 + uintSize(ref) + uintSize(seq) + uintSize(at)
  const out = Buffer.allocUnsafe(2 + size)
  writeHeader(out, size)
  out[2] = 0x84
  out[3] = 0x18
  out[4] = acceptedKind
  let offset = writeHead(out, 5, 0, ref)
  offset = writeHead(out, offset, 0, seq)
  writeHead(out, offset, 0, at)
  return out
}

/** The header of an unfragmented binary WebSocket message of this many bytes. */
export function webSocketHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(headerSize(length))
  writeHeader(header, length)
  return header
}

function headerSize(length: number): number {
  if (length < 126) return 2
  return length < 65_536 ? 4 : 10
}

function writeHeader(out: Buffer, length: number): void {
  out[0] = 0x82
  if (length < 126) {
    out[1] = length
  } else if (length < 65_536) {
    out[1] = 126
    out.writeUInt16BE(length, 2)
  } else {
    out[1] = 127
    out.writeBigUInt64BE(BigInt(length), 2)
  }
}

// RFC 8949 §3: the shortest head for an argument.
function uintSize(value: number): number {
  if (value < 24) return 1
  if (value < 0x100) return 2
  if (value < 0x10000) return 3
  return value < 0x1_0000_0000 ? 5 : 9
}

function writeHead(out: Buffer, at: number, major: number, value: number): number {
  const type = major << 5
  switch (uintSize(value)) {
    case 1:
      out[at] = type | value
      return at + 1
    case 2:
      out[at] = type | 24
      return out.writeUInt8(value, at + 1)
    case 3:
      out[at] = type | 25
      return out.writeUInt16BE(value, at + 1)
    case 5:
      out[at] = type | 26
      return out.writeUInt32BE(value, at + 1)
    default:
      out[at] = type | 27
      out.writeUInt32BE(Math.floor(value / 0x1_0000_0000), at + 1)
      return out.writeUInt32BE(value % 0x1_0000_0000, at + 5)
  }
}

// An id is two characters of prefix and 16 bytes as base64url.
function writeId(out: Buffer, at: number, id: string): number {
  out[at] = 0x40 | idLength
  out.write(id.slice(2), at + 1, idLength, 'base64url')
  return at + 1 + idLength
}
