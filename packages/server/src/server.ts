// A running server: opens the data folder, builds the rooms, listens, keeps time, and closes in order.
// Whatever keeps it from starting is a `StartError` with a sentence for the person at the terminal.

import { accessSync, constants, mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { accountMigrations } from './accounts/schema.ts'
import { loadServerKeys } from './accounts/server-keys.ts'
import { SqliteAccountStore } from './accounts/sqlite-account-store.ts'
import { assemble, type Rooms } from './assemble.ts'
import type { Config } from './config.ts'
import { defenceMigrations } from './defence/familiar-addresses.ts'
import { StartError } from './errors.ts'
import { factorMigrations } from './factors/schema.ts'
import { type Clock, systemClock } from './gates.ts'
import { createLogger, type Logger } from './log.ts'
import { Metrics } from './metrics.ts'
import { openControl } from './operator/control.ts'
import { parcelMigrations } from './parcels/schema.ts'
import { profileMigrations } from './profiles/schema.ts'
import { programMigrations } from './programs/schema.ts'
import { recordMigrations } from './records/schema.ts'
import { ssoMigrations } from './sso/schema.ts'
import { type Database, openDatabase } from './store/database.ts'
import { deliveryMigrations } from './store/delivery-schema.ts'
import { StoreError } from './store/errors.ts'
import type { GroupCommitObserver } from './store/group-commit.ts'
import type { Migrations } from './store/migrations.ts'
import { transparencyMigrations } from './transparency/schema.ts'

export type RunningServer = {
  /** Where the app is, as a person on this machine would open it. */
  readonly url: string
  readonly port: number
  /** Answers what is under way, tells every connection, writes everything. Resolves when all is closed. */
  close(): Promise<void>
}

export type ServerOptions = {
  readonly log?: Logger
  readonly clock?: Clock
}

const readinessMigrations: Migrations = {
  room: 'readiness',
  steps: ['CREATE TABLE readiness (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT'],
}

export const allMigrations = [
  accountMigrations,
  defenceMigrations,
  deliveryMigrations,
  factorMigrations,
  profileMigrations,
  programMigrations,
  parcelMigrations,
  readinessMigrations,
  recordMigrations,
  ssoMigrations,
  transparencyMigrations,
]

/** Starts a server. Rejects with `StartError`. */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const log = options.log ?? createLogger(config.logLevel)
  const clock = options.clock ?? systemClock
  const metrics = new Metrics()
  prepareFolder(config.dataDir)
  const database = open(config.dataDir, metrics.groupCommit)
  try {
    const accounts = new SqliteAccountStore(database)
    const keys = await loadServerKeys(config.dataDir, await accounts.countAccounts())
    const rooms = await assemble({ config, log, clock, database, accounts, keys, metrics })
    const port = await listen(rooms.app, config)
    const control = await openControl({ operator: rooms.operator, dataDir: config.dataDir, log })
    const stopTimers = keepTime(rooms, log)
    log.info({ port }, 'listening')
    return {
      url: urlOf(config.host, port),
      port,
      close: once(async () => {
        stopTimers()
        await control.close()
        await rooms.close()
        await database.close()
        log.info('closed')
      }),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

function prepareFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch {
    throw new StartError('folder', `The folder ${dataDir} cannot be written. Choose another with --data.`)
  }
}

function open(dataDir: string, observer: GroupCommitObserver): Database {
  try {
    return openDatabase({ dataDir, migrations: allMigrations, observer })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    if (error.code === 'busy') {
      throw new StartError(
        'database',
        `Another process uses the data in ${dataDir}. Is Sotto running already?`,
      )
    }
    throw new StartError('database', `${error.message} (${dataDir})`)
  }
}

async function listen(app: Rooms['app'], { host, port }: Config): Promise<number> {
  try {
    await app.listen({ host, port, listenTextResolver: () => 'accepting connections' })
  } catch (error) {
    throw listenError(error, host, port) ?? error
  }
  return (app.server.address() as AddressInfo).port
}

function listenError(error: unknown, host: string, port: number): StartError | undefined {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new StartError('port', `Port ${port} is taken. Choose another with --port.`)
    case 'EACCES':
      return new StartError('port', `Port ${port} may not be used by this user. Choose one above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new StartError('port', `${host} is not an address of this machine. Choose another with --host.`)
    default:
      return undefined
  }
}

/** What has to be done now and then. A failure is logged; the next time comes anyway. */
function keepTime(rooms: Rooms, log: Logger): () => void {
  const every = (milliseconds: number, name: string, work: () => Promise<unknown>) =>
    setInterval(() => {
      work().catch((error: unknown) => log.error({ err: error, work: name }, 'timed work failed'))
    }, milliseconds).unref()
  const timers = [
    every(60_000, 'sessions', () => rooms.sessions.sweep()),
    every(60_000, 'programs', () => rooms.programs.sweep()),
    every(30_000, 'last seen', () => rooms.gate.flush()),
  ]
  return () => timers.forEach(clearInterval)
}

function urlOf(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' || host === '::1'
  const name = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}
