// An account as the key log has it: its key, its devices and its revocations, read from the tables.

import type { AccountName } from '@sotto/wire'
import type { Database } from '../store/database.ts'
import type { LoggedAccount } from '../transparency/append.ts'
import { bytesIn, deviceIn } from './rows.ts'
import { findRevocations } from './sqlite-revocations.ts'

export function loggedAccount(db: Database, account: AccountName): LoggedAccount | undefined {
  const row = db.prepare('SELECT account_key FROM account WHERE name = ?').get(account)
  if (row === undefined) return undefined
  const devices = db.prepare('SELECT id, credential FROM device WHERE account = ?').all(account)
  return {
    account,
    accountKey: bytesIn(row, 'account_key'),
    devices: devices.map((one) => ({
      device: deviceIn(one, 'id'),
      credential: bytesIn(one, 'credential'),
    })),
    revocations: findRevocations(db, account),
  }
}
