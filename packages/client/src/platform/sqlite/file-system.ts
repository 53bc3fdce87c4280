/// <reference path="./wa-sqlite.d.ts" />
// SQLite's virtual file system (https://www.sqlite.org/vfs.html) over the files of one database.
// Owns: the table of SQLite's open files. Always holds: no exception crosses into SQLite; what a file
// met is kept until it is asked for; temporary files stay in memory.

import type { SqliteModule } from '@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs'
import type { StoreFault } from '../../ports.ts'
import { code } from './result-codes.ts'
import { type DatabaseFiles, FileFault, gathering, memoryFile, type SyncFile } from './sync-file.ts'

export const databasePath = '/store'

/** Milliseconds from the Julian epoch, which SQLite counts from, to 1970. */
const julianOffset = 210_866_760_000_000
const sectorSize = 4096
/** SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN: the files are never removed under an open database. */
const characteristics = 0x0800

export type FillRandom = (into: Uint8Array<ArrayBuffer>) => void

export class DatabaseFileSystem {
  readonly name = 'sotto'
  readonly mxPathname = 64
  readonly #module: SqliteModule
  readonly #named: ReadonlyMap<string, SyncFile>
  readonly #fillRandom: FillRandom
  readonly #open = new Map<number, SyncFile>()
  #met: StoreFault | undefined

  constructor(module: SqliteModule, files: DatabaseFiles, fillRandom: FillRandom) {
    this.#module = module
    this.#fillRandom = fillRandom
    this.#named = new Map([
      [databasePath, gathering(files.main)],
      [`${databasePath}-journal`, gathering(files.journal)],
      [`${databasePath}-wal`, gathering(files.wal)],
    ])
  }

  /** What a file met since the last time this was asked. */
  takeFault(): StoreFault | undefined {
    const met = this.#met
    this.#met = undefined
    return met
  }

  hasAsyncMethod(): boolean {
    return false
  }

  xOpen(_vfs: number, name: number, file: number, flags: number, flagsOut: number): number {
    const found = name === 0 ? memoryFile() : this.#named.get(this.#module.UTF8ToString(name))
    if (found === undefined) return code.cantOpen
    this.#open.set(file, found)
    if (flagsOut !== 0) this.#module.setValue(flagsOut, flags, 'i32')
    return code.ok
  }

  xDelete(_vfs: number, name: number): number {
    const found = this.#named.get(this.#module.UTF8ToString(name))
    if (found === undefined) return code.ok
    return this.#guard(() => {
      if (found.size() === 0) return code.ok
      found.truncate(0)
      found.flush()
      return code.ok
    })
  }

  xAccess(_vfs: number, name: number, _flags: number, out: number): number {
    const found = this.#named.get(this.#module.UTF8ToString(name))
    return this.#guard(() => {
      this.#module.setValue(out, found !== undefined && found.size() > 0 ? 1 : 0, 'i32')
      return code.ok
    })
  }

  xFullPathname(_vfs: number, name: number, length: number, out: number): number {
    const bytes = new TextEncoder().encode(`${this.#module.UTF8ToString(name)}\0`)
    if (bytes.length > length) return code.cantOpen
    this.#module.HEAPU8.set(bytes, out)
    return code.ok
  }

  xRandomness(_vfs: number, length: number, out: number): number {
    this.#fillRandom(this.#module.HEAPU8.subarray(out, out + length))
    return length
  }

  // The sealing layer calls this after a fault and traps when it is missing.
  xGetLastError(): number {
    return 0
  }

  xSleep(): number {
    return 0
  }

  xCurrentTimeInt64(_vfs: number, out: number): number {
    const time = Date.now() + julianOffset
    this.#module.setValue(out, time | 0, 'i32')
    this.#module.setValue(out + 4, Math.floor(time / 2 ** 32), 'i32')
    return code.ok
  }

  xClose(file: number): number {
    const closing = this.#with(file, (found) => {
      found.size()
      return code.ok
    })
    this.#open.delete(file)
    return closing
  }

  xRead(file: number, out: number, length: number, low: number, high: number): number {
    return this.#with(file, (found) => {
      const into = this.#module.HEAPU8.subarray(out, out + length)
      const got = found.read(into, offsetOf(low, high))
      if (got === length) return code.ok
      into.fill(0, got)
      return code.shortRead
    })
  }

  xWrite(file: number, data: number, length: number, low: number, high: number): number {
    return this.#with(file, (found) => {
      found.write(this.#module.HEAPU8.subarray(data, data + length), offsetOf(low, high))
      return code.ok
    })
  }

  xTruncate(file: number, low: number, high: number): number {
    return this.#with(file, (found) => {
      found.truncate(offsetOf(low, high))
      return code.ok
    })
  }

  xSync(file: number): number {
    return this.#with(file, (found) => {
      found.flush()
      return code.ok
    })
  }

  xFileSize(file: number, out: number): number {
    return this.#with(file, (found) => {
      const size = found.size()
      this.#module.setValue(out, size | 0, 'i32')
      this.#module.setValue(out + 4, Math.floor(size / 2 ** 32), 'i32')
      return code.ok
    })
  }

  // The files are held by this one connection alone (see DatabaseFiles), so SQLite's own locks always succeed.
  xLock(): number {
    return code.ok
  }

  xUnlock(): number {
    return code.ok
  }

  xCheckReservedLock(_file: number, out: number): number {
    this.#module.setValue(out, 0, 'i32')
    return code.ok
  }

  xFileControl(): number {
    return code.notFound
  }

  xSectorSize(): number {
    return sectorSize
  }

  xDeviceCharacteristics(): number {
    return characteristics
  }

  #with(file: number, use: (found: SyncFile) => number): number {
    const found = this.#open.get(file)
    return found === undefined ? code.ioError : this.#guard(() => use(found))
  }

  #guard(use: () => number): number {
    try {
      return use()
    } catch (error) {
      this.#met = error instanceof FileFault ? error.fault : 'failed'
      return this.#met === 'full' ? code.full : code.ioError
    }
  }
}

function offsetOf(low: number, high: number): number {
  return high * 2 ** 32 + (low >>> 0)
}
