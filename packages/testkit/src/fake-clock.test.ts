import { expect, test } from 'vitest'
import { FakeClock } from './fake-clock.ts'
import { SeededRandom } from './seeded-random.ts'

test('timers fire in the order of their times, cancelled ones never', async () => {
  const clock = new FakeClock(1000)
  const fired: string[] = []
  clock.after(20, () => fired.push(`b@${clock.now()}`))
  clock.after(10, () => {
    fired.push(`a@${clock.now()}`)
    clock.after(5, () => fired.push(`c@${clock.now()}`))
  })
  clock.after(12, () => fired.push('never'))()
  await clock.advance(15)
  expect(fired).toEqual(['a@1010', 'c@1015'])
  expect(clock.next).toBe(1020)
  await clock.advanceUntil(() => fired.length === 3)
  expect([fired[2], clock.now()]).toEqual(['b@1020', 1020])
  await expect(clock.advanceUntil(() => false)).rejects.toThrow()
})

test('a seed repeats its draws, another gives others', () => {
  const draws = (seed: number) => [...new SeededRandom(seed).bytes(64)].join()
  expect(draws(7)).toBe(draws(7))
  expect(draws(7)).not.toBe(draws(8))
  const random = new SeededRandom(1)
  expect(random.pick(['only'])).toBe('only')
  expect(Array.from({ length: 1000 }, () => random.below(6)).every((n) => n >= 0 && n < 6)).toBe(true)
})
