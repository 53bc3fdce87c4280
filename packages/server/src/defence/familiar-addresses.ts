// From where an account has been used before: the port, and the table in the embedded database. An address is
// kept as a keyed hash that only this server can make, and for a limited time.

import type { AccountName } from '@sotto/wire'
import type { Database } from '../store/database.ts'
import type { Migrations } from '../store/migrations.ts'

export type Familiarity = {
  readonly account: AccountName
  /** Keyed hash of the address, 32 bytes. */
  readonly address: Uint8Array
}

export type FamiliarAddresses = {
  /** When the account was last used from there, in milliseconds since 1970, or `undefined`. */
  lastUsed(of: Familiarity): Promise<number | undefined>
  /** Keeps the newest `most` of the account, and none whose last use is before `since`. */
  remember(
    of: Familiarity,
    now: number,
    keep: { readonly most: number; readonly since: number },
  ): Promise<void>
}

export const defenceMigrations: Migrations = {
  room: 'defence',
  steps: [
    `
    CREATE TABLE familiar_address (
      account TEXT NOT NULL,
      address BLOB NOT NULL,
      last_used INTEGER NOT NULL,
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}

export class SqliteFamiliarAddresses implements FamiliarAddresses {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async lastUsed({ account, address }: Familiarity): Promise<number | undefined> {
    const row = this.#db
      .prepare('SELECT last_used FROM familiar_address WHERE account = ? AND address = ?')
      .get(account, address)
    return row === undefined ? undefined : Number(row.last_used)
  }

  remember(
    { account, address }: Familiarity,
    now: number,
    { most, since }: { readonly most: number; readonly since: number },
  ): Promise<void> {
    return this.#db.write(() => {
      this.#db
        .prepare(
          'INSERT INTO familiar_address VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last_used = excluded.last_used',
        )
        .run(account, address, now)
      this.#db
        .prepare(
          `DELETE FROM familiar_address WHERE account = ?1 AND (last_used < ?2 OR address NOT IN
             (SELECT address FROM familiar_address WHERE account = ?1 ORDER BY last_used DESC LIMIT ?3))`,
        )
        .run(account, since, most)
    })
  }
}
