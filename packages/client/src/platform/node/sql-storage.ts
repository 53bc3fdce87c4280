// The sealed database in a directory: `NAME.db` with its journal and log beside it, and `NAME.lock`.
// Always holds: one opener at a time on the machine; the directory is readable by its user alone.

import { closeSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type SqlStorage, StoreError } from '../../ports.ts'
import { openSealedDatabase } from '../sqlite/sealed-database.ts'
import { type DatabaseFiles, FileFault } from '../sqlite/sync-file.ts'
import { fillRandom } from '../web-standard/time-and-chance.ts'
import { type DescriptorFile, faultOf, openDescriptor } from './descriptor-file.ts'
import { loadSqlite } from './load-sqlite.ts'
import { lockProfile } from './profile-lock.ts'

const suffixes = ['.db', '.db-journal', '.db-wal'] as const

export function nodeSqlStorage(directory: string): SqlStorage {
  return {
    async open(name, key) {
      const module = await loadSqlite()
      return openSealedDatabase(module, openFiles(directory, checkedName(name)), key, fillRandom)
    },
    async destroy(name) {
      const path = join(directory, checkedName(name))
      const release = lockDirectory(directory, path)
      try {
        for (const suffix of suffixes) rmSync(path + suffix, { force: true })
        syncDirectory(directory)
      } catch (error) {
        throw new StoreError(faultOf(error), 'The database could not be deleted')
      } finally {
        // The empty lock file stays: somebody may be opening it at this moment.
        release()
      }
    },
  }
}

export function checkedName(name: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name))
    throw new TypeError('A name is made of a-z, 0-9, ".", "_", "-"')
  return name
}

/** Makes what was created or removed in a directory last. */
export function syncDirectory(directory: string): void {
  // Windows has no descriptors of directories; its file system keeps them by itself.
  if (process.platform === 'win32') return
  const descriptor = openSync(directory, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function lockDirectory(directory: string, path: string): () => void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StoreError(faultOf(error), 'The profile directory could not be made')
  }
  return lockProfile(`${path}.lock`)
}

function openFiles(directory: string, name: string): DatabaseFiles {
  const path = join(directory, name)
  const release = lockDirectory(directory, path)
  const opened: DescriptorFile[] = []
  const close = () => {
    for (const file of opened.splice(0)) file.close()
    release()
  }
  const open = (suffix: (typeof suffixes)[number]): DescriptorFile => {
    const file = openDescriptor(path + suffix)
    opened.push(file)
    return file
  }
  try {
    const files = { main: open('.db'), journal: open('.db-journal'), wal: open('.db-wal'), close }
    syncDirectory(directory)
    return files
  } catch (error) {
    close()
    const fault = error instanceof FileFault ? error.fault : faultOf(error)
    throw new StoreError(fault, 'The database files could not be opened')
  }
}
