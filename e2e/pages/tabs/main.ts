// A tab of the app with a trivial engine behind it, for the test that drives it.

import type { Engine } from '@sotto/client'
import { attachTab } from '@sotto/client/browser-tab'

declare global {
  interface Window {
    engine: Engine
    /** Snapshots of the topic `session` as they came. */
    seen: string[]
  }
}

window.seen = []
window.engine = attachTab({
  scope: 'main',
  spawn: () => new Worker(new URL('./counting-worker.ts', import.meta.url), { type: 'module' }),
})
window.engine.watch('session', undefined, (session) => {
  if (session.state === 'signed-in') window.seen.push(session.server)
})
