import { describe, expect, it } from 'vitest'
import { inUnits, lengths, lengthWords } from './lengths.ts'

describe('[CT-22] how long messages stay', () => {
  it('is said with one unit, the largest that fits', () => {
    expect(lengths.map((seconds) => lengthWords(seconds, 'en'))).toEqual([
      '30 seconds',
      '5 minutes',
      '1 hour',
      '8 hours',
      '1 day',
      '1 week',
      '4 weeks',
    ])
    expect(lengthWords(90, 'en')).toBe('90 seconds')
    expect(lengthWords(86_400, 'en', 'narrow')).toBe('1d')
    expect(inUnits(7200)).toEqual([2, 'hour'])
  })
})
