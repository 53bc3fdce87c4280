// The ways into an account in SQLite: steps of one transaction each, to be called inside `Database.write`.

import { holdsFactor, holdsPasskey } from '../factors/held.ts'
import { mayHold } from '../sso/held.ts'
import type { Database } from '../store/database.ts'
import type { Proven, StoredAccount, WaysChange } from './account-store.ts'

/** Whether what was proven is still the account's, and still lets in. */
export function isStillProven(db: Database, account: StoredAccount | undefined, proven: Proven): boolean {
  if (account === undefined || account.disabled !== undefined) return false
  if (proven.identity !== undefined && !mayHold(db, account.account, proven.identity)) return false
  switch (proven.way) {
    case 'password':
      if (proven.second !== true && holdsFactor(db, account.account)) return false
      return Buffer.compare(account.record, proven.record) === 0
    case 'recovery':
      return (
        account.recoveryKey !== undefined && Buffer.compare(account.recoveryKey, proven.recoveryKey) === 0
      )
    case 'key':
      return true
    case 'passkey':
      return holdsPasskey(db, account.account, proven.id)
  }
}

export function writeWays(db: Database, { account, proven, password, recovery, now }: WaysChange): void {
  if (password !== undefined) {
    db.prepare('UPDATE account SET record = ?, vault_password = ?, password_changed = ? WHERE name = ?').run(
      password.record,
      password.slot,
      now,
      account,
    )
  }
  if (recovery !== undefined) {
    db.prepare(
      'UPDATE account SET recovery_key = ?, vault_recovery = ?, recovery_changed = ? WHERE name = ?',
    ).run(recovery.key, recovery.slot, now, account)
  }
  if (proven.way === 'recovery') {
    db.prepare('UPDATE account SET recovered = ? WHERE name = ?').run(now, account)
  }
}
