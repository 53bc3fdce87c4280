// Serves the one engine to all tabs, each over its own line.
// Owns: what each tab watches, and the last list told to each. Always holds: answers only what was asked of this
// host; forgets a tab, and what it watched, when the tab is gone; the engine counts as looked at while any tab is;
// what is told arrives in the order in which it happened; of what a tab watches the next snapshot is made once it has
// taken the last.

import type { Commands, Engine, EngineEvent, Pace, Topics } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import type { Bus, ClosableBus } from './bus.ts'
import { patchOf } from './list-patch.ts'
import { type HostMessage, pack, parseTabMessage, type TabMessage } from './messages.ts'

type Tab = {
  readonly line: ClosableBus
  readonly stopListening: () => void
  readonly watches: Map<number, Watched>
  active: boolean
}

type Watched = {
  readonly stop: () => void
  /** The tab can take the next snapshot. */
  readonly took: () => void
}

export type HostParts = {
  readonly common: Bus
  readonly lineOf: (tab: string) => ClosableBus
  readonly engine: Engine
  /** This host's id and term; the term is higher than any heard before. */
  readonly host: string
  readonly term: number
  /** Tabs that have said hello already. */
  readonly tabs: readonly string[]
  /** Settles when the tab has gone, however it went. */
  readonly whenGone: (tab: string) => Promise<void>
  /** Where exceptions go that no caller should see: they are bugs. */
  readonly reportBug: (error: unknown) => void
  /** A tab tells that the machine or the person came back. */
  readonly onWake: () => void
}

type Untyped = {
  call(command: keyof Commands, ...params: unknown[]): Promise<Outcome<unknown>>
  watch(topic: keyof Topics, params: unknown, listener: (snapshot: unknown) => void, pace: Pace): () => void
}

/** Begins to serve, and says so. Returns the way to stop; the engine itself stays open. */
export function serveEngine(parts: HostParts): () => void {
  const host = new EngineHost(parts)
  return () => host.stop()
}

class EngineHost {
  readonly #parts: HostParts
  readonly #engine: Untyped
  readonly #tabs = new Map<string, Tab>()
  readonly #stops: (() => void)[]
  /** What happened in this moment and was not told yet. */
  #events: EngineEvent[] = []
  #active = false

  constructor(parts: HostParts) {
    this.#parts = parts
    // Parameters come from tabs of the same version and origin, whose compiler checked them.
    this.#engine = parts.engine as unknown as Untyped
    this.#stops = [
      parts.common.listen((heard) => this.#hearCommon(heard)),
      parts.engine.onEvent((event) => this.#gather(event)),
    ]
    for (const tab of parts.tabs) this.#tell(this.#tabOf(tab), { type: 'serving' })
    this.#announce()
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
    for (const tab of [...this.#tabs.keys()]) this.#forget(tab)
  }

  #hearCommon(heard: unknown): void {
    const message = parseTabMessage(heard)
    // The tab of another version learns by the announcement's version that it can't be served.
    if (message === 'other-version') this.#announce()
    else if (message?.type === 'hello') this.#tell(this.#tabOf(message.tab), { type: 'serving' })
  }

  #tabOf(id: string): Tab {
    const known = this.#tabs.get(id)
    if (known !== undefined) return known
    const line = this.#parts.lineOf(id)
    const stopListening = line.listen((heard) => {
      const message = parseTabMessage(heard)
      if (typeof message === 'object' && message.tab === id) this.#hear(tab, message)
    })
    const tab: Tab = { line, stopListening, watches: new Map(), active: false }
    this.#tabs.set(id, tab)
    this.#parts.whenGone(id).then(() => this.#forget(id), this.#parts.reportBug)
    return tab
  }

  #hear(tab: Tab, message: TabMessage): void {
    switch (message.type) {
      case 'hello':
        return
      case 'bye':
        this.#forget(message.tab)
        return
      case 'wake':
        this.#parts.onWake()
        return
      default:
        if (message.host === this.#parts.host) this.#serve(tab, message)
    }
  }

  #serve(tab: Tab, message: TabMessage & { type: 'call' | 'watch' | 'unwatch' | 'took' }): void {
    if (message.type === 'call') void this.#call(tab, message)
    else if (message.type === 'watch') this.#watch(tab, message)
    else if (message.type === 'took') tab.watches.get(message.id)?.took()
    else this.#unwatch(tab, message.id)
  }

