// Whether an account has a second factor, asked inside other rooms' transactions.

import type { AccountName } from '@sotto/wire'
import type { Database } from '../store/database.ts'

export function holdsFactor(db: Database, account: AccountName): boolean {
  const found = db.prepare(
    `SELECT EXISTS (SELECT 1 FROM authenticator WHERE account = ?1)
         OR EXISTS (SELECT 1 FROM passkey WHERE account = ?1) AS found`,
  )
  return found.get(account)?.found === 1
}

export function holdsPasskey(db: Database, account: AccountName, id: Uint8Array): boolean {
  return db.prepare('SELECT 1 FROM passkey WHERE id = ? AND account = ?').get(id, account) !== undefined
}
