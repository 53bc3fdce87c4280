// The sealed database in the browser's origin-private file system, through synchronous access handles; only
// a dedicated worker has those. Each database is a folder with SQLite's three files.
// Always holds: one opener at a time in the whole browser profile, since the handles are exclusive.

import { type SqlStorage, StoreError, type StoreFault } from '../../../ports.ts'
import { openSealedDatabase } from '../../sqlite/sealed-database.ts'
import { type DatabaseFiles, FileFault, type SyncFile } from '../../sqlite/sync-file.ts'
import { fillRandom } from '../../web-standard/time-and-chance.ts'
import { loadSqlite } from './load-sqlite.ts'

const fileNames = ['main', 'journal', 'wal'] as const
const retryEvery = 100

export type OpfsOptions = {
  /** The folder under the origin's root that holds the databases. */
  readonly folder: string
  /**
   * How long, in milliseconds, to wait for handles that somebody else still holds: a worker that died lets go
   * of its Web Locks and of its files at different moments.
   */
  readonly patience: number
}

/** Begins at once to load what the first database will need. */
export function opfsSqlStorage(options: OpfsOptions): SqlStorage {
  const modules = sqliteModules()
  return {
    async open(name, key) {
      const module = await modules.next()
      return openSealedDatabase(module, await openFiles(options, checkedName(name)), key, fillRandom)
    },
    async destroy(name) {
      const checked = checkedName(name)
      try {
        await (await folderOf(options.folder)).removeEntry(checked, { recursive: true })
      } catch (error) {
        if (nameOf(error) === 'NotFoundError') return
        throw new StoreError(faultOf(error), 'The database could not be deleted')
      }
    },
  }
}

function sqliteModules(): { next(): ReturnType<typeof loadSqlite> } {
  let ahead: ReturnType<typeof loadSqlite> | undefined = loadSqlite()
  // Told to whoever opens.
  ahead.catch(() => {})
  return {
    next() {
      const module = ahead ?? loadSqlite()
      ahead = undefined
      return module
    },
  }
}

function checkedName(name: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name)) {
    throw new TypeError('A name is made of a-z, 0-9, ".", "_", "-"')
  }
  return name
}

async function folderOf(path: string): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory()
  for (const part of path.split('/')) folder = await folder.getDirectoryHandle(part, { create: true })
  return folder
}

async function openFiles(options: OpfsOptions, name: string): Promise<DatabaseFiles> {
  const deadline = performance.now() + options.patience
  for (;;) {
    try {
      return await openOnce(options.folder, name)
    } catch (error) {
      const fault = faultOf(error)
      if (fault !== 'locked' || performance.now() >= deadline) {
        throw new StoreError(fault, 'The database files could not be opened')
      }
      await new Promise((resolve) => setTimeout(resolve, retryEvery))
    }
  }
}

async function openOnce(path: string, name: string): Promise<DatabaseFiles> {
  const folder = await (await folderOf(path)).getDirectoryHandle(name, { create: true })
  const handles: FileSystemSyncAccessHandle[] = []
  const close = () => {
    for (const handle of handles.splice(0)) handle.close()
  }
  try {
    for (const fileName of fileNames) {
      const file = await folder.getFileHandle(fileName, { create: true })
      handles.push(await file.createSyncAccessHandle())
    }
  } catch (error) {
    close()
    throw error
  }
  const [main, journal, wal] = handles.map(syncFile)
  if (main === undefined || journal === undefined || wal === undefined) throw new TypeError('Three files')
  return { main, journal, wal, close }
}

function syncFile(handle: FileSystemSyncAccessHandle): SyncFile {
  return {
    size: () => refusing(() => handle.getSize()),
    read: (into, at) => refusing(() => handle.read(into, { at })),
    write: (bytes, at) => refusing(() => writeFully(handle, bytes, at)),
    truncate: (size) => refusing(() => handle.truncate(size)),
    flush: () => refusing(() => handle.flush()),
  }
}

function writeFully(handle: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  let done = 0
  while (done < bytes.length) {
    const wrote = handle.write(bytes.subarray(done), { at: at + done })
    // Browsers say "no room" by throwing, or by writing less than asked.
    if (wrote === 0) throw new FileFault('full')
    done += wrote
  }
}

function refusing<T>(use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw error instanceof FileFault ? error : new FileFault(faultOf(error))
  }
}

const faults: Readonly<Record<string, StoreFault>> = {
  QuotaExceededError: 'full',
  NoModificationAllowedError: 'locked',
  NotAllowedError: 'read-only',
}

function faultOf(error: unknown): StoreFault {
  return faults[nameOf(error)] ?? 'failed'
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}
