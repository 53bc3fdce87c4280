import { StoreError } from '@sotto/client/ports'
import { describe, expect, test } from 'vitest'
import { clientSecretContract } from './client-secret-contract.ts'
import { clientStoreContract } from './client-store-contract.ts'
import { MemoryDisk } from './memory-disk.ts'

const key = new Uint8Array(32)

describe('the store contract in memory', () => {
  for (const { name, run } of clientStoreContract(async () => new MemoryDisk())) test(name, run)
})

describe('the secret contract in memory', () => {
  const fresh = async () => {
    const { secrets } = new MemoryDisk()
    return { secrets, again: async () => secrets }
  }
  for (const { name, run } of clientSecretContract(fresh)) test(name, run)
})

const insert = (k: number) => ({ sql: 'INSERT INTO t VALUES (?)', params: [k] })

async function rowsAfterCrash(survivors: number): Promise<unknown> {
  const disk = new MemoryDisk()
  const sql = await disk.storage.open('main', key)
  await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }])
  const settled: number[] = []
  for (const k of [1, 2, 3]) void sql.batch([insert(k), insert(k + 10)]).then(() => settled.push(k))
  disk.crash(survivors)
  void sql.batch([insert(99)]).then(() => settled.push(99))
  const again = await disk.storage.open('main', key)
  const rows = await again.all('SELECT k FROM t ORDER BY k')
  expect(settled).toEqual([])
  return rows.map((row) => row.k)
}

test('a crash loses the batches under way, or keeps the first of them whole', async () => {
  expect(await rowsAfterCrash(0)).toEqual([])
  expect(await rowsAfterCrash(2)).toEqual([1, 2, 11, 12])
  expect(await rowsAfterCrash(9)).toEqual([1, 2, 3, 11, 12, 13])
})

test('a failing disk refuses writes, still reads, and recovers', async () => {
  const disk = new MemoryDisk()
  const sql = await disk.storage.open('main', key)
  await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }, insert(1)])
  for (const fault of ['full', 'read-only'] as const) {
    disk.failing = fault
    await expect(sql.batch([insert(2)])).rejects.toEqual(new StoreError(fault, 'The disk refuses'))
    expect(await sql.all('SELECT k FROM t')).toEqual([{ k: 1 }])
    await expect(disk.secrets.set('a', key)).rejects.toBeInstanceOf(StoreError)
  }
  disk.failing = undefined
  await sql.batch([insert(2)])
  expect(await sql.all('SELECT count(*) AS n FROM t')).toEqual([{ n: 2 }])
})
