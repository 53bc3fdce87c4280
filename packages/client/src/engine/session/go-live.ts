// Puts a signed-in engine together: the services, wired to each other, and what happens when the
// connection comes and goes. Holds no decisions of its own.

import { createMls, type MlsDevice } from '@sotto/crypto'
import { type Notice, parseConversationId } from '@sotto/wire'
import type { EngineEvent } from '../../api/engine.ts'
import { type Platform, StoreError } from '../../ports.ts'
import { OwnWays } from '../account/own-ways.ts'
import { Archive } from '../archive/archive.ts'
import { Completions } from '../completions.ts'
import { Actors } from '../conversations/actors.ts'
import { refreshRequest } from '../conversations/attend.ts'
import { Errands } from '../conversations/errands.ts'
import { Silent } from '../conversations/silent.ts'
import { Worker } from '../conversations/worker.ts'
import { Expiry } from '../expiry/expiry.ts'
import { Inbox } from '../inbox/inbox.ts'
import type { Live } from '../live.ts'
import { Gateway, type GatewayListener } from '../network/gateway.ts'
import { RestClient } from '../network/rest-client.ts'
import { DeviceWatch, parseSubject } from '../people/device-watch.ts'
import { fetchBlocks } from '../people/directory.ts'
import { askForDevices } from '../people/listed-devices.ts'
import { People } from '../people/people.ts'
import { Presences } from '../people/presences.ts'
import { Revocations } from '../people/revocations.ts'
import { Profiles } from '../profiles/profiles.ts'
import type { Database } from '../store/database.ts'
import { numberOf, parsed } from '../store/rows.ts'
import type { EndReason, Identity, Session } from '../store/settings.ts'
import { lastStamp } from '../synced/memory.ts'
import { Synced } from '../synced/synced.ts'
import type { Signals } from '../topics/signals.ts'
import { KeyLog } from '../transparency/key-log.ts'
import { KeyLogMemory } from '../transparency/memory.ts'
import { compareOwnDevices, refreshDevices } from './device-book.ts'
import { KeyPackageStock } from './key-packages.ts'
import { Tokens } from './tokens.ts'

export type LiveOptions = {
  readonly platform: Platform
  readonly db: Database
  readonly identity: Identity
  readonly session: Session
  readonly signals: Signals
  readonly emit: (event: EngineEvent) => void
  /** The server has ended the session. */
  readonly onEnded: (why: EndReason) => void
  /** Whether somebody is looking. */
  readonly isActive: () => boolean
}

export type Going = {
  readonly live: Live
  readonly expiry: Expiry
  start(): void
  /** Resolves when others can write to this device (its key packages are up), or that failed for now. */
  stocked(): Promise<void>
  /** Lets go of the connection; nothing is written after it settles. */
  stop(): Promise<void>
}

export async function goLive(options: LiveOptions): Promise<Going> {
  const { db, identity } = options
  const people = new People({ account: identity.account, key: identity.accountKey })
  const revocations = new Revocations()
  await people.load(db)
  const memory = new KeyLogMemory(db)
  await revocations.load(db)
  await memory.load()
  const [order, stamp] = [await lastOrder(db), await lastStamp(db)]
  const going = assemble(options, { people, revocations, memory, order, stamp })
  // before anything is shown
  await going.expiry.start()
  return going
}

async function lastOrder(db: Database): Promise<number> {
  const row = await db.first(
    `SELECT coalesce(max(seq), 0) AS last FROM sqlite_sequence WHERE name IN ('outbox', 'intents')`,
  )
  return row === undefined ? 0 : numberOf(row, 'last')
}

type Given = {
  readonly people: People
  readonly revocations: Revocations
  readonly memory: KeyLogMemory
  readonly order: number
  /** The highest of what follows the account. */
  readonly stamp: number
}

function assemble(options: LiveOptions, given: Given): Going {
  const { platform, db, identity, signals } = options
  const device: MlsDevice = {
    credential: identity.credential,
    signaturePublicKey: identity.signaturePublicKey,
    signaturePrivateKey: identity.signaturePrivateKey,
  }
  const tokens = new Tokens({
    clock: platform.clock,
    random: platform.random,
    rest: new RestClient(platform.transport, identity.server),
    db,
    session: options.session,
    onEnded: options.onEnded,
  })
  const mls = createMls({ auth: given.people.authentication(), now: () => platform.clock.now() })
  let order = given.order
  // the rooms need each other through `live`; nothing is called before the engine starts
  const gateway = new Gateway(platform, {
    server: identity.server,
    tokens,
    listener: forwardTo(() => room.listener),
  })
  const rest = new RestClient(platform.transport, identity.server, tokens)
  const { revocations, memory } = given
  const live: Live = {
    platform,
    db,
    identity,
    device,
    mls,
    rest,
    gateway,
    people: given.people,
    revocations,
    keyLog: new KeyLog({
      ...{ memory, rest, revocations, signals, own: identity },
      ...{ clock: platform.clock, emit: options.emit },
    }),
    presences: new Presences({
      watch: (accounts) => gateway.request({ kind: 'watch', accounts }, () => {}),
      changed: () => signals.touch('presence'),
    }),
    archive: () => room.archive,
    synced: () => room.synced,
    profiles: () => room.profiles,
    ways: new OwnWays({ platform, db, rest, signals, identity, emit: options.emit }),
    actors: new Actors({
      db,
      mls,
      device,
      onChange: (id) => {
        signals.touch('conversations', `conversation ${id}`)
        room.archive.touched()
      },
    }),
    errands: new Errands(),
    completions: new Completions(),
    signals,
    emit: options.emit,
    ended: options.onEnded,
    nextOrder: () => ++order,
    wake: (id) => room.worker.wake(id),
    wakeLater: (id, delay) => void platform.clock.after(delay, () => room.worker.wake(id)),
  }
  const room = new Room(live, { isActive: options.isActive, onEnded: options.onEnded, stamp: given.stamp })
  const start = () => {
    void room.profiles.load().catch(ignoreStoreFault)
    room.archive.start()
    gateway.start()
  }
  return { live, expiry: room.expiry, start, stocked: () => room.stocked(), stop: () => room.stop() }
}

