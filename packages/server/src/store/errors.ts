// What can go wrong with the store, as one typed error: a code for the program and a sentence for the
// person who runs the server. Never holds row contents.

import type { Refusal } from '@sotto/wire'

export type StoreErrorCode =
  /** No room on the disk. Nothing was written; the same write succeeds when there is room again. */
  | 'full'
  /** The file or folder can't be written. */
  | 'read_only'
  /** The file is not a database, or its pages contradict each other. */
  | 'damaged'
  /** A later version of Sotto has changed the schema. */
  | 'newer_schema'
  /** Another process holds the database. */
  | 'busy'
  /** The store was closed. */
  | 'closed'
  /** The disk or the system refused for another reason. */
  | 'failed'

export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StoreError'
    this.code = code
  }

  /** What a client is told: `store_full` when there is no room, else `unavailable`. */
  toRefusal(): Refusal {
    return this.code === 'full'
      ? { code: 'store_full', message: 'The server has no room left. Try again later.' }
      : { code: 'unavailable', message: 'The server cannot write at the moment. Try again later.' }
  }
}

// SQLite's primary result codes (https://www.sqlite.org/rescode.html).
const sqlite = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notDb: 26,
}
const ioErrorWrites = new Set([3, 4, 5, 6, 7, 12])

/** The store's reading of an error that SQLite threw; undefined for an error of another kind. */
export function storeErrorOf(error: unknown): StoreError | undefined {
  if (error instanceof StoreError) return error
  const code = sqliteCode(error)
  if (code === undefined) return undefined
  switch (code & 0xff) {
    case sqlite.full:
      return new StoreError('full', 'The disk that holds the data folder is full.', error)
    case sqlite.readOnly:
    case sqlite.cantOpen:
      return new StoreError('read_only', 'The data folder cannot be written.', error)
    case sqlite.corrupt:
    case sqlite.notDb:
      return new StoreError('damaged', 'The database file is damaged. Restore it from a backup.', error)
    case sqlite.busy:
    case sqlite.locked:
      return new StoreError('busy', 'Another process is using the database.', error)
    case sqlite.ioError:
      return ioErrorWrites.has(code >> 8)
        ? new StoreError('failed', 'The disk refused a write.', error)
        : new StoreError('failed', 'The disk refused a read.', error)
    default:
      return undefined
  }
}

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}
