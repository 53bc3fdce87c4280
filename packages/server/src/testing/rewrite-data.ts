// What somebody who lies, or restores, can do to a server's data folder while it is stopped: its accounts and whatever
// else the database holds are changed without a question being asked.

import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { allMigrations } from '../server.ts'
import { type Database, openDatabase } from '../store/database.ts'

export type Rewriting = { readonly database: Database; readonly accounts: SqliteAccountStore }

export async function rewriteData(
  dataDir: string,
  rewrite: (data: Rewriting) => Promise<void>,
): Promise<void> {
  const database = openDatabase({ dataDir, migrations: allMigrations })
  try {
    await rewrite({ database, accounts: new SqliteAccountStore(database) })
  } finally {
    await database.close()
  }
}
