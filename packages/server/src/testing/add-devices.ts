// Devices of an account, written into a data folder while no server has it open: for tests that need as many as an
// account may have, without signing in on each.

import { randomBytes } from 'node:crypto'
import { type AccountName, limits } from '@sotto/wire'
import type { NewDevice, SessionId } from '../accounts/account-store.ts'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import { openDatabase } from '../store/database.ts'

/** Each with a session that is over. */
export async function addDevices(
  dataDir: string,
  account: AccountName,
  devices: readonly Omit<NewDevice, 'account'>[],
): Promise<void> {
  const database = openDatabase({ dataDir, migrations: allMigrations })
  const store = new SqliteAccountStore(database)
  for (const device of devices) {
    const session = randomBytes(16).toString('hex') as SessionId
    const outcome = await store.addDevice(
      { ...device, account },
      { session, account, device: device.device, created: 0, tokenHash: randomBytes(32), tokenExpires: 1 },
      limits.devicesPerAccount,
      { way: 'key' },
    )
    if (outcome.kind !== 'added') throw new Error(`not added: ${outcome.kind}`)
  }
  await database.close()
}
