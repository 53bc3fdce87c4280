// Signs somebody up with the app's engine on the app's platform, closes it, and fills the store it has made.

import { createEngine } from '@sotto/client'
import { browserPlatform } from '@sotto/client/browser-worker'
import { writeHistory } from '@sotto/client/testing'
import type { Ask, Told } from './asks.ts'
import { scope } from './scope.ts'

self.onmessage = ({ data }: MessageEvent<Ask>) => {
  fill(data).then(
    () => tell({ done: true }),
    (error: unknown) => tell({ error: String(error) }),
  )
}

function tell(told: Told): void {
  self.postMessage(told)
}

async function fill({ server, account, password, size }: Ask): Promise<void> {
  const platform = browserPlatform({ scope, onTabWake: () => () => undefined })
  const engine = await createEngine(platform)
  const signedUp = await engine.call('signUp', { server, account, password })
  await engine.close()
  if (!signedUp.ok) throw new Error(signedUp.error.code)
  if (size !== undefined) await writeHistory(platform, size)
}
