// Makes an engine on a platform. It resolves when the profile was opened, whatever the network does.

import type { Engine } from '../api/engine.ts'
import type { Platform } from '../ports.ts'
import { SottoEngine } from './engine.ts'

export async function createEngine(platform: Platform): Promise<Engine> {
  const engine = new SottoEngine(platform)
  await engine.start()
  return engine
}
