// The engine as its users hold it: makes and ends sessions, runs commands, feeds topics and listeners,
// and stops everything while the local store fails.

import { formatRecoveryCode } from '@sotto/crypto'
import type { Commands, Engine, EngineEvent, Pace, Topics } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import type { ConnectionSnapshot, SessionSnapshot } from '../api/session.ts'
import { type Failure, failure } from '../errors.ts'
import { type Platform, StoreError } from '../ports.ts'
import { isSessionCommand, runCommand, type SessionCommand } from './commands.ts'
import { backoffDelay } from './network/backoff.ts'
import { countWaiting } from './outbox/waiting.ts'
import { AppLock } from './session/app-lock.ts'
import { ask, isAsk } from './session/asks.ts'
import { signInWithPasskey } from './session/by-passkey.ts'
import { recover, signInWithKeys } from './session/come-back.ts'
import { signIn, signUp } from './session/enter.ts'
import { type Going, goLive } from './session/go-live.ts'
import { type Address, type Entered, sparingHistory } from './session/identity.ts'
import { DeviceLinks, enterLinked } from './session/link-device.ts'
import { reattach } from './session/reattach.ts'
import { ended, signedIn } from './session/session-states.ts'
import { SignOuts } from './session/sign-outs.ts'
import { writeEntered } from './session/write-entered.ts'
import { type Database, makeDatabase, openDatabase, openWith, wipeDatabase } from './store/database.ts'
import {
  type EndReason,
  type Identity,
  readEnd,
  readIdentity,
  readSession,
  type Session,
  writeEnd,
} from './store/settings.ts'
import { storeFailure } from './store/store-failure.ts'
import { Signals } from './topics/signals.ts'
import { TopicHub } from './topics/topics.ts'

const storeRetries = { least: 1_000, most: 30_000 }

export class SottoEngine implements Engine {
  readonly #platform: Platform
  readonly #signals: Signals
  readonly #topics: TopicHub
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  readonly #signOuts: SignOuts
  readonly #lock: AppLock
  readonly #links: DeviceLinks
  #session: SessionSnapshot = { state: 'starting' }
  #db: Database | undefined
  #going: Going | undefined
  #active = true
  #closed = false
  /** Sign-up, sign-in, sign-out and the end of a session happen one after the other. */
  #changing: Promise<unknown> = Promise.resolve()
  readonly #stopWaking: () => void

