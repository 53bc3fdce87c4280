// A tab's way to the engine: whichever tab's worker holds it, all tabs share it.
// Always holds: the tab's lock is held before its first word, so that the host learns of its end.

import type { Engine } from '../../api/engine.ts'
import type { Failure } from '../../errors.ts'
import { refusingEngine } from '../../remote/refusing-engine.ts'
import { RemoteEngine } from '../../remote/remote-engine.ts'
import { broadcastBus } from '../web-standard/broadcast-bus.ts'
import { EngineProcess, type SpawnWorker } from './engine-process.ts'
import { engineChannel, tabChannel, tabLock } from './names.ts'

export type TabOptions = {
  /** Tells profiles of one origin apart. */
  readonly scope: string
  /** Starts a worker whose entry calls `holdEngine`. */
  readonly spawn: SpawnWorker
}

/** Connects this tab. Call it once; `close` lets go of this tab's part and lets another tab's worker take over. */
export function attachTab({ scope, spawn }: TabOptions): Engine {
  if (!canHoldEngine()) return refusingEngine(unfit)
  const tab = crypto.randomUUID()
  const { lines, close: closeLines } = linesOfLockedTab(scope, tab)
  const remote = new RemoteEngine({ ...lines, tab, newKey: () => crypto.randomUUID(), pace: drawn })
  const process = new EngineProcess(scope, spawn)
  const stops = [tellOfWaking(() => remote.wake()), restWithPage(process), persistOnceSignedIn(remote)]
  return {
    call: (command, ...params) => remote.call(command, ...params),
    watch: (topic, params, listener, pace) => remote.watch(topic, params, listener, pace),
    onEvent: (listener) => remote.onEvent(listener),
    async close() {
      for (const stop of stops) stop()
      await remote.close()
      await process.close()
      closeLines()
    },
  }
}

/** A browser that draws nothing, though the page could be seen, is not waited for longer. */
const longestFrame = 250

/** Settles once what a page was told is on the screen; at once where nobody can see it. */
function drawn(): Promise<void> {
  if (document.visibilityState === 'hidden') return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestFrame)
    requestAnimationFrame(() => {
      clearTimeout(timer)
      setTimeout(resolve, 0)
    })
  })
}

function canHoldEngine(): boolean {
  return isSecureContext && 'locks' in navigator && typeof navigator.storage?.getDirectory === 'function'
}

const unfit: Failure = {
  code: 'device_storage_failed',
  message:
    'This browser, or this way of opening the page, has no safe place for your messages. Use a current browser, not in private mode, over https.',
}

/** The tab says nothing on the common line until its lock is held. */
function linesOfLockedTab(scope: string, tab: string) {
  const common = broadcastBus(engineChannel(scope))
  const own = broadcastBus(tabChannel(scope, tab))
  let early: unknown[] | undefined = []
  let release = () => {}
  void navigator.locks.request(tabLock(scope, tab), () => {
    for (const message of early ?? []) common.post(message)
    early = undefined
    return new Promise<void>((resolve) => {
      release = resolve
    })
  })
  const post = (message: unknown) => {
    if (early === undefined) common.post(message)
    else early.push(message)
  }
  const close = () => {
    common.close()
    own.close()
    release()
  }
  return { lines: { common: { post, listen: common.listen }, own }, close }
}

function tellOfWaking(wake: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === 'visible') wake()
  }
  document.addEventListener('visibilitychange', seen)
  window.addEventListener('pageshow', seen)
  window.addEventListener('online', wake)
  return () => {
    document.removeEventListener('visibilitychange', seen)
    window.removeEventListener('pageshow', seen)
    window.removeEventListener('online', wake)
  }
}

/** A page kept for the back button is frozen, and its worker with it. */
function restWithPage(process: EngineProcess): () => void {
  const hide = (event: PageTransitionEvent) => {
    if (event.persisted) process.rest()
  }
  const show = (event: PageTransitionEvent) => {
    if (event.persisted) process.resume()
  }
  window.addEventListener('pagehide', hide)
  window.addEventListener('pageshow', show)
  return () => {
    window.removeEventListener('pagehide', hide)
    window.removeEventListener('pageshow', show)
  }
}

/**
 * Asks that the browser doesn't drop the store when it wants room; not before there is something to keep, since
 * some browsers ask the person. It works without, too.
 */
function persistOnceSignedIn(remote: RemoteEngine): () => void {
  const stop = remote.watch('session', undefined, (session) => {
    if (session.state !== 'signed-in') return
    stop()
    navigator.storage.persist?.().catch(() => {})
  })
  return stop
}
