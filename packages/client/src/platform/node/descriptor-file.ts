// A file of the database over Node's synchronous descriptors.

import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import type { StoreFault } from '../../ports.ts'
import { FileFault, type SyncFile } from '../sqlite/sync-file.ts'

const faults: Readonly<Record<string, StoreFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
}

export function faultOf(error: unknown): StoreFault {
  const name = error instanceof Error && 'code' in error ? String(error.code) : ''
  return faults[name] ?? 'failed'
}

export type DescriptorFile = SyncFile & { close(): void }

/** Opens the file, making it (for this user alone) when it is not there. Throws FileFault. */
export function openDescriptor(path: string): DescriptorFile {
  const descriptor = refusing(() => openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600))
  return {
    size: () => refusing(() => fstatSync(descriptor).size),
    read: (into, at) => refusing(() => readFully(descriptor, into, at)),
    write: (bytes, at) => refusing(() => writeFully(descriptor, bytes, at)),
    truncate: (size) => refusing(() => ftruncateSync(descriptor, size)),
    flush: () => refusing(() => fsyncSync(descriptor)),
    close: () => refusing(() => closeSync(descriptor)),
  }
}

function readFully(descriptor: number, into: Uint8Array, at: number): number {
  let done = 0
  while (done < into.length) {
    const got = readSync(descriptor, into, done, into.length - done, at + done)
    if (got === 0) break
    done += got
  }
  return done
}

function writeFully(descriptor: number, bytes: Uint8Array, at: number): void {
  let done = 0
  while (done < bytes.length) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, at + done)
  }
}

function refusing<T>(use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw new FileFault(faultOf(error))
  }
}
