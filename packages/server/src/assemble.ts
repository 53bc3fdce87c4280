// One server's rooms, built over an open database and connected: who gets what is decided here and only
// here. Listens to nothing; `server.ts` does.

import type { IncomingMessage } from 'node:http'
import { peekPrivateMessage } from '@sotto/crypto/server'
import { AccountEvents } from './accounts/account-events.ts'
import { DeviceLinks } from './accounts/device-links.ts'
import { Devices } from './accounts/devices.ts'
import { Directory, type PresenceFor } from './accounts/directory.ts'
import { KeyPackages } from './accounts/key-packages.ts'
import { OtherWays } from './accounts/other-ways.ts'
import { Registration } from './accounts/registration.ts'
import type { ServerKeys } from './accounts/server-keys.ts'
import { Sessions } from './accounts/sessions.ts'
import { SignIn } from './accounts/sign-in.ts'
import { SqliteAccountGate } from './accounts/sqlite-account-gate.ts'
import type { SqliteAccountStore } from './accounts/sqlite-account-store.ts'
import { WaysIn } from './accounts/ways-in.ts'
import { addressKey, networkOf } from './addresses.ts'
import { InProcessBus } from './bus/in-process-bus.ts'
import type { Config } from './config.ts'
import { Defence } from './defence/defence.ts'
import { SqliteFamiliarAddresses } from './defence/familiar-addresses.ts'
import { Delivery } from './delivery/delivery.ts'
import { startUpkeep } from './delivery/upkeep.ts'
import { openFactors } from './factors/open.ts'
import type { Clock } from './gates.ts'
import { attachGateway, type Gateway, type GatewayOptions } from './gateway/gateway.ts'
import { GatewayMetrics } from './gateway/gateway-metrics.ts'
import { PresenceBoard } from './gateway/presence-board.ts'
import { createApp } from './http/app.ts'
import type { App } from './http/typed-app.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import { Operator } from './operator/operator.ts'
import { SqliteOperatorStore } from './operator/sqlite-operator-store.ts'
import { Parcels } from './parcels/parcels.ts'
import { SqliteParcelStore } from './parcels/sqlite-parcel-store.ts'
import { Profiles } from './profiles/profiles.ts'
import { SqliteProfileStore } from './profiles/sqlite-profile-store.ts'
import { openPrograms } from './programs/open.ts'
import type { Programs } from './programs/programs.ts'
import { createRateLimiters } from './rates.ts'
import { Records } from './records/records.ts'
import { SqliteRecordStore } from './records/sqlite-record-store.ts'
import { openIdentities, openSso } from './sso/open.ts'
import type { Database } from './store/database.ts'
import type { WrittenEntry } from './store/delivery-store.ts'
import { openDeliveryStore } from './store/sqlite-delivery-store.ts'
import { beginLog } from './transparency/begin-log.ts'
import { KeyLog } from './transparency/key-log.ts'
import { SqliteTransparencyStore } from './transparency/sqlite-transparency-store.ts'

export type Foundation = {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly database: Database
  readonly accounts: SqliteAccountStore
  readonly keys: ServerKeys
  readonly metrics: Metrics
  /** Told of every entry of every log, once it is on the disk. */
  readonly onWritten?: (written: WrittenEntry) => void
}

export type Rooms = {
  readonly app: App
  readonly operator: Operator
  readonly gate: SqliteAccountGate
  readonly sessions: Sessions
  readonly programs: Programs
  /** Ends connections and requests, then what delivery does by itself; everything is written then. */
  close(): Promise<void>
}

