import { describe } from 'vitest'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import type { Database } from '../store/database.ts'
import { testDatabases } from '../test-databases.fixture.ts'
import { identityStoreContract } from './identity-store-contract.fixture.ts'
import { SqliteIdentityStore } from './sqlite-identity-store.ts'

const freshDatabase = testDatabases(allMigrations)

describe('the store of identities on SQLite', () => {
  identityStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return { ...storesOver(database), reopen: async () => storesOver(await reopen()) }
  })
})

function storesOver(database: Database) {
  return { accounts: new SqliteAccountStore(database), identities: new SqliteIdentityStore(database) }
}
