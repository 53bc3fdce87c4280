import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCast, type StandingCast } from './cast.ts'
import { storyOf } from './story.ts'

describe('a simulated world', () => {
  let cast: StandingCast
  beforeAll(async () => {
    cast = await makeCast()
  }, 120_000)
  afterAll(() => cast.discard())

  it('[D-2] [D-5] [D-9] [D-11] [C-2] comes to rest and agrees, whatever befalls it: 45 short ones', async () => {
    for (let seed = 1016; seed <= 1060; seed++) expect(await storyOf(cast, seed, { longest: 32 })).toBe('')
  }, 900_000)

  it('[CT-15] [CT-16] [CT-17] [CT-18] agrees on what people edit, delete and react to: 40 short ones', async () => {
    for (let seed = 1061; seed <= 1100; seed++) {
      expect(await storyOf(cast, seed, { longest: 32, hasChanges: true })).toBe('')
    }
  }, 900_000)

  it('[NH-1] [NH-3] [NH-5] [NH-8] [NH-9] hands newcomers what the group allows and no more, and nobody is accused: 15 short ones', async () => {
    // in 1044 somebody who had been out in between disputed what was written meanwhile
    for (const seed of [
      1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1028, 1044, 1070, 1075, 1090,
    ])
      expect(await storyOf(cast, seed, { longest: 32, isOpen: true })).toBe('')
  }, 900_000)

  it('[D-2] [D-6] lets nothing leave before it is stored, when disks fail too: 16 short ones', async () => {
    for (let seed = 1001; seed <= 1016; seed++) {
      const hasChanges = seed > 1008
      expect(await storyOf(cast, seed, { longest: 32, isStruck: true, hasChanges })).toBe('')
    }
  }, 900_000)

  it('[AR-7] [AR-8] [AR-9] [C-5] [C-12] gives who signs in at the end all that the account has, when devices come, are lost and are set back: 6 of them', async () => {
    // four once broke something: in 2 an account was taken out while it had no device, in 23 a device that was set back
    // sent something twice and had it at its second place, in 45 a leave was cut in two, in 100 a device that was set back
    // took a direct conversation for a stranger's, and took it out of the archive
    for (const seed of [2, 3, 23, 25, 45, 100]) {
      const hasChanges = seed === 3 || seed === 25
      expect(await storyOf(cast, seed, { longest: 32, kind: 'accounts', hasChanges })).toBe('')
    }
  }, 900_000)
})
