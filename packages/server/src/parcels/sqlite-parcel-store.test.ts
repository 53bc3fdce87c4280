import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { type Database, openDatabase } from '../store/database.ts'
import { parcelStoreContract } from './parcel-store-contract.fixture.ts'
import { parcelMigrations } from './schema.ts'
import { SqliteParcelStore } from './sqlite-parcel-store.ts'

const folders: string[] = []
const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('parcels on SQLite', () => {
  parcelStoreContract(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-parcels-'))
    folders.push(dataDir)
    const open = () => {
      const opened = openDatabase({ dataDir, migrations: [parcelMigrations] })
      databases.push(opened)
      return opened
    }
    const database = open()
    const reopen = async () => {
      await database.close()
      return new SqliteParcelStore(open())
    }
    return { store: new SqliteParcelStore(database), reopen }
  })
})
