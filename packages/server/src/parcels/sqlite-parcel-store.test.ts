import { describe } from 'vitest'
import { testDatabases } from '../test-databases.fixture.ts'
import { parcelStoreContract } from './parcel-store-contract.fixture.ts'
import { parcelMigrations } from './schema.ts'
import { SqliteParcelStore } from './sqlite-parcel-store.ts'

const freshDatabase = testDatabases([parcelMigrations])

describe('parcels on SQLite', () => {
  parcelStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return {
      store: new SqliteParcelStore(database),
      reopen: async () => new SqliteParcelStore(await reopen()),
    }
  })
})
