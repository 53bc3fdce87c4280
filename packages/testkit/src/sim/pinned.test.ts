import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCast, type StandingCast } from './cast.ts'
import { pinned, pinnedStruck } from './pinned.ts'
import { storyOf } from './story.ts'

describe('a simulated world that once broke something', () => {
  let cast: StandingCast
  beforeAll(async () => {
    cast = await makeCast()
  }, 120_000)
  afterAll(() => cast.discard())

  async function standsEach(first: number, last: number): Promise<void> {
    for (let seed = first; seed <= last; seed++) expect(await storyOf(cast, seed, { longest: 32 })).toBe('')
  }

  it.each(pinned)(
    '[D-2] [D-9] [D-11] [C-5] seed %i: %s',
    async (seed) => {
      expect(await storyOf(cast, seed)).toBe('')
    },
    60_000,
  )

  it.each(pinnedStruck)(
    '[D-2] [C-5] seed %i, with machines that fail: %s',
    async (seed) => {
      expect(await storyOf(cast, seed, { isStruck: true })).toBe('')
    },
    60_000,
  )

  it('[D-2] [D-5] [D-9] [D-11] [C-2] comes to rest and agrees, whatever befalls it: 10 short ones', async () => {
    await standsEach(2001, 2010)
  }, 900_000)
  it('and 70 more such worlds', { tags: 'thorough', timeout: 900_000 }, () => standsEach(2011, 2080))
})
