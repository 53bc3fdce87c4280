// The app lock while the engine runs (spec/accounts.md AL-1 to AL-3, AL-5): commands about it, and the locking when nobody is
// at it. What is locked is closed first: no key of the profile stays in memory on purpose.

import { lockPrfInput } from '@sotto/crypto'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { LockKey, LockSnapshot } from '../../api/session.ts'
import { failure } from '../../errors.ts'
import type { Clock, Platform } from '../../ports.ts'
import type { LockCommand } from '../commands.ts'
import type { Database } from '../store/database.ts'
import { isLockOn, type LockWays, lockKey, readLockWays, removeLock, unlockKey } from '../store/lock.ts'
import { readLockAfter, writeLockAfter } from '../store/settings.ts'

/** What the lock needs of whoever holds the profile. */
export type Lockable = {
  readonly platform: Platform
  database(): Database | undefined
  /** Stops everything and lets go of the store. */
  close(): Promise<void>
  open(key: Uint8Array): Promise<void>
  changed(): void
}

export const leastPassphrase = 8
export const mostMinutes = 1440
const minute = 60_000
const done = { ok: true, value: null } as const

export class AppLock {
  readonly #parts: Lockable
  readonly #idle: IdleTimer
  #ways: LockWays = none

  constructor(parts: Lockable) {
    this.#parts = parts
    this.#idle = new IdleTimer(parts.platform.clock)
  }

  snapshot(): LockSnapshot {
    return {
      on: isOn(this.#ways),
      afterMinutes: this.#idle.minutes,
      ...this.#ways,
      prfInput: lockPrfInput,
    }
  }

  /** Of a profile that is found locked: what opens it. */
  async found(): Promise<void> {
    this.#ways = await readLockWays(this.#parts.platform)
  }

  /** After the database was opened. `lock` is asked for when nobody was at it for as long as was chosen. */
  async begin(db: Database, lock: () => void): Promise<void> {
    this.#ways = await readLockWays(this.#parts.platform)
    this.#idle.start(isOn(this.#ways) ? await readLockAfter(db) : 0, lock)
    this.#parts.changed()
  }

  end(): void {
    this.#idle.stop()
    this.#ways = none
  }

  stay(): void {
    this.#idle.touch()
  }

  /** `lock` as in `begin`. */
  run(command: Exclude<LockCommand, 'stay'>, params: unknown, lock: () => void): Promise<Outcome<null>> {
    switch (command) {
      case 'setLock':
        return this.#set(params as Commands['setLock']['params'], lock)
      case 'lockAfter':
        return this.#after(params as Commands['lockAfter']['params'], lock)
      case 'removeLock':
        return this.#remove(params as Commands['removeLock']['params'], lock)
      case 'lock':
        return this.lock()
      case 'unlock':
        return this.#unlock(params as Commands['unlock']['params'])
    }
  }

  async lock(): Promise<Outcome<null>> {
    if (!(await isLockOn(this.#parts.platform))) return failure('no_lock', 'The app lock is not on.')
    this.#idle.stop()
    await this.#parts.close()
    return done
  }

  async #set(given: Commands['setLock']['params'], lock: () => void): Promise<Outcome<null>> {
    const { platform } = this.#parts
    const { present, afterMinutes } = given
    const next = keyOf(given)
    const db = this.#parts.database()
    if (db === undefined) return notOpen
    if ('passphrase' in next && [...next.passphrase].length < leastPassphrase) {
      return failure('weak_password', `A passphrase has at least ${leastPassphrase} characters.`)
    }
    const locked = await lockKey(platform, { next, ...(present === undefined ? {} : { present }) })
    if (!locked.ok) return locked
    await db.write([writeLockAfter(bounded(afterMinutes))])
    await this.begin(db, lock)
    return done
  }

  async #after({ afterMinutes }: Commands['lockAfter']['params'], lock: () => void): Promise<Outcome<null>> {
    const db = this.#parts.database()
    if (db === undefined) return notOpen
    await db.write([writeLockAfter(bounded(afterMinutes))])
    await this.begin(db, lock)
    return done
  }

  async #remove(given: Commands['removeLock']['params'], lock: () => void): Promise<Outcome<null>> {
    const db = this.#parts.database()
    if (db === undefined) return notOpen
    const removed = await removeLock(this.#parts.platform, keyOf(given), given.only)
    if (!removed.ok) return removed
    await this.begin(db, lock)
    return done
  }

  async #unlock(given: Commands['unlock']['params']): Promise<Outcome<null>> {
    if (this.#parts.database() !== undefined) return done
    const key = await unlockKey(this.#parts.platform, keyOf(given))
    if (!key.ok) return key
    await this.#parts.open(key.value)
    return done
  }
}

const none: LockWays = { passphrase: false }

function isOn({ passphrase, passkey }: LockWays): boolean {
  return passphrase || passkey !== undefined
}

/** Alone, out of all that came with it. */
function keyOf(given: LockKey): LockKey {
  return 'passkey' in given ? { passkey: given.passkey } : { passphrase: given.passphrase }
}

const notOpen = failure('not_signed_in', 'Sign in first.')

function bounded(minutes: number): number {
  return Number.isFinite(minutes) ? Math.min(mostMinutes, Math.max(0, Math.round(minutes))) : 0
}

/** Goes by the clock and not by its timer alone: a machine that slept for an hour was left alone for an hour. */
class IdleTimer {
  readonly #clock: Clock
  #minutes = 0
  #onIdle = () => {}
  #touched = 0
  #cancel = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get minutes(): number {
    return this.#minutes
  }

  /** 0: never. */
  start(minutes: number, onIdle: () => void): void {
    this.stop()
    this.#minutes = minutes
    this.#onIdle = onIdle
    this.touch()
    if (minutes > 0) this.#wait()
  }

  stop(): void {
    this.#cancel()
    this.#minutes = 0
  }

  touch(): void {
    this.#touched = this.#clock.now()
  }

  #wait(): void {
    const left = this.#touched + this.#minutes * minute - this.#clock.now()
    this.#cancel = this.#clock.after(Math.max(0, left), () => {
      if (this.#clock.now() - this.#touched >= this.#minutes * minute) this.#onIdle()
      else this.#wait()
    })
  }
}
