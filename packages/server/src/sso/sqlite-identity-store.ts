// The identity store on the embedded database. Every write is one unit of the group commit.

import type { AccountName } from '@sotto/wire'
import { accountOf, numberIn } from '../accounts/rows.ts'
import { isStillProven } from '../accounts/sqlite-ways.ts'
import type { UnderProof } from '../factors/factor-store.ts'
import type { Database } from '../store/database.ts'
import { hold, holderOf, identityOf, mayHold, stampIdentity } from './held.ts'
import type { Identity } from './identity.ts'
import type { IdentityStore, StoredConnection } from './identity-store.ts'

export class SqliteIdentityStore implements IdentityStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async holder(identity: Identity): Promise<AccountName | undefined> {
    return holderOf(this.#db, identity)
  }

  async connection(account: AccountName, issuer: string): Promise<StoredConnection> {
    const row = this.#db.prepare('SELECT * FROM identity_change WHERE account = ?').get(account)
    return {
      identity: identityOf(this.#db, account, issuer),
      connected: row === undefined ? 0 : numberIn(row, 'connected'),
      disconnected: row === undefined ? 0 : numberIn(row, 'disconnected'),
    }
  }

  connect(change: UnderProof & { readonly identity: Identity }): Promise<'changed' | 'outdated' | 'taken'> {
    return this.#db.write(() => {
      const { account, identity, now } = change
      if (!this.#isProven(change)) return 'outdated'
      if (!mayHold(this.#db, account, identity)) return 'taken'
      hold(this.#db, account, identity, now)
      return 'changed'
    })
  }

  disconnect(change: UnderProof & { readonly issuer: string }): Promise<'changed' | 'outdated' | 'none'> {
    return this.#db.write(() => {
      const { account, issuer, now } = change
      if (!this.#isProven(change)) return 'outdated'
      const drop = this.#db.prepare('DELETE FROM account_identity WHERE account = ? AND issuer = ?')
      if (drop.run(account, issuer).changes === 0) return 'none'
      stampIdentity(this.#db, account, 'disconnected', now)
      return 'changed'
    })
  }

  #isProven({ account, proven }: UnderProof): boolean {
    const row = this.#db.prepare('SELECT * FROM account WHERE name = ?').get(account)
    return isStillProven(this.#db, row && accountOf(row), proven)
  }
}
