import { expect, it } from 'vitest'
import { dayOf, dayText } from './days.ts'

it('a day begins at midnight where the person is', () => {
  const at = dayOf('2026-05-01')
  expect(at).toBe(new Date(2026, 4, 1).getTime())
  expect(dayText(at ?? 0)).toBe('2026-05-01')
})

it.each(['', '2026-13-40', 'yesterday', '1912-01-01'])('%j is no day to begin at', (text) => {
  expect(dayOf(text)).toBeUndefined()
})
