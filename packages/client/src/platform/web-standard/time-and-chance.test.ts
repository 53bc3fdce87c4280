import { afterEach, expect, test, vi } from 'vitest'
import { onClockJump, systemClock, systemRandom } from './time-and-chance.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('random bytes come in any number, and differ', () => {
  for (const length of [0, 1, 32, 65_536, 200_001]) expect(systemRandom.bytes(length)).toHaveLength(length)
  const bytes = systemRandom.bytes(200_001)
  // The end is filled as well as the beginning.
  expect(bytes.subarray(-64).some((byte) => byte !== 0)).toBe(true)
  expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32))
})

test('a timer fires once unless cancelled, however long or negative its delay', () => {
  vi.useFakeTimers({ now: 1000 })
  const fired: string[] = []
  systemClock.after(-5, () => fired.push('at once'))
  systemClock.after(50, () => fired.push(`at ${systemClock.now()}`))
  systemClock.after(2 ** 40, () => fired.push('far'))
  systemClock.after(10, () => fired.push('never'))()
  vi.advanceTimersByTime(1000)
  expect(fired).toEqual(['at once', 'at 1050'])
})

test('a machine that slept is noticed, a busy one is not', () => {
  vi.useFakeTimers({ now: 0 })
  let woken = 0
  const stop = onClockJump(() => {
    woken++
  })
  vi.advanceTimersByTime(60_000)
  expect(woken).toBe(0)
  vi.setSystemTime(3_600_000)
  vi.advanceTimersByTime(5_000)
  expect(woken).toBe(1)
  stop()
  vi.setSystemTime(7_200_000)
  vi.advanceTimersByTime(60_000)
  expect(woken).toBe(1)
})
