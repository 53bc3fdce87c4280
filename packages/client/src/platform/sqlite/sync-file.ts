// What SQLite's file layer needs of a platform: three files that can be read and written in place without
// waiting. A browser's sync access handles and Node's descriptors both fit.
// Always holds: the files exist as long as they are open; an empty one counts as absent.

import type { StoreFault } from '../../ports.ts'

/** Thrown by a file when the system refuses. */
export class FileFault extends Error {
  readonly fault: StoreFault
  constructor(fault: StoreFault) {
    super(`The file system refused (${fault})`)
    this.name = 'FileFault'
    this.fault = fault
  }
}

/** Offsets and sizes in bytes. Methods throw FileFault. */
export type SyncFile = {
  size(): number
  /** Fills `into` from offset `at`; answers how many bytes there were, fewer only at the end. */
  read(into: Uint8Array<ArrayBuffer>, at: number): number
  /** Writes all of `bytes` at offset `at`, or throws. */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void
  truncate(size: number): void
  /** Returns when everything written is on the disk. */
  flush(): void
}

/** The files of one database. Whoever holds them is the only one who does. */
export type DatabaseFiles = {
  readonly main: SyncFile
  readonly journal: SyncFile
  readonly wal: SyncFile
  /** Lets go of the files and of the right to them. */
  close(): void
}

/** So much is gathered at most, before it is written: a transaction of some hundred pages. */
const mostGathered = 1024 * 1024
const readAtOnce = 256 * 1024

/**
 * The same file, to which what is written piece after piece goes at once: when it is flushed, or anything else is asked
 * of it; and whoever reads it from end to end finds the next pieces read already. SQLite writes and reads its log page
 * by page, and in a browser each may be a message to another process. What could not be written is forgotten: the error
 * says so, and SQLite writes it anew.
 */
export function gathering(file: SyncFile): SyncFile {
  const gathered = gather(file)
  const ahead = readAhead(file)
  return {
    size() {
      gathered.writeOut()
      return file.size()
    },
    read(into, at) {
      gathered.writeOut()
      return ahead.read(into, at)
    },
    write(bytes, at) {
      ahead.forget()
      gathered.write(bytes, at)
    },
    truncate(size) {
      ahead.forget()
      gathered.writeOut()
      file.truncate(size)
    },
    flush() {
      gathered.writeOut()
      file.flush()
    },
  }
}

function gather(file: SyncFile) {
  let held = new Uint8Array(64 * 1024)
  let [start, length] = [0, 0]
  const writeOut = () => {
    const due = held.subarray(0, length)
    length = 0
    if (due.length > 0) file.write(due, start)
  }
  const write = (bytes: Uint8Array, at: number) => {
    if (at !== start + length || length + bytes.length > mostGathered) writeOut()
    if (length === 0) start = at
    if (length + bytes.length > held.length) {
      const larger = new Uint8Array(Math.max(length + bytes.length, held.length * 2))
      larger.set(held.subarray(0, length))
      held = larger
    }
    held.set(bytes, length)
    length += bytes.length
  }
  return { write, writeOut }
}

function readAhead(file: SyncFile) {
  let held = new Uint8Array(0)
  let [start, length, next] = [0, 0, -1]
  const read = (into: Uint8Array<ArrayBuffer>, at: number): number => {
    const isHeld = at >= start && at + into.length <= start + length
    if (!isHeld && (at !== next || into.length > readAtOnce)) {
      next = at + into.length
      return file.read(into, at)
    }
    if (!isHeld) {
      if (held.length === 0) held = new Uint8Array(readAtOnce)
      length = file.read(held, at)
      start = at
    }
    next = at + into.length
    const found = held.subarray(at - start, Math.min(length, at - start + into.length))
    into.set(found)
    return found.length
  }
  const forget = () => {
    length = 0
  }
  return { read, forget }
}

/** A file that lives in memory: SQLite's temporary ones, which must never lie unsealed on a disk. */
export function memoryFile(): SyncFile {
  let bytes = new Uint8Array(0)
  let length = 0
  const grow = (size: number) => {
    if (size <= bytes.length) return
    const larger = new Uint8Array(Math.max(size, bytes.length * 2, 65_536))
    larger.set(bytes.subarray(0, length))
    bytes = larger
  }
  return {
    size: () => length,
    read(into, at) {
      const found = bytes.subarray(at, Math.min(length, at + into.length))
      into.set(found)
      return found.length
    },
    write(data, at) {
      grow(at + data.length)
      bytes.set(data, at)
      length = Math.max(length, at + data.length)
    },
    truncate(size) {
      grow(size)
      if (size < length) bytes.fill(0, size, length)
      length = size
    },
    flush() {},
  }
}
