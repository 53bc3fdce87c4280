import { describe } from 'vitest'
import { accountMigrations } from '../accounts/schema.ts'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { testDatabases } from '../test-databases.fixture.ts'
import { transparencyMigrations } from './schema.ts'
import { SqliteTransparencyStore } from './sqlite-transparency-store.ts'
import { transparencyStoreContract } from './transparency-store-contract.fixture.ts'

const freshDatabase = testDatabases([accountMigrations, transparencyMigrations])

describe('the key log on SQLite', () => {
  transparencyStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return {
      accounts: new SqliteAccountStore(database),
      log: new SqliteTransparencyStore(database),
      reopen: async () => new SqliteTransparencyStore(await reopen()),
    }
  })
})
