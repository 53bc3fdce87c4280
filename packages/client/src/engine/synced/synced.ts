// What follows the account between its devices beside its history: drafts, pins, mutes, settings, and whose key is whose.
// What changes here leaves after a short pause, waits while there is no connection, and what other devices change arrives
// as it happens. One look after the other; whatever is cut short is begun again from the store.

import { archiveKey, recordKeys } from '@sotto/crypto'
import type { Outcome } from '../../api/outcome.ts'
import type { SyncedSnapshot } from '../../api/settings.ts'
import { type Failure, retryOfFailure } from '../../errors.ts'
import { StoreError } from '../../ports.ts'
import { Alarm } from '../alarm.ts'
import { RecordClient } from '../archive/record-client.ts'
import { type Live, warn } from '../live.ts'
import { backoffDelay } from '../network/backoff.ts'
import { Readiness } from '../readiness.ts'
import { SyncedDoubts } from './doubts.ts'
import { gatherJudgements } from './judge.ts'
import { hasLost, nextUnmute } from './memory.ts'
import { listen, readAndWrite, type Synceds } from './pass.ts'

const heardPause = 100
/** Keys come many at a time, with the members of a group. */
const sightingPause = 500
/** After the last key of a draft, and at the latest so long after its first. */
const draftPause = { least: 1_000, most: 10_000 }
const retries = { least: 2_000, most: 300_000 }
/** So often in a row another device may be first before the server is doubted. */
const mostConflicts = 6
/** Timers can't wait for longer. */
const longestWait = 86_400_000

export class Synced {
  readonly #live: Live
  readonly #parts: Synceds
  readonly #alarm: Alarm
  readonly #readiness = new Readiness()
  #stamp: number
  #running: Promise<void> | undefined
  #again = false
  #stopped = false
  #draftSince: number | undefined
  #cancelUnmute = () => {}
  readonly #unlisten: () => void
  #attempt = 0
  #conflicts = 0
  #mustListen = true

  /** `stamp`: the highest that this device knows. */
  constructor(live: Live, stamp: number) {
    this.#live = live
    this.#stamp = stamp
    const { account, rootKey } = live.identity
    const records = new RecordClient(live.rest, recordKeys(account, 'synced', archiveKey(rootKey)))
    const stamps = {
      next: () => this.nextStamp(),
      learn: (seen: number) => {
        this.#stamp = Math.max(this.#stamp, seen)
      },
    }
    this.#parts = { live, records, doubts: new SyncedDoubts(live), stamps }
    this.#alarm = new Alarm(live.platform.clock, () => void this.#start())
    live.people.onSighting(() => this.#schedule(sightingPause))
    this.#unlisten = live.signals.listen((signals) => {
      if (signals.has('conversations')) void this.#tellOfLost()
    })
  }

  /** Settles when what there is at the server is here, as far as it can be had on this connection. */
  get ready(): Promise<void> {
    return this.#readiness.reached
  }

  /** What the server does with it that it should not, if anything. */
  snapshot(): SyncedSnapshot {
    const { worst } = this.#parts.doubts
    return worst === undefined ? {} : { problem: worst }
  }

  /** Above every stamp that this device knows, and not before its clock. */
  nextStamp(): number {
    this.#stamp = Math.max(this.#stamp + 1, this.#live.platform.clock.now())
    return this.#stamp
  }

  connected(): void {
    this.#attempt = 0
    this.#conflicts = 0
    this.#mustListen = true
    this.#schedule(0)
  }

  disconnected(): void {
    this.#alarm.cancel()
    this.#readiness.beginAnew()
  }

  /** Somebody of the account has written: `by` is the device. */
  noticed(by: string): void {
    if (by === this.#live.identity.device) return
    this.#mustListen = true
    this.#schedule(heardPause)
  }

  /** Somebody is writing: waits for the end of it. */
  draftChanged(): void {
    const now = this.#live.platform.clock.now()
    this.#draftSince ??= now
    const latest = Math.max(0, this.#draftSince + draftPause.most - now)
    this.#alarm.cancel()
    this.#schedule(Math.min(draftPause.least, latest))
  }

  /** What was changed here is on its way at once; settles when it is there, or can't be for now. */
  async tell(): Promise<void> {
    await this.#gather()
    await this.#watchMutes()
    if (this.#mayGoOn) await this.#start()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#alarm.cancel()
    this.#cancelUnmute()
    this.#unlisten()
    this.#readiness.reach()
    await this.#running
  }

  /** A star goes with its message, by whatever road that went (store/tables/stars.ts). */
  async #tellOfLost(): Promise<void> {
    if (this.#mayGoOn && (await hasLost(this.#live.db).catch(() => false))) this.draftChanged()
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && this.#live.gateway.online
  }

  #schedule(delay: number): void {
    if (this.#mayGoOn) this.#alarm.set(delay)
  }

  #start(): Promise<void> {
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #run(): Promise<void> {
    while (this.#again && this.#mayGoOn) {
      this.#again = false
      try {
        const passed = await this.#pass()
        if (passed.ok) this.#went()
        else this.#putOff(passed.error)
      } catch (error) {
        // a bug must not stop the rest of the engine; the next change or connection tries again
        if (!(error instanceof StoreError)) warn(this.#live, 'internal', 'Something went wrong here.')
      }
    }
    this.#readiness.reach()
  }

  async #pass(): Promise<Outcome<null>> {
    this.#draftSince = undefined
    await this.#gather()
    const mustListen = this.#mustListen
    this.#mustListen = false
    const heard = mustListen ? await listen(this.#parts) : undefined
    const passed = heard?.ok === false ? heard : await readAndWrite(this.#parts, heard?.value)
    if (!passed.ok && mustListen) this.#mustListen = true
    await this.#watchMutes()
    return passed
  }

  #gather(): Promise<void> {
    return gatherJudgements(this.#live, () => this.nextStamp())
  }

  #went(): void {
    this.#attempt = 0
    this.#conflicts = 0
    this.#parts.doubts.settle('writing')
  }

  #putOff(error: Failure): void {
    if (error.code === 'version_conflict' && ++this.#conflicts < mostConflicts) {
      this.#again = true
      return
    }
    if (error.code === 'version_conflict') this.#parts.doubts.name('writing', 'refused')
    if (error.code === 'quota_exceeded') this.#parts.doubts.name('writing', 'full')
    const delay = backoffDelay(this.#live.platform.random, this.#attempt++, retries)
    const isLater = retryOfFailure(error.code) === 'later'
    this.#schedule(isLater ? Math.max(delay, error.retryAfter ?? 0) : retries.most)
  }

  /** Who looks at a conversation that was muted for a time sees when that is over. */
  async #watchMutes(): Promise<void> {
    const { clock } = this.#live.platform
    const at = await nextUnmute(this.#live.db, clock.now())
    this.#cancelUnmute()
    if (at === undefined || this.#stopped) return
    this.#cancelUnmute = clock.after(Math.min(longestWait, at - clock.now()), () => {
      this.#live.signals.touch('people', 'conversations', 'settings')
      void this.#watchMutes()
    })
  }
}
