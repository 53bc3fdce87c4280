import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCast, type StandingCast } from './cast.ts'
import { runAccounts } from './run-accounts.ts'

describe('a simulated world in which devices come, are lost, and are set back', () => {
  let cast: StandingCast
  beforeAll(async () => {
    cast = await makeCast()
  }, 120_000)
  afterAll(() => cast.discard())

  it('[AR-7] [AR-8] [AR-9] [C-12] gives who signs in at the end all that the account has: 5 of them', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { breaches, log } = await runAccounts(cast, seed)
      expect(breaches.length === 0 ? '' : [`seed ${seed}`, ...log, ...breaches].join('\n')).toBe('')
    }
  }, 600_000)
})
