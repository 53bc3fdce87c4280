// The account's history at the server, as this device keeps it and is kept by it: after every connection, and whenever
// another device has written, takes what is new; a while after something was stored here, adds what is lacking; and
// brings what is older in the background. One thing after the other; whatever is cut short is begun again from
// the store.

import { archiveKey, recordKeys } from '@sotto/crypto'
import type { ConversationId } from '@sotto/wire'
import type { ArchiveSnapshot } from '../../api/archive.ts'
import type { Outcome } from '../../api/outcome.ts'
import { type Failure, retryOfFailure } from '../../errors.ts'
import { StoreError } from '../../ports.ts'
import { Alarm } from '../alarm.ts'
import { Awaited } from '../conversations/awaited.ts'
import { type Live, warn } from '../live.ts'
import { backoffDelay, fraction } from '../network/backoff.ts'
import { Readiness } from '../readiness.ts'
import { Doubts } from './doubts.ts'
import { type Archives, readSegments } from './fetch.ts'
import { patience } from './gaps.ts'
import { Indexing } from './indexing.ts'
import { keep } from './keep.ts'
import { Listener } from './listen.ts'
import { conversationsDue, conversationsToShelve, countParts, countWaiting, readHeard } from './memory.ts'
import { nameGaps } from './name-gaps.ts'
import { RecordClient } from './record-client.ts'
import { shelve } from './shelve.ts'

/** Before this device writes: of several one is first, and the others find it done. */
const pause = { least: 1_500, spread: 3_000 }
const heardPause = 300
const retries = { least: 2_000, most: 300_000 }
const conversationsAtOnce = 24
/** So often in a row another device may be first, after one and the same version, before the server is doubted. */
const mostConflicts = 6

const done = { ok: true, value: null } as const

export class Archive {
  readonly #live: Live
  readonly #archives: Archives
  readonly #listener: Listener
  readonly #indexing: Indexing
  readonly #awaited: Awaited
  readonly #alarm: Alarm
  readonly #readiness = new Readiness()
  readonly #conflicts = new Map<ConversationId, { readonly version: number; readonly count: number }>()
  #running: Promise<void> | undefined
  #stopped = false
  #attempt = 0
  #mustListen = true
  #mustAskAnew = true
  #namesAt = 0

  constructor(live: Live) {
    this.#live = live
    const { account, rootKey } = live.identity
    const records = new RecordClient(live.rest, recordKeys(account, 'archive', archiveKey(rootKey)))
    this.#archives = { live, records, doubts: new Doubts(live) }
    this.#listener = new Listener(this.#archives)
    this.#indexing = new Indexing(live, () => this.#stopped)
    this.#awaited = new Awaited(live, (error) => this.#failed(error))
    this.#alarm = new Alarm(live.platform.clock, () => this.#start())
  }

  /** Settles when conversations and their newest items are here, as far as they can be had on this connection. */
  get ready(): Promise<void> {
    return this.#readiness.reached
  }

  /** What an earlier life has left to do, and needs no server. */
  start(): void {
    void this.#indexing.run().catch((error) => this.#failed(error))
  }

