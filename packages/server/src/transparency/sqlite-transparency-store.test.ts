import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { accountMigrations } from '../accounts/schema.ts'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { transparencyMigrations } from './schema.ts'
import { SqliteTransparencyStore } from './sqlite-transparency-store.ts'
import { transparencyStoreContract } from './transparency-store-contract.fixture.ts'

const folders: string[] = []
const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the key log on SQLite', () => {
  transparencyStoreContract(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-log-'))
    folders.push(dataDir)
    const open = () => {
      const opened = openDatabase({ dataDir, migrations: [accountMigrations, transparencyMigrations] })
      databases.push(opened)
      return opened
    }
    const database = open()
    const reopen = async () => {
      await database.close()
      return new SqliteTransparencyStore(open())
    }
    return {
      accounts: new SqliteAccountStore(database),
      log: new SqliteTransparencyStore(database),
      reopen,
    }
  })
})
