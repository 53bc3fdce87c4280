import { describe } from 'vitest'
import { testDatabases } from '../test-databases.fixture.ts'
import { recordStoreContract } from './record-store-contract.fixture.ts'
import { recordMigrations } from './schema.ts'
import { SqliteRecordStore } from './sqlite-record-store.ts'

const freshDatabase = testDatabases([recordMigrations])

describe('sealed records on SQLite', () => {
  recordStoreContract(async () => {
    const { database, reopen } = freshDatabase()
    return {
      store: new SqliteRecordStore(database),
      reopen: async () => new SqliteRecordStore(await reopen()),
    }
  })
})
