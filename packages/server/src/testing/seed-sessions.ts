// Accounts that are signed in already, written into a data folder before a server opens it: for benches
// that need thousands of them. Nobody can sign in to them again, since nobody ever had a password.

import { randomBytes } from 'node:crypto'
import { type AccountName, type DeviceId, deviceIdFromBytes, parseAccountName } from '@sotto/wire'
import { signAccessToken } from '../accounts/access-token.ts'
import type { SessionId } from '../accounts/account-store.ts'
import { loadServerKeys, type ServerKeys } from '../accounts/server-keys.ts'
import { refreshLifetime } from '../accounts/sessions.ts'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import { openDatabase } from '../store/database.ts'

export type SeededSession = {
  readonly account: AccountName
  readonly device: DeviceId
  /** An access token, good for half an hour. */
  readonly token: string
}

/** Makes `count` accounts `user0`, `user1`, … with a device and a session each, in a fresh data folder. */
export async function seedSessions(dataDir: string, count: number): Promise<readonly SeededSession[]> {
  const database = openDatabase({ dataDir, migrations: allMigrations })
  try {
    const accounts = new SqliteAccountStore(database)
    const keys = await loadServerKeys(dataDir, await accounts.countAccounts())
    const numbers = Array.from({ length: count }, (_, number) => number)
    return await Promise.all(numbers.map((number) => seed(accounts, keys, `user${number}`)))
  } finally {
    await database.close()
  }
}

async function seed(accounts: SqliteAccountStore, keys: ServerKeys, name: string): Promise<SeededSession> {
  const account = parseAccountName(name)
  const device = deviceIdFromBytes(randomBytes(16))
  if (account === undefined || device === undefined) throw new TypeError(`not a name: ${name}`)
  const session = randomBytes(16).toString('hex') as SessionId
  const now = Date.now()
  const outcome = await accounts.createAccount(
    {
      account,
      accountKey: randomBytes(32),
      record: randomBytes(192),
      vaultPassword: randomBytes(64),
      vaultRecovery: randomBytes(64),
      recoveryKey: randomBytes(32),
      created: now,
    },
    { account, device, credential: randomBytes(200), signatureKey: randomBytes(32), added: now },
    {
      session,
      account,
      device,
      created: now,
      tokenHash: randomBytes(32),
      tokenExpires: now + refreshLifetime,
    },
  )
  if (outcome !== 'created') throw new Error(`${name} was not made: ${outcome}`)
  return { account, device, token: await signAccessToken(keys, { account, device, session }, now) }
}
