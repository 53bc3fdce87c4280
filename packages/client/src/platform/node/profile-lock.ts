// The right to a database file, for one opener on the machine. It is a lock of the operating system, taken
// through the SQLite built into Node on an empty file: the kernel drops it when a process dies, however it
// dies, so that nobody inherits a stale one.

import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../../ports.ts'

const busy = 5

/** Takes the lock at `path`, or throws StoreError (`locked` when somebody else has it). Returns the way to release it. */
export function lockProfile(path: string): () => void {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(path, { timeout: 0 })
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    const inUse = error instanceof Error && 'errcode' in error && error.errcode === busy
    if (inUse) throw new StoreError('locked', 'The profile is in use by another process')
    throw new StoreError('read-only', 'The profile directory is not writable')
  }
  const held = lock
  return () => held.close()
}
