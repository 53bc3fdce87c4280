// A worker's life: it waits for the right to the profile's one engine, and only then starts and serves it.
// Always holds: no engine without the Web Lock of the profile, and (in the store) without the exclusive file
// handles; the lock is let go after the engine is closed, or by the browser when the worker dies.

import type { Engine } from '../../../api.ts'
import type { Failure } from '../../../errors.ts'
import type { Platform } from '../../../ports.ts'
import type { Bus } from '../../../remote/bus.ts'
import { serveEngine } from '../../../remote/engine-host.ts'
import { pack, parseHostMessage } from '../../../remote/messages.ts'
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
  const terms = followTerms(bus)
  const waiting = new AbortController()
  void closing.then(() => waiting.abort())
  try {
    await navigator.locks.request(engineLock(scope), { signal: waiting.signal }, () =>
      serve({ scope, start, closing, bus, term: terms.next() }),
    )
  } catch (error) {
    if (!waiting.signal.aborted) reportError(error)
  } finally {
    terms.stop()
    bus.close()
  }
}

/** A term is higher than any heard before, also when the machine's clock was set back. */
function followTerms(bus: Bus): { next(): number; stop(): void } {
  let highest = 0
  const stop = bus.listen((heard) => {
    const message = parseHostMessage(heard)
    if (typeof message === 'object') highest = Math.max(highest, message.term)
  })
  return { next: () => Math.max(Date.now(), highest + 1), stop }
}

async function serve(parts: {
  readonly scope: string
  readonly start: StartEngine
  readonly closing: Promise<void>
  readonly bus: Bus
  readonly term: number
}): Promise<void> {
  const { scope, start, closing, bus, term } = parts
  const wakes = new Set<() => void>()
  const onTabWake = (listener: () => void) => {
    wakes.add(listener)
    return () => wakes.delete(listener)
  }
  const host = crypto.randomUUID()
  let engine: Engine
  try {
    engine = await start(browserPlatform({ scope, onTabWake }))
  } catch (error) {
    bus.post(pack({ type: 'failed', host, term, failure: startFailed }))
    throw error
  }
  const stop = serveEngine({
    ...{ common: bus, engine, host, term, reportBug: reportError },
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
