// What a test says of a seed: nothing when all is well, else the whole story, to be read where it is found.

import { runSeed } from './run-seed.ts'
import type { Cast } from './world.ts'

export async function storyOf(cast: Cast, seed: number, longest?: number): Promise<string> {
  const { breaches, log } = await runSeed(cast, seed, longest)
  return breaches.length === 0 ? '' : [`seed ${seed}`, ...log, ...breaches].join('\n')
}
