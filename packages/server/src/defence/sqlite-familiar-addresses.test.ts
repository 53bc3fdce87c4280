import { describe } from 'vitest'
import { openDatabase } from '../store/database.ts'
import { familiarAddressesContract } from './familiar-addresses.contract.fixture.ts'
import { defenceMigrations, SqliteFamiliarAddresses } from './familiar-addresses.ts'

describe('[B-3] familiar addresses on SQLite', () => {
  familiarAddressesContract(
    () => new SqliteFamiliarAddresses(openDatabase({ dataDir: ':memory:', migrations: [defenceMigrations] })),
  )
})
