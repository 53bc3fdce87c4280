import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientSecretContract } from '@sotto/testkit/client-secret-contract'
import { clientStoreContract } from '@sotto/testkit/client-store-contract'
import { afterAll, describe, expect, test } from 'vitest'
import { nodePlatform } from './index.ts'

const key = new Uint8Array(32).fill(5)
const root = mkdtempSync(join(tmpdir(), 'sotto-store-'))
afterAll(() => rmSync(root, { recursive: true }))
const freshDirectory = () => mkdtempSync(join(root, 'profile-'))

describe('the store contract on Node', () => {
  const fresh = async () => {
    const directory = freshDirectory()
    const damage = async (name: string) => {
      const path = join(directory, `${name}.db`)
      const bytes = readFileSync(path)
      for (let at = 4096 + 100; at < bytes.length; at += 4096) bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(path, bytes)
    }
    return { storage: nodePlatform({ directory }).storage, damage }
  }
  for (const { name, run } of clientStoreContract(fresh)) test(name, run)
})

describe('the secret contract on Node', () => {
  const fresh = async () => {
    const directory = freshDirectory()
    return {
      secrets: nodePlatform({ directory }).secrets,
      again: async () => nodePlatform({ directory }).secrets,
    }
  }
  for (const { name, run } of clientSecretContract(fresh)) test(name, run)
})

test('nothing readable lies in the profile, and only its user may look', async () => {
  const directory = join(freshDirectory(), 'new')
  const platform = nodePlatform({ directory })
  const secret = 'the quick brown marmalade'
  const sql = await platform.storage.open('main', key)
  await sql.batch([
    { sql: `CREATE TABLE marmalade (text)` },
    { sql: 'CREATE VIRTUAL TABLE words USING fts5 (text)' },
    { sql: 'INSERT INTO marmalade VALUES (?)', params: [secret] },
    { sql: 'INSERT INTO words VALUES (?)', params: [secret] },
  ])
  const read = () => readdirSync(directory).map((file) => readFileSync(join(directory, file)))
  expect(read().some((bytes) => bytes.includes('marmalade') || bytes.includes('SQLite format'))).toBe(false)
  await sql.close()
  await platform.secrets.set('store-key', key)
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(directory, 'main.db')).mode & 0o777).toBe(0o600)
  expect(statSync(join(directory, 'secrets', 'store-key')).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(directory, 'secrets'))).toEqual(['store-key'])
})

test('too few values are refused, names that leave the directory are misuse', async () => {
  const { storage, secrets } = nodePlatform({ directory: freshDirectory() })
  const sql = await storage.open('main', key)
  await expect(sql.all('SELECT ?')).rejects.toMatchObject({ fault: 'failed' })
  await sql.close()
  await expect(storage.open('../main', key)).rejects.toBeInstanceOf(TypeError)
  await expect(secrets.get('.hidden')).rejects.toBeInstanceOf(TypeError)
  await expect(storage.open('main', key.subarray(1))).rejects.toBeInstanceOf(TypeError)
})

test('a directory that cannot be made is told, not thrown about', async () => {
  const file = join(freshDirectory(), 'file')
  writeFileSync(file, '')
  const { storage, secrets } = nodePlatform({ directory: join(file, 'profile') })
  await expect(storage.open('main', key)).rejects.toMatchObject({ name: 'StoreError', fault: 'failed' })
  await expect(secrets.set('a', key)).rejects.toMatchObject({ name: 'StoreError', fault: 'failed' })
})
