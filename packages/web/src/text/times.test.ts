import { describe, expect, it } from 'vitest'
import { agoTime, clockTime, dayLabel, shortTime } from './times.ts'

const now = new Date(2026, 4, 13, 15, 0).getTime()
const at = (day: number, hour = 12, month = 4, year = 2026) => new Date(year, month, day, hour).getTime()
const minute = 60_000

describe('short times', () => {
  it.each([
    [now - 5_000, 'now'],
    [now + 5_000, 'now'],
    [now - 5 * minute, '5 min'],
    [at(13, 9), '9:00 AM'],
    [at(11), 'Mon'],
    [at(3), 'May 3'],
    [at(3, 12, 4, 2025), 'May 3, 2025'],
  ])('%d is %s', (time, words) => {
    expect(shortTime(time, now, 'en', 'now').replaceAll(' ', ' ')).toBe(words)
  })
})

describe('days', () => {
  it.each([
    [at(13, 0), 'Today'],
    [at(12, 23), 'Yesterday'],
    [at(11), 'Monday'],
    [at(3), 'Sunday, May 3'],
    [at(3, 12, 4, 2025), 'Saturday, May 3, 2025'],
  ])('%d is %s', (time, words) => {
    expect(dayLabel(time, now, 'en')).toBe(words)
  })

  it('speaks the language it is given', () => {
    expect(dayLabel(at(12), now, 'de')).toBe('Gestern')
    expect(clockTime(at(13, 9), 'de')).toBe('9:00')
  })
})

it('says how long ago', () => {
  expect(agoTime(now - 2 * 60 * minute, now, 'en')).toBe('2 hours ago')
  expect(agoTime(now - 26 * 60 * minute, now, 'en')).toBe('yesterday')
  expect(agoTime(now + minute, now, 'en')).toBe('this minute')
})