  constructor(platform: Platform) {
    this.#platform = platform
    this.#signals = new Signals(platform.clock)
    this.#topics = new TopicHub({
      signals: this.#signals,
      session: () => this.#session,
      connection: () => this.#connection(),
      live: () => this.#going?.live,
      lock: () => this.#lock.snapshot(),
    })
    this.#signOuts = new SignOuts(platform)
    this.#links = new DeviceLinks(platform)
    this.#lock = new AppLock({
      platform,
      database: () => this.#db,
      close: () => this.#closeProfile(),
      open: async (key) => this.#open(await openWith(platform, key, (error) => this.#storeFailed(error))),
      changed: () => this.#signals.touch('session'),
    })
    this.#stopWaking = platform.onWake(() => {
      this.#going?.live.gateway.connectNow()
      void this.#signOuts.deliver()
    })
  }

  async start(): Promise<void> {
    if (this.#db !== undefined) return
    try {
      const opened = await openDatabase(this.#platform, (error) => this.#storeFailed(error))
      if (opened === 'locked') {
        await this.#lock.found()
        this.#become({ state: 'locked' })
      } else await this.#open(opened)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#db = undefined
      this.#become({ state: 'store-failed', error: storeFailure(error) })
      this.#again(0, () => {
        if (this.#session.state === 'store-failed') void this.#alone(() => this.start())
      })
    }
    void this.#signOuts.deliver()
  }

  async #open(db: Database | undefined): Promise<void> {
    this.#db = db
    if (db !== undefined) await this.#lock.begin(db, this.#lockSoon)
    await this.#resume(db)
  }

  readonly #lockSoon = () => void this.#alone(() => this.#lock.lock())

  /** What the lock closes: nothing of the profile is held any more. */
  async #closeProfile(): Promise<void> {
    const going = this.#going
    this.#going = undefined
    this.#become({ state: 'locked' })
    await going?.stop()
    await this.#db?.close().catch(() => undefined)
    this.#db = undefined
  }

  async #resume(db: Database | undefined): Promise<void> {
    const identity = db === undefined ? undefined : await readIdentity(db)
    const session = db === undefined ? undefined : await readSession(db)
    if (db === undefined || identity === undefined) return this.#become({ state: 'signed-out' })
    if (await this.#signOuts.includes(identity.device)) {
      await this.#wipe()
      return this.#become({ state: 'signed-out', reason: 'signed-out' })
    }
    if (session === undefined) return this.#become(ended(identity, await readEnd(db)))
    await this.#goLive(db, { identity, session })
  }

  call<C extends keyof Commands>(
    command: C,
    ...params: Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]
  ): Promise<Outcome<Commands[C]['value']>> {
    return this.#guard(() => this.#run(command, params[0] as Commands[C]['params']))
  }

  watch<T extends keyof Topics>(
    topic: T,
    params: Topics[T]['params'],
    listener: (snapshot: Topics[T]['snapshot']) => void,
    pace?: Pace,
  ): () => void {
    return this.#topics.watch(topic, params, listener, pace)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#stopWaking()
    this.#links.close()
    this.#lock.end()
    this.#topics.close()
    await this.#changing.catch(() => undefined)
    await this.#going?.stop().catch(() => undefined)
    await this.#signOuts.close()
    await this.#db?.close().catch(() => undefined)
  }

  async #run<C extends keyof Commands>(
    command: C,
    params: Commands[C]['params'],
  ): Promise<Outcome<Commands[C]['value']>> {
    if (isSessionCommand(command)) {
      return (await this.#runSession(command, params)) as Outcome<Commands[C]['value']>
    }
    const live = this.#going?.live
    return runCommand({ live, topics: this.#topics }, command, params as never) as Promise<
      Outcome<Commands[C]['value']>
    >
  }

  async #runSession(command: SessionCommand, params: unknown): Promise<Outcome<unknown>> {
    if (isAsk(command)) return ask(this.#platform, command, params)
    switch (command) {
      case 'signUp':
        return this.#enter(signUp, params as Commands['signUp']['params'])
      case 'signIn':
        return this.#enter(signIn, params as Commands['signIn']['params'])
      case 'recover':
        return this.#enter(recover, params as Commands['recover']['params'])
      case 'signInWithKeys':
        return this.#enter(signInWithKeys, params as Commands['signInWithKeys']['params'])
      case 'signInWithPasskey':
        return this.#enter(signInWithPasskey, params as Commands['signInWithPasskey']['params'])
      case 'askForSignIn':
        return this.#askForSignIn(params as Commands['askForSignIn']['params'])
      case 'awaitSignIn':
        return this.#awaitSignIn(params as Commands['awaitSignIn']['params'])
      case 'stopAskingForSignIn':
        return this.#links.stop((params as Commands['stopAskingForSignIn']['params']).ticket)
      case 'signOut':
        return this.#alone(() => this.#signOut())
      case 'setActive':
        return this.#setActive((params as Commands['setActive']['params']).active)
      case 'reconnect':
        this.#going?.live.gateway.connectNow()
        return done
      case 'stay':
        this.#lock.stay()
        return done
      default:
        return this.#alone(() => this.#lock.run(command, params, this.#lockSoon))
    }
  }

  #alone<T>(change: () => Promise<T>): Promise<T> {
    const next = this.#changing.then(change)
    this.#changing = next.catch(() => undefined)
    return next
  }

  /** What comes of a way in: the device, and the recovery code if one was made. */
  #enter<P extends Pick<Address, 'server' | 'forget'> & Partial<Address>>(
    way: (platform: Platform, params: P, kept?: Identity) => Promise<Outcome<Entered>>,
    params: P,
  ): Promise<Outcome<object>> {
    return this.#alone(async () => {
      const refusal = this.#whyNotEnter(params)
      if (refusal !== undefined) return refusal
      const kept = this.#db === undefined ? undefined : await readIdentity(this.#db)
      const entered = await way(this.#platform, params, kept)
      if (!entered.ok) return entered
      await this.#begin(entered.value)
      const { identity, recovery } = entered.value
      const { account, device, server } = identity
      // the device that this profile was is not taken back: it must not stay in the conversations
      if (kept?.account === account && kept.server === server && kept.device !== device) {
        void (await this.#signOuts.begin(identity, kept.device))()
      }
      const code = recovery === undefined ? {} : { recoveryCode: formatRecoveryCode(recovery) }
      return { ok: true, value: { account, device, ...code } }
    })
  }

  async #askForSignIn({ server }: Commands['askForSignIn']['params']): Promise<Outcome<object>> {
    return this.#whyNotEnter({ server }) ?? this.#links.ask(server)
  }

  /** It may take minutes, in which other commands go on. */
  async #awaitSignIn(params: Commands['awaitSignIn']['params']): Promise<Outcome<object>> {
    const linked = await this.#links.answered(params)
    return linked.ok ? this.#enter(enterLinked, linked.value) : linked
  }

  /** Nobody enters a profile whose store can't hold what comes out of it, or erases another's history unawares. */
  #whyNotEnter(address: Partial<Address>): { readonly ok: false; readonly error: Failure } | undefined {
    if (this.#session.state === 'store-failed') return { ok: false, error: this.#session.error }
    if (this.#session.state === 'locked')
      return failure('locked', 'This device is locked. Open it first, or forget it.')
    if (this.#going !== undefined) return alreadyIn()
    const kept = this.#session.state === 'signed-out' ? this.#session.kept : undefined
    const { server, account } = address
    // a passkey says only later whose it is
    if (server === undefined || account === undefined) return undefined
    const spared = sparingHistory(kept, { ...address, server, account })
    return spared.ok ? undefined : spared
  }

  async #begin(entered: Entered): Promise<void> {
    const kept = this.#db
    if (kept !== undefined && (await reattach(this.#platform, kept, entered)))
      return this.#goLive(kept, entered)
    await this.#db?.close().catch(() => undefined)
    this.#db = undefined
    const db = await makeDatabase(this.#platform, (error) => this.#storeFailed(error))
    await db.write(writeEntered(this.#platform, entered))
    this.#db = db
    await this.#lock.begin(db, this.#lockSoon)
    await this.#goLive(db, entered)
    // a program that signs up and ends at once leaves an account that can be written to
    await this.#going?.stocked()
    // so that whoever must set up a second factor first is told so at once
    await this.#going?.live.ways.refresh()
  }

  /** The word goes to the server from outside of the profile, which is gone by then (S-3). */
  async #signOut(): Promise<Outcome<Commands['signOut']['value']>> {
    const going = this.#going
    const db = this.#db
    await going?.stop()
    const identity =
      going?.live.identity ?? (db === undefined ? undefined : await readIdentity(db).catch(() => undefined))
    const told = identity === undefined ? undefined : await this.#signOuts.begin(identity)
    // whoever forgets a device that they can't open leaves it to the others of the account
    const { state } = this.#session
    const wasClosed = state === 'locked' || state === 'store-failed'
    this.#going = undefined
    await this.#wipe()
    this.#become({ state: 'signed-out', reason: state === 'store-failed' ? 'begun-anew' : 'signed-out' })
    return { ok: true, value: { told: told === undefined ? !wasClosed : await told() } }
  }

  async #wipe(): Promise<void> {
    this.#lock.end()
    await this.#db?.close().catch(() => undefined)
    this.#db = undefined
    await wipeDatabase(this.#platform)
  }

  async #ended(reason: EndReason): Promise<void> {
    const going = this.#going
    if (going === undefined) return
    this.#going = undefined
    await this.#db?.write(writeEnd(reason)).catch(() => undefined)
    this.#become(ended(going.live.identity, reason))
    await going.stop()
  }

  async #goLive(db: Database, given: { identity: Identity; session: Session }): Promise<void> {
    const { identity, session } = given
    const going = await goLive({
      platform: this.#platform,
      db,
      identity,
      session,
      signals: this.#signals,
      emit: (event) => {
        for (const listener of [...this.#listeners]) listener(event)
      },
      onEnded: (why) => void this.#alone(() => this.#ended(why)),
      isActive: () => this.#active,
    })
    this.#going = going
    this.#become(signedIn(identity))
    if (!this.#closed) going.start()
  }

  async #setActive(active: boolean): Promise<Outcome<null>> {
    this.#active = active
    this.#going?.live.gateway.tell({ kind: 'status', status: active ? 'online' : 'away' })
    if (active) this.#going?.live.gateway.connectNow()
    return done
  }

  /** Nothing is sent or acknowledged until a write succeeds again. */
  #storeFailed(error: StoreError): void {
    if (this.#closed || error.fault === 'closed') return
    this.#going?.live.gateway.stop()
    this.#become({ state: 'store-failed', error: storeFailure(error) })
    // no write mends what is damaged
    if (error.fault !== 'damaged') this.#recover(0)
  }

  #recover(attempt: number): void {
    this.#again(attempt, async () => {
      const db = this.#db
      const going = this.#going
      if (db === undefined || db.fault === undefined) return
      if (!(await db.recover(this.#platform.clock.now()))) return this.#recover(attempt + 1)
      if (going === undefined || this.#closed) return
      going.live.actors.releaseAll()
      this.#become(signedIn(going.live.identity))
      going.start()
    })
  }

  #again(attempt: number, callback: () => void): void {
    const delay = backoffDelay(this.#platform.random, attempt, storeRetries)
    this.#platform.clock.after(delay, () => {
      if (!this.#closed) callback()
    })
  }

  async #connection(): Promise<ConnectionSnapshot> {
    const live = this.#going?.live
    if (live === undefined)
      return { state: 'offline', since: 0, caughtUp: false, waiting: 0, receiptsWaiting: 0 }
    return { ...live.gateway.status, ...(await countWaiting(live.db)) }
  }

  #become(session: SessionSnapshot): void {
    this.#session = session
    this.#signals.touch('session', 'connection')
  }

  async #guard<T>(run: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await run()
    } catch (error) {
      if (error instanceof StoreError) return { ok: false, error: storeFailure(error) satisfies Failure }
      throw error
    }
  }
}

const done = { ok: true, value: null } as const

function alreadyIn() {
  return failure('already_signed_in', 'Somebody is signed in on this device already. Sign out first.')
}
