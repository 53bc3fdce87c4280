// The log at a server's start: it belongs to the key that signs it. Accounts that were there before it, in a data
// folder of an earlier version, get their first entries now; under another key a new log begins, with everybody
// as they are (KT-12).

import type { AccountName } from '@sotto/wire'
import { bytesIn, nameIn } from '../accounts/rows.ts'
import { loggedAccount } from '../accounts/sqlite-logged-account.ts'
import type { Database } from '../store/database.ts'
import { appendVersion } from './append.ts'
import { transparencyTables } from './schema.ts'

/** `begun-anew`: there was a log of another key, which is no more. */
export type LogBeginning = 'kept' | 'begun' | 'begun-anew'

/** `key`: the log's public key. `now`: milliseconds since 1970. */
export function beginLog(db: Database, key: Uint8Array, now: number): Promise<LogBeginning> {
  return db.write(() => {
    const row = db.prepare('SELECT key FROM key_log').get()
    const isKept = row !== undefined && Buffer.compare(bytesIn(row, 'key'), key) === 0
    if (!isKept) {
      if (row !== undefined) for (const table of transparencyTables) db.prepare(`DELETE FROM ${table}`).run()
      db.prepare('INSERT INTO key_log VALUES (1, ?)').run(key)
    }
    for (const account of unlogged(db)) logAsItIs(db, account, now)
    return isKept ? 'kept' : row === undefined ? 'begun' : 'begun-anew'
  })
}

function unlogged(db: Database): readonly AccountName[] {
  return db
    .prepare(
      `SELECT name FROM account
       WHERE NOT EXISTS (SELECT 1 FROM account_version WHERE account = account.name) ORDER BY name`,
    )
    .all()
    .map((row) => nameIn(row, 'name'))
}

function logAsItIs(db: Database, account: AccountName, now: number): void {
  const logged = loggedAccount(db, account)
  if (logged === undefined) return
  const statements = [...logged.devices.map((one) => one.credential), ...logged.revocations]
  appendVersion(db, logged, statements, now)
}
