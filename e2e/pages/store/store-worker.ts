// Runs the contract of the store on the browser's own, in the only place that has it: a dedicated worker.

import { indexedDbSecretStorage, opfsSqlStorage } from '@sotto/client/browser-worker'
import { type Sql, StoreError } from '@sotto/client/ports'
import { clientSecretContract, type SecretSetting } from '@sotto/testkit/client-secret-contract'
import { clientStoreContract, type StoreSetting } from '@sotto/testkit/client-store-contract'
import type { Ask, Told } from './asks.ts'

const key = new Uint8Array(32).fill(9)

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    tell({ done: await answer(data) })
  } catch (error) {
    tell({ error: error instanceof Error ? error.message : String(error) })
  }
}

function tell(told: Told): void {
  self.postMessage(told)
}

function answer(ask: Ask): Promise<string> {
  switch (ask.do) {
    case 'case':
      return runCase(ask.suite, ask.name)
    case 'write':
      return write()
    case 'check':
      return check()
    case 'speed':
      return speed()
    case 'fill':
      return fill()
    case 'room':
      return writeOn()
  }
}

async function runCase(suite: 'store' | 'secret', name: string): Promise<string> {
  const cases = suite === 'store' ? clientStoreContract(freshStore) : clientSecretContract(freshSecrets)
  const found = cases.find((one) => one.name === name)
  if (found === undefined) throw new Error('No such case')
  await found.run()
  return 'passed'
}

async function freshStore(): Promise<StoreSetting> {
  const folder = `contract/${crypto.randomUUID()}`
  return {
    storage: opfsSqlStorage({ folder, patience: 0 }),
    damage: (name) => damage(`${folder}/${name}`),
  }
}

/** Flips a bit in every page but the first. */
async function damage(path: string): Promise<void> {
  let folder = await navigator.storage.getDirectory()
  for (const part of path.split('/')) folder = await folder.getDirectoryHandle(part)
  const handle = await (await folder.getFileHandle('main')).createSyncAccessHandle()
  const byte = new Uint8Array(1)
  for (let at = 4096 + 100; at < handle.getSize(); at += 4096) {
    handle.read(byte, { at })
    byte[0] = (byte[0] ?? 0) ^ 1
    handle.write(byte, { at })
  }
  handle.close()
}

async function freshSecrets(): Promise<SecretSetting> {
  const name = `contract-${crypto.randomUUID()}`
  return { secrets: indexedDbSecretStorage(name), again: async () => indexedDbSecretStorage(name) }
}

const crashed = opfsSqlStorage({ folder: 'crashed', patience: 10_000 })

async function write(): Promise<string> {
  const sql = await crashed.open('main', key)
  await sql.batch([{ sql: 'CREATE TABLE IF NOT EXISTS log (k INTEGER PRIMARY KEY, filling BLOB)' }])
  const [row] = await sql.all('SELECT coalesce(max(k), 0) AS top FROM log')
  for (let k = Number(row?.top) + 1; ; k++) {
    await sql.batch([{ sql: 'INSERT INTO log VALUES (?, ?)', params: [k, new Uint8Array(k % 9000)] }])
    tell({ acknowledged: k })
    // A turn of the event loop, so that the message leaves.
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

async function check(): Promise<string> {
  const sql = await crashed.open('main', key)
  const [row] = await sql.all('SELECT max(k) AS top, count(*) AS n FROM log')
  const [integrity] = await sql.all('PRAGMA integrity_check')
  await sql.close()
  return JSON.stringify({ ...row, ...integrity })
}

/** Batches per second, flushed and not: told, not judged. */
async function speed(): Promise<string> {
  const sql = await opfsSqlStorage({ folder: `speed/${crypto.randomUUID()}`, patience: 0 }).open('main', key)
  await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY, filling BLOB)' }])
  const rate = async (count: number) => {
    const began = performance.now()
    for (let n = 0; n < count; n++) {
      await sql.batch([{ sql: 'INSERT INTO t (filling) VALUES (?)', params: [new Uint8Array(200)] }])
    }
    return Math.round((count / (performance.now() - began)) * 1000)
  }
  const flushed = await rate(500)
  await sql.all('PRAGMA synchronous = OFF')
  return JSON.stringify({ flushed, unflushed: await rate(5000) })
}

let filled: { readonly sql: Sql; readonly rows: number } | undefined

const block = { sql: 'INSERT INTO t VALUES (?)', params: [new Uint8Array(100_000)] }

/** Answers the fault that ended it, and whether all rows that were acknowledged are there. */
async function fill(): Promise<string> {
  const sql = await opfsSqlStorage({ folder: 'filled', patience: 0 }).open('main', key)
  await sql.batch([{ sql: 'CREATE TABLE t (b BLOB)' }])
  for (let rows = 0; rows < 500; rows++) {
    try {
      await sql.batch([block, block])
    } catch (error) {
      filled = { sql, rows: rows * 2 }
      return JSON.stringify({
        fault: error instanceof StoreError ? error.fault : String(error),
        kept: await kept(),
      })
    }
  }
  throw new Error('It was never full')
}

async function writeOn(): Promise<string> {
  if (filled === undefined) throw new Error('Fill it first')
  await filled.sql.batch([block, block])
  filled = { sql: filled.sql, rows: filled.rows + 2 }
  const [integrity] = await filled.sql.all('PRAGMA integrity_check')
  return JSON.stringify({ ...integrity, kept: await kept() })
}

async function kept(): Promise<boolean> {
  const [row] = (await filled?.sql.all('SELECT count(*) AS n FROM t')) ?? []
  return row?.n === filled?.rows
}
