// Whose an identity is, asked and written inside other rooms' transactions.

import type { AccountName } from '@sotto/wire'
import { nameIn, textIn } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'
import { type Identity, isSameIdentity } from './identity.ts'

export function holderOf(db: Database, { issuer, subject }: Identity): AccountName | undefined {
  const row = db
    .prepare('SELECT account FROM account_identity WHERE issuer = ? AND subject = ?')
    .get(issuer, subject)
  return row === undefined ? undefined : nameIn(row, 'account')
}

export function identityOf(db: Database, account: AccountName, issuer: string): Identity | undefined {
  const row = db
    .prepare('SELECT subject FROM account_identity WHERE account = ? AND issuer = ?')
    .get(account, issuer)
  return row === undefined ? undefined : { issuer, subject: textIn(row, 'subject') }
}

/** Whether it is the account's, or could become so: neither has another. */
export function mayHold(db: Database, account: AccountName, identity: Identity): boolean {
  const held = identityOf(db, account, identity.issuer)
  return held === undefined ? holderOf(db, identity) === undefined : isSameIdentity(held, identity)
}

/** Where `mayHold`; changes nothing where it is the account's already. */
export function hold(db: Database, account: AccountName, { issuer, subject }: Identity, now: number): void {
  const held = db
    .prepare('INSERT INTO account_identity VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(account, issuer, subject)
  if (held.changes > 0) stampIdentity(db, account, 'connected', now)
}

export function stampIdentity(
  db: Database,
  account: AccountName,
  what: 'connected' | 'disconnected',
  now: number,
): void {
  db.prepare('INSERT INTO identity_change (account) VALUES (?) ON CONFLICT DO NOTHING').run(account)
  db.prepare(`UPDATE identity_change SET ${what} = ? WHERE account = ?`).run(now, account)
}
