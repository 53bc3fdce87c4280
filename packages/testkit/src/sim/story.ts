// What a test says of a seed: nothing when all is well, else the whole story, to be read where it is found.

import { runSeed, type Told } from './run-seed.ts'
import type { Cast } from './world.ts'

export async function storyOf(cast: Cast, seed: number, told?: Told): Promise<string> {
  const { breaches, log } = await runSeed(cast, seed, told)
  return breaches.length === 0 ? '' : [`seed ${seed}`, ...log, ...breaches].join('\n')
}
