// The description of the interface as a file: `node packages/server/src/openapi.ts` writes
// spec/openapi.json, made from the routes of a server that keeps nothing.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeServerKeys } from './accounts/server-keys.ts'
import { SqliteAccountStore } from './accounts/sqlite-account-store.ts'
import { assemble } from './assemble.ts'
import { loadConfig } from './config.ts'
import { systemClock } from './gates.ts'
import { createLogger } from './log.ts'
import { Metrics } from './metrics.ts'
import { allMigrations } from './server.ts'
import { openDatabase } from './store/database.ts'

export const openapiFile = fileURLToPath(new URL('../../../spec/openapi.json', import.meta.url))

/** The text of spec/openapi.json as it should be now. */
export async function describeInterface(): Promise<string> {
  const database = openDatabase({ dataDir: ':memory:', migrations: allMigrations })
  const rooms = await assemble({
    config: loadConfig({}, {}),
    log: createLogger('silent'),
    clock: systemClock,
    database,
    accounts: new SqliteAccountStore(database),
    keys: await makeServerKeys(),
    metrics: new Metrics(),
  })
  const document = rooms.app.swagger()
  await rooms.close()
  await database.close()
  return `${JSON.stringify(document, null, 2)}\n`
}

if (import.meta.main) writeFileSync(openapiFile, await describeInterface())