  #forget(id: string): void {
    const tab = this.#tabs.get(id)
    if (tab === undefined) return
    this.#tabs.delete(id)
    for (const { stop } of tab.watches.values()) stop()
    tab.watches.clear()
    tab.stopListening()
    tab.line.close()
    void this.#tellActive()
  }

  async #call(tab: Tab, message: TabMessage & { type: 'call' }): Promise<void> {
    const outcome = await this.#outcomeOf(tab, message)
    const { id } = message
    try {
      this.#tell(tab, { type: 'result', id, outcome })
    } catch (error) {
      this.#parts.reportBug(error)
      this.#tell(tab, { type: 'result', id, outcome: bug })
    }
  }

  async #outcomeOf(tab: Tab, { command, params }: TabMessage & { type: 'call' }): Promise<Outcome<unknown>> {
    try {
      if (command === 'setActive') {
        tab.active = isActive(params)
        return (await this.#tellActive()) ?? { ok: true, value: null }
      }
      return await (params === undefined ? this.#engine.call(command) : this.#engine.call(command, params))
    } catch (error) {
      this.#parts.reportBug(error)
      return bug
    }
  }

  /** One tab in the background doesn't make the person absent who looks at another. */
  async #tellActive(): Promise<Outcome<unknown> | undefined> {
    const active = [...this.#tabs.values()].some((tab) => tab.active)
    if (active === this.#active) return undefined
    this.#active = active
    try {
      return await this.#engine.call('setActive', { active })
    } catch (error) {
      this.#parts.reportBug(error)
      return bug
    }
  }

  #watch(tab: Tab, message: TabMessage & { type: 'watch' }): void {
    const { id, topic, params } = message
    this.#unwatch(tab, id)
    let last: unknown
    let took = () => {}
    const tell = (snapshot: unknown) => {
      const patch = patchOf(last, snapshot)
      last = snapshot
      this.#tell(tab, patch === undefined ? { type: 'snapshot', id, snapshot } : { type: 'patch', id, patch })
    }
    const pace = () =>
      new Promise<void>((resolve) => {
        took = resolve
      })
    try {
      const stop = this.#engine.watch(topic, params, tell, pace)
      tab.watches.set(id, { stop, took: () => took() })
    } catch (error) {
      this.#parts.reportBug(error)
    }
  }

  #unwatch(tab: Tab, id: number): void {
    tab.watches.get(id)?.stop()
    tab.watches.delete(id)
  }

  #announce(): void {
    const { host, term, common } = this.#parts
    common.post(pack({ host, term, type: 'serving' }))
  }

  /** A burst of messages makes one word to each tab. */
  #gather(event: EngineEvent): void {
    if (this.#events.push(event) === 1) queueMicrotask(() => this.#tellEvents())
  }

  #tellEvents(): void {
    const events = this.#events.splice(0)
    if (events.length === 0) return
    for (const tab of this.#tabs.values()) this.#post(tab, { type: 'events', events })
  }

  #tell(tab: Tab, message: Body): void {
    this.#tellEvents()
    this.#post(tab, message)
  }

  #post(tab: Tab, message: Body): void {
    const { host, term } = this.#parts
    tab.line.post(pack({ host, term, ...message }))
  }
}

type Body = HostMessage extends infer M ? (M extends unknown ? Omit<M, 'host' | 'term'> : never) : never

const bug: Outcome<never> = {
  ok: false,
  error: {
    code: 'internal',
    message: 'Something went wrong in Sotto. Nothing that was sent is lost. Try again.',
  },
}

function isActive(params: unknown): boolean {
  return typeof params === 'object' && params !== null && 'active' in params && params.active === true
}