  /** Before there is a connection, on a device that has nothing yet: what it takes is asked for over REST. */
  begin(): void {
    if (!this.#live.gateway.online) this.#start()
  }

  connected(): void {
    if (this.#mustListen && this.#running === undefined) this.#readiness.beginAnew()
    this.#namesAt = this.#live.platform.clock.now() + patience
    this.#askAgain()
  }

  disconnected(): void {
    this.#alarm.cancel()
    this.#awaited.disconnected()
    this.#readiness.beginAnew()
  }

  /** Somebody of the account has written: `by` is the device. */
  noticed(by: string): void {
    if (by === this.#live.identity.device) return
    this.#mustListen = true
    this.#schedule(heardPause)
  }

  /** Something of a conversation was stored here. */
  touched(): void {
    this.#schedule(pause.least + fraction(this.#live.platform.random) * pause.spread)
  }

  /** Everything that was not given is asked for once more. */
  async tryAgain(): Promise<void> {
    this.#askAgain()
    await this.ready
  }

  async snapshot(): Promise<ArchiveSnapshot> {
    const { done: taken, total } = await countParts(this.#live.db)
    const { worst } = this.#archives.doubts
    const isMet = (await readHeard(this.#live.db)) !== undefined
    return {
      state: !isMet ? 'unknown' : taken < total ? 'arriving' : 'complete',
      done: taken,
      total,
      waiting: await countWaiting(this.#live.db),
      ...(worst === undefined ? {} : { problem: worst }),
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#alarm.cancel()
    this.#awaited.disconnected()
    this.#readiness.reach()
    await this.#running
    await this.#indexing.settled()
  }

  #askAgain(): void {
    this.#attempt = 0
    this.#mustListen = true
    this.#mustAskAnew = true
    this.#conflicts.clear()
    this.#archives.doubts.forget()
    this.#schedule(0)
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && this.#live.gateway.online
  }

  #schedule(delay: number): void {
    if (this.#mayGoOn) this.#alarm.set(delay)
  }

  #start(): void {
    if (this.#running !== undefined) {
      this.#schedule(heardPause)
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async #run(): Promise<void> {
    try {
      const passed = await this.#pass()
      if (passed.ok) this.#attempt = 0
      else this.#putOff(passed.error)
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#readiness.reach()
      this.#live.signals.touch('archive')
    }
  }

  /** A bug must not stop the rest of the engine; the next change or connection tries again. */
  #failed(error: unknown): void {
    if (!(error instanceof StoreError)) warn(this.#live, 'internal', 'Something went wrong here.')
  }

  #putOff(error: Failure): void {
    if (error.code === 'quota_exceeded') this.#archives.doubts.name('quota', 'full')
    const delay = backoffDelay(this.#live.platform.random, this.#attempt++, retries)
    const isLater = retryOfFailure(error.code) === 'later' || error.code === 'version_conflict'
    this.#schedule(isLater ? Math.max(delay, error.retryAfter ?? 0) : retries.most)
  }

  /** What is new comes before what is to be written, and both before what is old. */
  async #pass(): Promise<Outcome<null>> {
    if (this.#stopped) return done
    if (this.#mustListen) {
      this.#mustListen = false
      const heard = await this.#listener.listen(this.#mustAskAnew)
      if (!heard.ok) {
        this.#mustListen = true
        return heard
      }
      this.#mustAskAnew = false
      this.#readiness.reach()
      if (this.#mayGoOn) this.#awaited.checkSoon()
      this.#live.signals.touch('archive')
    }
    await this.#indexing.run()
    if (!this.#mayGoOn) return done
    const kept = await this.#keepAll()
    if (!kept.ok) return kept
    await this.#nameGaps()
    return this.#fetchOlder()
  }

  async #keepAll(): Promise<Outcome<null>> {
    const tried = new Set<ConversationId>()
    while (this.#mayGoOn) {
      const due = (await conversationsDue(this.#live.db)).filter((one) => !tried.has(one))
      if (due.length === 0) break
      const some = due.slice(0, conversationsAtOnce)
      const kept = await keep(this.#archives, some)
      if (!kept.ok) return kept
      const { moved, again } = kept.value
      for (const [one, version] of again) if (this.#isRefused(one, version)) tried.add(one)
      for (const one of moved) this.#conflicts.delete(one)
      for (const one of some) if (!moved.includes(one) && !again.has(one)) tried.add(one)
    }
    return this.#mayGoOn ? shelve(this.#archives, await conversationsToShelve(this.#live.db)) : done
  }

  /** Where the version has moved on, another device has written, who may be quicker as often as it likes. */
  #isRefused(conversation: ConversationId, version: number): boolean {
    const last = this.#conflicts.get(conversation)
    const count = last?.version === version ? last.count + 1 : 1
    this.#conflicts.set(conversation, { version, count })
    if (count < mostConflicts) return false
    this.#archives.doubts.name(`writing ${conversation}`, 'refused', conversation)
    this.#schedule(retries.most)
    return true
  }

  async #nameGaps(): Promise<void> {
    const left = this.#namesAt - this.#live.platform.clock.now()
    if (left <= 0) await nameGaps(this.#live)
    else this.#schedule(left)
  }

  async #fetchOlder(): Promise<Outcome<null>> {
    while (this.#mayGoOn && !this.#mustListen) {
      const taken = await readSegments(this.#archives)
      if (!taken.ok) return taken
      if (taken.value === 0) break
      this.#live.signals.touch('archive')
      await new Promise<void>((resolve) => this.#live.platform.clock.after(0, resolve))
    }
    if (this.#mustListen) this.#schedule(0)
    return done
  }
}
