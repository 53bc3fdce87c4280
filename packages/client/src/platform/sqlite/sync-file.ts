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
