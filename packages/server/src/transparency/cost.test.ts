import { randomBytes } from 'node:crypto'
import { logSigningKey } from '@sotto/crypto/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogger } from '../log.ts'
import { allMigrations } from '../server.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { name } from '../test-person.fixture.ts'
import { seedSessions } from '../testing/seed-sessions.ts'
import { freshFolder, removeFolder } from '../testing/test-server.ts'
import { KeyLog } from './key-log.ts'
import { SqliteTransparencyStore } from './sqlite-transparency-store.ts'

const accounts = 1000
const levels = Math.ceil(Math.log2(accounts))

let folder: string
let database: Database
beforeAll(async () => {
  folder = freshFolder()
  await seedSessions(folder, accounts)
  database = openDatabase({ dataDir: folder, migrations: allMigrations })
})
afterAll(async () => {
  await database.close()
  removeFolder(folder)
})

it('[KT-5] proofs are as long as the trees are deep, and not as the server is large', async () => {
  const store = new SqliteTransparencyStore(database)
  const asked = Array.from({ length: 50 }, (_, at) => name(`user${at * 20}`))
  const found = await store.lookUp(asked, accounts - 101)
  if (found === undefined) throw new Error('an empty log')
  const ways = found.accounts.map((one) => one.proof.path.length)
  expect(ways.reduce((sum, way) => sum + way, 0) / ways.length).toBeLessThan(levels + 4)
  expect(Math.max(...ways)).toBeLessThan(4 * levels)
  expect(found.newest.path.length).toBeLessThanOrEqual(levels)
  expect(found.consistency.length).toBeLessThanOrEqual(levels + 1)
})

it('[KT-7] a look-up is under four KiB, and a step under one', async () => {
  const key = logSigningKey(randomBytes(32))
  const log = createLogger('silent')
  const keyLog = new KeyLog({ store: new SqliteTransparencyStore(database), key, log })
  const looked = await keyLog.lookUp([name('user7')], 500)
  expect(JSON.stringify(looked).length).toBeLessThan(4096)
  const { steps } = await keyLog.entries(accounts - 100)
  expect(JSON.stringify(steps).length / steps.length).toBeLessThan(1024)
})
