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

/** So much is gathered at most: a transaction of some hundred pages. */
const mostGathered = 1024 * 1024

/**
 * The same file, to which what is written piece after piece goes at once: when it is flushed, or anything else is asked
 * of it. SQLite writes a page of its log in two pieces, and in a browser each may be a message to another process. What
 * could not be written is forgotten: the error says so, and SQLite writes it anew.
 */
export function gathering(file: SyncFile): SyncFile {
  let gathered = new Uint8Array(64 * 1024)
  let [start, length] = [0, 0]
  const writeOut = () => {
    const due = gathered.subarray(0, length)
    length = 0
    if (due.length > 0) file.write(due, start)
  }
  const add = (bytes: Uint8Array) => {
    if (length + bytes.length > gathered.length) {
      const larger = new Uint8Array(Math.max(length + bytes.length, gathered.length * 2))
      larger.set(gathered.subarray(0, length))
      gathered = larger
    }
    gathered.set(bytes, length)
    length += bytes.length
  }
  return {
    size() {
      writeOut()
      return file.size()
    },
    read(into, at) {
      writeOut()
      return file.read(into, at)
    },
    write(bytes, at) {
      if (at !== start + length || length + bytes.length > mostGathered) writeOut()
      if (length === 0) start = at
      add(bytes)
    },
    truncate(size) {
      writeOut()
      file.truncate(size)
    },
    flush() {
      writeOut()
      file.flush()
    },
  }
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
