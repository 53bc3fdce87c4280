import { unsafeStretchQuickly } from '@sotto/crypto/testing'
import { FakeClock, memoryPlatform, SeededRandom } from '@sotto/testkit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Transport } from '../../ports.ts'
import { type Database, makeDatabase } from '../store/database.ts'
import { AppLock } from './app-lock.ts'

unsafeStretchQuickly()

const minute = 60_000
const nowhere: Transport = {
  request: async () => ({ kind: 'unreachable' }),
  connect: () => {
    throw new Error('nobody connects')
  },
}

let clock: FakeClock
let db: Database
let lock: AppLock
let locked = 0

beforeEach(async () => {
  locked = 0
  clock = new FakeClock()
  const platform = memoryPlatform({ transport: nowhere, clock, random: new SeededRandom(1) })
  db = await makeDatabase(platform, () => {})
  lock = new AppLock({
    platform,
    database: () => db,
    close: async () => {},
    open: async () => {},
    changed: () => {},
  })
})
afterEach(() => db.close())

const turnOn = (afterMinutes: number) =>
  lock.run('setLock', { passphrase: 'a heron stands still', afterMinutes }, () => {
    locked++
  })

it('[AL-3] asks to be locked when nobody was at it for as long as was chosen, and not before', async () => {
  await turnOn(5)
  for (let minutes = 0; minutes < 30; minutes += 4) {
    await clock.advance(4 * minute)
    lock.stay()
  }
  expect(locked).toBe(0)
  await clock.advance(5 * minute - 1)
  expect(locked).toBe(0)
  await clock.advance(1)
  expect(locked).toBe(1)
})

it('[AL-3] never does with 0, nor when it is off, or locked already', async () => {
  await turnOn(0)
  await clock.advance(48 * 60 * minute)
  await lock.run('lockAfter', { afterMinutes: 5 }, () => locked++)
  await lock.run('removeLock', { passphrase: 'a heron stands still' }, () => locked++)
  await clock.advance(60 * minute)
  await turnOn(5)
  await lock.lock()
  await clock.advance(60 * minute)
  expect(locked).toBe(0)
})

it('[AL-3] a change of the minutes counts from the change', async () => {
  await turnOn(10)
  await clock.advance(9 * minute)
  await lock.run('lockAfter', { afterMinutes: 2 }, () => locked++)
  await clock.advance(2 * minute - 1)
  expect(locked).toBe(0)
  await clock.advance(1)
  expect(locked).toBe(1)
})
