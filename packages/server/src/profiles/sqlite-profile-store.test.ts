import { describe } from 'vitest'
import { testDatabases } from '../test-databases.fixture.ts'
import { profileStoreContract } from './profile-store-contract.fixture.ts'
import { profileMigrations } from './schema.ts'
import { SqliteProfileStore } from './sqlite-profile-store.ts'

const freshDatabase = testDatabases([profileMigrations])

describe('sealed profiles on SQLite', () => {
  profileStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return {
      store: new SqliteProfileStore(database),
      reopen: async () => new SqliteProfileStore(await reopen()),
    }
  })
})
