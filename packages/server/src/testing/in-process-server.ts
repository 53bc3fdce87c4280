// A whole server that listens to nothing: requests are injected and sockets handed to it, so that a
// simulation owns the network and the time between them. What it reads and writes is the real thing.

import { loadServerKeys } from '../accounts/server-keys.ts'
import { SqliteAccountStore } from '../accounts/sqlite-account-store.ts'
import { assemble, type Rooms } from '../assemble.ts'
import { loadConfig } from '../config.ts'
import type { Clock } from '../gates.ts'
import type { Limits } from '../limits.ts'
import { createLogger } from '../log.ts'
import { Metrics } from '../metrics.ts'
import { allMigrations } from '../server.ts'
import { openDatabase } from '../store/database.ts'
import type { WrittenEntry } from '../store/delivery-store.ts'
import type { CommitPace } from '../store/group-commit.ts'

export type InProcessOptions = {
  readonly dataDir: string
  readonly clock: Clock
  readonly limits?: Partial<Limits>
  readonly pace?: CommitPace
  /** Told of every entry, once it is on the disk and before anybody hears of it. */
  readonly onWritten?: (written: WrittenEntry) => void
  /** A group of writes is on the disk; whoever waits for it has not been told. */
  readonly onCommitted?: () => void
}

export type InProcessServer = {
  readonly app: Rooms['app']
  close(): Promise<void>
}

/** Opens the data folder as `startServer` does. Rates are out of the way. */
export async function openInProcessServer(options: InProcessOptions): Promise<InProcessServer> {
  const { dataDir, clock, limits, pace, onWritten, onCommitted } = options
  const observer = { committed: () => onCommitted?.(), failed: () => {} }
  const database = openDatabase({ dataDir, migrations: allMigrations, observer, ...(pace && { pace }) })
  const accounts = new SqliteAccountStore(database)
  const config = loadConfig({ dataDir, appDir: '/nowhere' }, { SOTTO_RATE_FACTOR: '1000000' })
  const rooms = await assemble({
    config: { ...config, limits: { ...config.limits, ...limits } },
    log: createLogger('silent'),
    clock,
    database,
    accounts,
    keys: await loadServerKeys(dataDir, await accounts.countAccounts()),
    metrics: new Metrics({ ofProcess: false }),
    ...(onWritten && { onWritten }),
  })
  const close = async () => {
    await rooms.close()
    await database.close()
  }
  return { app: rooms.app, close }
}
