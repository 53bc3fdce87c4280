import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCast, type StandingCast } from './cast.ts'
import { storyOf } from './story.ts'

describe('a simulated world', () => {
  let cast: StandingCast
  beforeAll(async () => {
    cast = await makeCast()
  }, 120_000)
  afterAll(() => cast.discard())

  it('[D-2] [D-5] [D-9] [D-11] [C-2] comes to rest and agrees, whatever befalls it: 120 short ones', async () => {
    for (let seed = 1001; seed <= 1120; seed++)
      expect(await storyOf(cast, seed, { longest: 32, isStruck: true })).toBe('')
  }, 900_000)
})
