// The app's engine: the tab attached to a worker with the real thing.

import type { Engine } from '../../api/engine.ts'
import { attachTab } from './attach-tab.ts'

/** Connects this tab to the one engine of this browser profile. Call it once. */
export function connectEngine(): Engine {
  const spawn = () => new Worker(new URL('./worker/engine-worker.ts', import.meta.url), { type: 'module' })
  return attachTab({ scope: 'main', spawn })
}
