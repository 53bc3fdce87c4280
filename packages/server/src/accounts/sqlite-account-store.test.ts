import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAccountName } from '@sotto/wire'
import { afterEach, describe, expect, it } from 'vitest'
import { factorMigrations } from '../factors/schema.ts'
import { ssoMigrations } from '../sso/schema.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { transparencyMigrations } from '../transparency/schema.ts'
import { accountStoreContract } from './account-store.contract.ts'
import { accountMigrations } from './schema.ts'
import { SqliteAccountStore } from './sqlite-account-store.ts'

const folders: string[] = []
const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the account store on SQLite', () => {
  accountStoreContract(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-accounts-'))
    folders.push(dataDir)
    let database = open(dataDir)
    const store = new SqliteAccountStore(database)
    // The file is held by one connection, so what was opened first moves over to the new one as well.
    const reopen = async () => {
      await database.close()
      database = open(dataDir)
      return new SqliteAccountStore(database)
    }
    return { store: following(() => new SqliteAccountStore(database), store), reopen }
  })
})

it('opens accounts that were made before recovery codes could sign in', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sotto-accounts-'))
  folders.push(dataDir)
  const { room, steps } = accountMigrations
  const before = open(dataDir, [{ room, steps: steps.slice(0, 2) }])
  await before.write(() => {
    const insert = before.prepare(`INSERT INTO account VALUES ('alice', x'01', x'02', x'03', x'04', 5)`)
    insert.run()
  })
  await before.close()
  const account = parseAccountName('alice')
  if (account === undefined) throw new TypeError('not a name')
  expect(await new SqliteAccountStore(open(dataDir)).account(account)).toMatchObject({
    recoveryKey: undefined,
    ...{ passwordChanged: 0, recoveryChanged: 0, recovered: 0 },
  })
})

function open(
  dataDir: string,
  migrations = [accountMigrations, factorMigrations, ssoMigrations, transparencyMigrations],
): Database {
  const database = openDatabase({ dataDir, migrations })
  databases.push(database)
  return database
}

/** The store of whichever database is open now. */
function following(current: () => SqliteAccountStore, first: SqliteAccountStore): SqliteAccountStore {
  return new Proxy(first, {
    get: (_target, key: keyof SqliteAccountStore) => {
      const store = current()
      return store[key].bind(store)
    },
  })
}