export async function assemble(foundation: Foundation): Promise<Rooms> {
  const { config, log, clock, database, accounts: store, keys, metrics } = foundation
  const keyLog = await openKeyLog(foundation)
  const bus = new InProcessBus()
  const gate = new SqliteAccountGate(database)
  const deliveryStore = await openDeliveryStore(database, {
    clock,
    conversationsPerAccount: config.limits.conversationsPerAccount,
  })
  if (foundation.onWritten !== undefined) deliveryStore.onWritten(foundation.onWritten)
  const people = { store: deliveryStore, bus, clock, accounts: gate }
  const delivery = new Delivery({ ...people, peek: peekPrivateMessage, limits: config.limits })
  const stopUpkeep = startUpkeep({
    store: deliveryStore,
    clock,
    retentionMilliseconds: config.retentionDays * 24 * 3_600_000,
    report: (error) => log.error({ err: error }, 'the upkeep of logs failed'),
  })
  const events = new AccountEvents(bus, delivery)
  const origin = () => originOf(app, config)
  const identities = openIdentities(foundation, origin)
  const { identification } = identities
  const factors = openFactors(foundation, { gate, events, identification, origin })
  const { proofs, admission, isComplete } = factors
  const opened = openPrograms(foundation, { events, isComplete, issuer: origin })
  const { programs } = opened
  const isProgram = async (token: string) => (await programs.callerOf(token)) !== undefined
  const sessions = new Sessions({ store, keys, events, clock, isComplete, isProgram })
  const limiters = createRateLimiters(config.rates, () => clock.now())
  const profileStore = new SqliteProfileStore(database)
  const board = new PresenceBoard({
    ...{ bus, clock, accounts: gate },
    hidingOf: (account) => profileStore.hidingOf(account),
  })
  const app: App = await createApp({
    config,
    log,
    metrics,
    limiters,
    defence: new Defence({
      config: config.defence,
      familiar: new SqliteFamiliarAddresses(database),
      secret: keys.opaqueSetup,
      clock,
    }),
    sessions,
    signIn: new SignIn({ store, keys, admission, clock }),
    otherWays: new OtherWays({ store, keys, admission, clock }),
    admission,
    factors: factors.changes,
    passkeySignIn: factors.passkeySignIn,
    sso: openSso(foundation, identities, { accounts: store, proofs, events }),
    waysIn: new WaysIn({ store, keys, proofs, sessions, events, identification, clock }),
    registration: new Registration({ store, keys, sessions, identification, clock, signUp: config.signUp }),
    devices: new Devices({ store, proofs, sessions, events, rosters: delivery, identification, clock }),
    deviceLinks: new DeviceLinks(clock),
    keyPackages: new KeyPackages({ store, events, clock }),
    directory: new Directory({ store, presence: presenceFrom(delivery, board), events, clock }),
    ...opened,
    keyLog,
    delivery,
    records: new Records({ store: new SqliteRecordStore(database), events, limits: config.limits }),
    profiles: new Profiles({ store: profileStore, events, delivery, board, clock }),
    parcels: new Parcels({ store: new SqliteParcelStore(database), rosters: delivery, clock }),
    writable: () => isWritable(database, clock),
  })
  const gateway = openGateway(foundation, app, {
    ...{ delivery, bus, sessions, accounts: gate, board },
    waitBeforeConnecting: (request) => limiters.connect.take(addressKey(addressOf(request, config))),
    networkOf: (request) => networkOf(addressOf(request, config)),
  })
  const operator = new Operator({
    store: new SqliteOperatorStore(database),
    events,
    rosters: delivery,
    clock,
  })
  metrics.watchAccounts(() => store.countAccounts())
  const close = async () => {
    await gateway.close()
    await closeHttp(app)
    delivery.close()
    await stopUpkeep()
    await gate.flush()
    await bus.close()
  }
  return { app, operator, gate, sessions, programs, close }
}

/** Where people open the app; without a setting, on this machine. */
function originOf(app: App, { publicUrl, port }: Config): string {
  const address = app.server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  return publicUrl ?? `http://localhost:${listening}`
}

async function openKeyLog({ database, keys, clock, log }: Foundation): Promise<KeyLog> {
  const beginning = await beginLog(database, keys.log.publicKey, clock.now())
  if (beginning === 'begun-anew') log.warn('a new key log begins: clients will ask their people about it')
  return new KeyLog({ store: new SqliteTransparencyStore(database), key: keys.log, log })
}

/** Answers what is under way; a connection on which nothing was ever asked is no reason to wait a minute. */
async function closeHttp(app: App): Promise<void> {
  const impatience = setTimeout(() => app.server.closeAllConnections(), 2_000)
  await app.close()
  clearTimeout(impatience)
}

function openGateway(
  { log, clock, database, metrics }: Foundation,
  app: App,
  rooms: Pick<
    GatewayOptions,
    'delivery' | 'bus' | 'sessions' | 'accounts' | 'board' | 'waitBeforeConnecting' | 'networkOf'
  >,
): Gateway {
  const gauges = { connections: () => gateway.connections(), queued: () => database.queued }
  const gateway = attachGateway(app.server, {
    ...rooms,
    clock,
    metrics: new GatewayMetrics(metrics.registry, gauges),
    report: (error) => log.error({ err: error }, 'a connection failed'),
  })
  return gateway
}

/** As Fastify finds it for other requests: a proxy that is trusted has put the address last. */
function addressOf({ headers, socket }: IncomingMessage, { trustProxy }: Config): string {
  const forwarded = trustProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : ''
  return forwarded || (socket.remoteAddress ?? '')
}

/** Presence as somebody may see it (rule P-2); who may not sees the account offline and never there. */
function presenceFrom(delivery: Delivery, board: PresenceBoard): PresenceFor {
  return async (viewer, account) =>
    (await delivery.hiddenFrom(viewer, [account])).has(account)
      ? { account, status: 'offline', lastSeen: 0 }
      : board.of(account)
}

/** A real write, brought to the disk. */
async function isWritable(database: Database, clock: Clock): Promise<boolean> {
  try {
    await database.write(() => {
      const at = database.prepare(
        'INSERT INTO readiness VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
      )
      at.run(clock.now())
    })
    return true
  } catch {
    return false
  }
}
