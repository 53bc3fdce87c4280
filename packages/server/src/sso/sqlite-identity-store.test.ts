import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { identityStoreContract } from './identity-store-contract.fixture.ts'
import { SqliteIdentityStore } from './sqlite-identity-store.ts'

const folders: string[] = []
const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the store of identities on SQLite', () => {
  identityStoreContract(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-identities-'))
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
  return { accounts: new SqliteAccountStore(database), identities: new SqliteIdentityStore(database) }
}