/** What runs on top of the services while signed in. */
class Room {
  readonly worker: Worker
  readonly listener: GatewayListener
  readonly archive: Archive
  readonly synced: Synced
  readonly expiry: Expiry
  readonly profiles: Profiles
  readonly #live: Live
  readonly #inbox: Inbox
  readonly #stock: KeyPackageStock
  readonly #devices: DeviceWatch
  readonly #silent: Silent
  readonly #isActive: () => boolean

  constructor(live: Live, options: Pick<LiveOptions, 'isActive' | 'onEnded'> & Pick<Given, 'stamp'>) {
    this.#live = live
    this.#inbox = new Inbox(live)
    this.archive = new Archive(live)
    this.synced = new Synced(live, options.stamp)
    this.expiry = new Expiry(live)
    this.profiles = new Profiles(live)
    this.#stock = new KeyPackageStock(live)
    this.#devices = new DeviceWatch(live)
    this.#silent = new Silent(live, ignoreStoreFault)
    this.#isActive = options.isActive
    this.worker = new Worker(live, (entry) => this.#inbox.answered(entry))
    this.listener = {
      changed: () => this.#changed(),
      connected: () => void this.#connected().catch(ignoreStoreFault),
      disconnected: () => this.#disconnected(),
      delivered: (entries) => this.#inbox.take(entries),
      presence: (changes) => live.presences.learn(changes),
      noticed: (notice, subject) => void this.#noticed(notice, subject).catch(ignoreStoreFault),
      barred: () => void live.ways.refresh().catch(ignoreStoreFault),
      ended: options.onEnded,
    }
  }

  /** The history that somebody waits for comes before what others may want. */
  async stocked(): Promise<void> {
    this.archive.begin()
    await this.archive.ready
    await this.#stock.fill()
  }

  async stop(): Promise<void> {
    this.worker.stop()
    this.#devices.stop()
    this.#live.keyLog.stop()
    this.#live.ways.stop()
    this.#live.gateway.stop()
    await this.expiry.stop()
    await this.archive.stop()
    await this.synced.stop()
    await this.profiles.stop()
    await this.#live.actors.settled()
    this.#live.completions.close()
  }

  #changed(): void {
    this.#live.signals.touch('connection')
    if (this.#live.gateway.status.state === 'offline') this.#live.completions.postpone()
  }

  async #connected(): Promise<void> {
    const live = this.#live
    live.gateway.tell({ kind: 'status', status: this.#isActive() ? 'online' : 'away' })
    live.presences.connected()
    this.archive.connected()
    this.synced.connected()
    this.profiles.connected()
    await this.#wakeBusy()
    await this.archive.ready
    await this.#stock.fill()
    const own = await askForDevices(live, live.identity.account)
    await compareOwnDevices(live, own)
    await fetchBlocks(live)
    await live.ways.refresh()
    const requests = await live.db.all(`SELECT id FROM conversations WHERE state = 'request' AND listed = 1`)
    for (const row of requests) await refreshRequest(live, parsed(row, 'id', parseConversationId))
    await this.#devices.sweep(own)
    live.keyLog.compare()
  }

  async #wakeBusy(): Promise<void> {
    const busy = await this.#live.db.all('SELECT id FROM conversations WHERE busy = 1')
    for (const row of busy) this.#live.wake(parsed(row, 'id', parseConversationId))
  }

  #disconnected(): void {
    this.#inbox.disconnected()
    this.archive.disconnected()
    this.synced.disconnected()
    this.profiles.disconnected()
    this.#live.errands.disconnected()
    this.#silent.disconnected()
    this.#live.presences.disconnected()
  }

  async #noticed(notice: Notice, subject: string): Promise<void> {
    const { account, conversation } = parseSubject(subject)
    switch (notice) {
      case 'devices':
        if (account === this.#live.identity.account) await refreshDevices(this.#live)
        if (account !== undefined) await this.#devices.noticed(account)
        return
      case 'key-packages':
        return subject === this.#live.identity.device ? this.#stock.fill() : undefined
      case 'conversation':
        return conversation === undefined ? undefined : refreshRequest(this.#live, conversation)
      case 'blocks':
        return fetchBlocks(this.#live)
      case 'account':
        await this.#live.ways.refresh()
        return
      case 'caught-up':
        await this.#live.gateway.caughtUp(
          Promise.all([this.#inbox.stored(), this.archive.ready, this.synced.ready]),
        )
        this.#silent.caughtUp()
        return this.#wakeBusy()
      case 'profile':
        return account === undefined ? undefined : this.profiles.noticed(account)
      case 'records':
        this.archive.noticed(subject)
        return this.synced.noticed(subject)
    }
  }
}

function forwardTo(target: () => GatewayListener): GatewayListener {
  return {
    changed: () => target().changed(),
    connected: () => target().connected(),
    disconnected: () => target().disconnected(),
    delivered: (entries) => target().delivered(entries),
    presence: (changes) => target().presence(changes),
    noticed: (notice, subject) => target().noticed(notice, subject),
    barred: () => target().barred(),
    ended: (why) => target().ended(why),
  }
}

/** The database has told of it already; what was to be done is done after it has recovered. */
function ignoreStoreFault(error: unknown): void {
  if (!(error instanceof StoreError)) throw error
}
