// The HTTP side alone, over a store in memory, with one account signed in: for tests that ask it very often.

import { accountSigningKey, deviceIdOf, generateRootKey } from '@sotto/crypto'
import type { AccountName, DeviceId } from '@sotto/wire'
import { signAccessToken } from './accounts/access-token.ts'
import type { SessionId } from './accounts/account-store.ts'
import { makeServerKeys } from './accounts/server-keys.ts'
import { refreshLifetime } from './accounts/sessions.ts'
import { SqliteAccountStore } from './accounts/sqlite-account-store.ts'
import { assemble, type Rooms } from './assemble.ts'
import { loadConfig } from './config.ts'
import { systemClock } from './gates.ts'
import { createLogger } from './log.ts'
import { Metrics } from './metrics.ts'
import { allMigrations } from './server.ts'
import { type Database, openDatabase } from './store/database.ts'
import { name, newDevice, revocationOf } from './test-person.fixture.ts'
import { noDefence, noRates } from './test-server.fixture.ts'

export type TestApp = {
  readonly app: Rooms['app']
  readonly database: Database
  readonly gate: Rooms['gate']
  readonly account: AccountName
  readonly device: DeviceId
  readonly token: string
  /** The account's word that the device is signed out. */
  readonly revocation: string
  close(): Promise<void>
}

export async function createTestApp(): Promise<TestApp> {
  const database = openDatabase({ dataDir: ':memory:', migrations: allMigrations })
  const accounts = new SqliteAccountStore(database)
  const keys = await makeServerKeys()
  const rooms = await assemble({
    config: { ...loadConfig({}, {}), rates: noRates, defence: noDefence, appDir: '/nowhere' },
    log: createLogger('silent'),
    clock: systemClock,
    database,
    accounts,
    keys,
    metrics: new Metrics(),
  })
  const session = await insertAccount(accounts)
  const close = async () => {
    await rooms.close()
    await database.close()
  }
  const token = await signAccessToken(keys, session, Date.now())
  const { account, device, revocation } = session
  return { app: rooms.app, gate: rooms.gate, database, account, device, token, revocation, close }
}

async function insertAccount(accounts: SqliteAccountStore) {
  const accountKey = accountSigningKey(generateRootKey())
  const account = name('alice')
  const mlsDevice = newDevice(account, accountKey)
  const { credential, signaturePublicKey: signatureKey } = mlsDevice
  const device = deviceIdOf(signatureKey)
  const session = 'session' as SessionId
  const now = Date.now()
  const nothing = new Uint8Array(1)
  await accounts.createAccount(
    {
      account,
      accountKey: accountKey.publicKey,
      record: nothing,
      vaultPassword: nothing,
      vaultRecovery: nothing,
      recoveryKey: undefined,
      created: now,
    },
    { account, device, credential, signatureKey, added: now },
    { session, account, device, created: now, tokenHash: nothing, tokenExpires: now + refreshLifetime },
  )
  const revocation = revocationOf({ account, accountKey, device: mlsDevice })
  return { account, device, session, revocation }
}
