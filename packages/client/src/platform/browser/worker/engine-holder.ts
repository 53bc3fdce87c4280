// A worker's life: it waits for the right to the profile's one engine, and only then starts and serves it.
// Always holds: no engine without the Web Lock of the profile, and (in the store) without the exclusive file
// handles; the lock is let go after the engine is closed, or by the browser when the worker dies.

import type { Engine } from '../../../api/engine.ts'
import type { Failure } from '../../../errors.ts'
import type { Platform } from '../../../ports.ts'
import type { Bus } from '../../../remote/bus.ts'
import { serveEngine } from '../../../remote/engine-host.ts'
import { pack, parseHostMessage, parseTabMessage } from '../../../remote/messages.ts'
import { broadcastBus } from '../../web-standard/broadcast-bus.ts'
import {
  engineChannel,
  engineLock,
  type FromWorker,
  type ToWorker,
  tabChannel,
  tabLock,
  workerLock,
} from '../names.ts'
import { browserPlatform } from './browser-platform.ts'

/** Makes the engine; called once, with the lock held. Its code is best imported here, not before. */
export type StartEngine = (platform: Platform) => Promise<Engine>

/** Call once, at the top of a worker's entry file. */
export function holdEngine(start: StartEngine): void {
  let close = () => self.close()
  self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
    if (event.data.type === 'close') return close()
    const { scope, worker } = event.data
    const closing = new Promise<void>((resolve) => {
      close = resolve
    })
    void navigator.locks.request(workerLock(scope, worker), async () => {
      tell({ type: 'standing' })
      await live(scope, start, closing)
      tell({ type: 'closed' })
      self.close()
    })
  })
}

function tell(message: FromWorker): void {
  self.postMessage(message)
}

async function live(scope: string, start: StartEngine, closing: Promise<void>): Promise<void> {
  const bus = broadcastBus(engineChannel(scope))
  const heard = hearOthers(bus)
  const waiting = new AbortController()
  void closing.then(() => waiting.abort())
  try {
    await navigator.locks.request(engineLock(scope), { signal: waiting.signal }, () =>
      serve({ scope, start, closing, bus, heard }),
    )
  } catch (error) {
    if (!waiting.signal.aborted) reportError(error)
  } finally {
    heard.stop()
    bus.close()
  }
}

/** What was said on the common line before there was a host here. */
type Heard = {
  /** Higher than any term heard before, also when the machine's clock was set back. */
  nextTerm(): number
  /** Tabs that looked for a host: they are served without being asked to look again. */
  tabs(): readonly string[]
  stop(): void
}

function hearOthers(bus: Bus): Heard {
  let highest = 0
  const tabs = new Set<string>()
  const stop = bus.listen((message) => {
    const fromHost = parseHostMessage(message)
    if (typeof fromHost === 'object') highest = Math.max(highest, fromHost.term)
    const fromTab = parseTabMessage(message)
    if (typeof fromTab === 'object' && fromTab.type === 'hello') tabs.add(fromTab.tab)
  })
  return { nextTerm: () => Math.max(Date.now(), highest + 1), tabs: () => [...tabs], stop }
}

async function serve(parts: {
  readonly scope: string
  readonly start: StartEngine
  readonly closing: Promise<void>
  readonly bus: Bus
  readonly heard: Heard
}): Promise<void> {
  const { scope, start, closing, bus, heard } = parts
  const wakes = new Set<() => void>()
  const onTabWake = (listener: () => void) => {
    wakes.add(listener)
    return () => wakes.delete(listener)
  }
  const host = crypto.randomUUID()
  const term = heard.nextTerm()
  let engine: Engine
  try {
    engine = await start(browserPlatform({ scope, onTabWake }))
  } catch (error) {
    bus.post(pack({ type: 'failed', host, term, failure: startFailed }))
    throw error
  }
  const stop = serveEngine({
    ...{ common: bus, engine, host, term, tabs: heard.tabs(), reportBug: reportError },
    lineOf: (tab) => broadcastBus(tabChannel(scope, tab)),
    whenGone: (tab) => navigator.locks.request(tabLock(scope, tab), () => {}),
    onWake: () => {
      for (const listener of [...wakes]) listener()
    },
  })
  await closing
  stop()
  await engine.close()
}

const startFailed: Failure = {
  code: 'device_storage_failed',
  message: 'Sotto could not start in this browser. Nothing is lost. Reload the page to try again.',
}
