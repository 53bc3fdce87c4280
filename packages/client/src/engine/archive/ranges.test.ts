import { describe, expect, it } from 'vitest'
import { countIn, type Ranges, rangesOf, union, within, without } from './ranges.ts'

const most = 12
const placesIn = (ranges: Ranges) =>
  Array.from({ length: most + 2 }, (_, place) => place).filter((place) =>
    ranges.some(({ first, last }) => first <= place && place <= last),
  )
const some = (seed: number): Ranges =>
  rangesOf(
    [0, 1, 2].map((at) => ({ first: (seed * (at + 3)) % most, last: ((seed * (at + 3)) % most) + at })),
  )

describe('ranges of places', () => {
  it('behave as the sets that they are', () => {
    for (let seed = 0; seed < 60; seed++) {
      const [one, other] = [some(seed), some(seed * 7 + 1)]
      const [inOne, inOther] = [placesIn(one), placesIn(other)]
      expect(placesIn(union(one, other))).toEqual([...new Set([...inOne, ...inOther])].sort((a, b) => a - b))
      expect(placesIn(without(one, other))).toEqual(inOne.filter((place) => !inOther.includes(place)))
      expect(placesIn(within(one, { first: 3, last: 7 }))).toEqual(
        inOne.filter((place) => place >= 3 && place <= 7),
      )
      expect(countIn(one)).toBe(inOne.length)
    }
  })

  it('are joined where they touch, and none is empty', () => {
    const given = [
      { first: 4, last: 6 },
      { first: 1, last: 3 },
      { first: 9, last: 8 },
    ]
    expect(rangesOf(given)).toEqual([{ first: 1, last: 6 }])
  })
})
