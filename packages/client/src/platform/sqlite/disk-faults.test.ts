// A disk that refuses for a while: the store says why, keeps what it had, and goes on when it may.

import { expect, test } from 'vitest'
import type { StoreFault } from '../../ports.ts'
import { loadSqlite } from '../node/load-sqlite.ts'
import { fillRandom } from '../web-standard/time-and-chance.ts'
import { openSealedDatabase } from './sealed-database.ts'
import { type DatabaseFiles, FileFault, memoryFile, type SyncFile } from './sync-file.ts'

const key = new Uint8Array(32).fill(3)

/** Files that refuse the chosen operations while `refusing` is set. */
function refusingFiles(operations: readonly ('write' | 'flush' | 'truncate')[]) {
  const state: { refusing: StoreFault | undefined; closed: boolean } = { refusing: undefined, closed: false }
  const wrap = (): SyncFile => {
    const file = memoryFile()
    const check = (operation: 'write' | 'flush' | 'truncate') => {
      if (state.refusing !== undefined && operations.includes(operation)) throw new FileFault(state.refusing)
    }
    return {
      ...file,
      write: (bytes, at) => {
        check('write')
        file.write(bytes, at)
      },
      flush: () => check('flush'),
      truncate: (size) => {
        check('truncate')
        file.truncate(size)
      },
    }
  }
  const files: DatabaseFiles = {
    ...{ main: wrap(), journal: wrap(), wal: wrap() },
    close: () => {
      state.closed = true
    },
  }
  return { state, files }
}

const insert = (k: number) => ({ sql: 'INSERT INTO t VALUES (?, ?)', params: [k, new Uint8Array(5000)] })

for (const fault of ['full', 'read-only', 'failed'] as const) {
  for (const operations of [['write'], ['flush'], ['write', 'flush', 'truncate']] as const) {
    test(`a disk that answers "${fault}" to ${operations.join(', ')} is told and outlived`, async () => {
      const { state, files } = refusingFiles(operations)
      const sql = await openSealedDatabase(await loadSqlite(), files, key, fillRandom)
      await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY, b)' }, insert(1)])
      for (let round = 1; round <= 3; round++) {
        state.refusing = fault
        await expect(sql.batch([insert(100)])).rejects.toMatchObject({ fault })
        await expect(sql.batch([insert(101)])).rejects.toMatchObject({ fault })
        expect(await sql.all('SELECT count(*) AS n FROM t')).toEqual([{ n: round }])
        state.refusing = undefined
        await sql.batch([insert(round + 1)])
        expect(await sql.all('SELECT max(k) AS top FROM t')).toEqual([{ top: round + 1 }])
      }
      expect(await sql.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
      await sql.close()
    })
  }
}

test('an opening that fails lets go of the files', async () => {
  const { state, files } = refusingFiles(['write'])
  state.refusing = 'full'
  await expect(openSealedDatabase(await loadSqlite(), files, key, fillRandom)).rejects.toMatchObject({
    fault: 'full',
  })
  expect(state.closed).toBe(true)
})

test('what a transaction writes goes to the disk in few pieces, and comes from it in few', async () => {
  const { files } = refusingFiles([])
  const count = { reads: 0, writes: 0 }
  const wal: SyncFile = {
    ...files.wal,
    read: (into, at) => {
      count.reads += 1
      return files.wal.read(into, at)
    },
    write: (bytes, at) => {
      count.writes += 1
      files.wal.write(bytes, at)
    },
  }
  const sql = await openSealedDatabase(await loadSqlite(), { ...files, wal }, key, fillRandom)
  await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY, b)' }, insert(1)])
  count.writes = 0
  await sql.batch(Array.from({ length: 50 }, (_, at) => insert(at + 2)))
  expect(count.writes).toBe(1)
  // the process died: whoever comes next reads the whole log
  count.reads = 0
  const next = await openSealedDatabase(await loadSqlite(), { ...files, wal }, key, fillRandom)
  expect(count.reads).toBeLessThan(8)
  expect(await next.all('SELECT count(*) AS n FROM t')).toEqual([{ n: 51 }])
  await next.close()
})
