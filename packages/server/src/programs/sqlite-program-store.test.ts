import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { programStoreContract } from './program-store-contract.fixture.ts'
import { SqliteProgramStore } from './sqlite-program-store.ts'

const folders: string[] = []
const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the program store on SQLite', () => {
  programStoreContract(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-programs-'))
    folders.push(dataDir)
    const first = open(dataDir)
    const reopen = async () => {
      await first.close()
      return storesOver(open(dataDir))
    }
    return { ...storesOver(first), reopen }
  })
})

function open(dataDir: string): Database {
  const database = openDatabase({ dataDir, migrations: allMigrations })
  databases.push(database)
  return database
}

function storesOver(database: Database) {
  return { accounts: new SqliteAccountStore(database), programs: new SqliteProgramStore(database) }
}
