// What a test says of a seed: nothing when all is well, else the whole story, to be read where it is found.

import { runAccounts } from './run-accounts.ts'
import { runSeed, type Told } from './run-seed.ts'
import type { Cast } from './world.ts'

export async function storyOf(
  cast: Cast,
  seed: number,
  told: Told & { kind?: 'accounts' } = {},
): Promise<string> {
  const isOfAccounts = told.kind === 'accounts'
  const { breaches, log } = await (isOfAccounts ? runAccounts(cast, seed, told) : runSeed(cast, seed, told))
  return breaches.length === 0 ? '' : [`seed ${seed}`, ...log, ...breaches].join('\n')
}
