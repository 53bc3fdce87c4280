import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { type Database, openDatabase } from '../store/database.ts'
import { recordStoreContract } from './record-store-contract.fixture.ts'
import { recordMigrations } from './schema.ts'
import { SqliteRecordStore } from './sqlite-record-store.ts'

const folders: string[] = []
const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('sealed records on SQLite', () => {
  recordStoreContract(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-records-'))
    folders.push(dataDir)
    const open = () => {
      const opened = openDatabase({ dataDir, migrations: [recordMigrations] })
      databases.push(opened)
      return opened
    }
    const database = open()
    const reopen = async () => {
      await database.close()
      return new SqliteRecordStore(open())
    }
    return { store: new SqliteRecordStore(database), reopen }
  })
})
