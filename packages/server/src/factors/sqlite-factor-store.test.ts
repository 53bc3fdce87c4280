import { describe } from 'vitest'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import type { Database } from '../store/database.ts'
import { testDatabases } from '../test-databases.fixture.ts'
import { factorStoreContract } from './factor-store-contract.fixture.ts'
import { SqliteFactorStore } from './sqlite-factor-store.ts'

const freshDatabase = testDatabases(allMigrations)

describe('the factor store on SQLite', () => {
  factorStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return { ...storesOver(database), reopen: async () => storesOver(await reopen()) }
  })
})

function storesOver(database: Database) {
  return { accounts: new SqliteAccountStore(database), factors: new SqliteFactorStore(database) }
}
