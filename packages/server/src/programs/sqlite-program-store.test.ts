import { describe } from 'vitest'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import type { Database } from '../store/database.ts'
import { testDatabases } from '../test-databases.fixture.ts'
import { programStoreContract } from './program-store-contract.fixture.ts'
import { SqliteProgramStore } from './sqlite-program-store.ts'

const freshDatabase = testDatabases(allMigrations)

describe('the program store on SQLite', () => {
  programStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return { ...storesOver(database), reopen: async () => storesOver(await reopen()) }
  })
})

function storesOver(database: Database) {
  return { accounts: new SqliteAccountStore(database), programs: new SqliteProgramStore(database) }
}
