// The engine as a tab sees it: the same interface, answered over its own line by whichever worker holds the engine.
// Owns: what this tab asked and watches. Always holds: when another host takes over, everything watched is
// watched again, and every call is either asked again (see repeating.ts) or answered `unavailable`.
//
// For the engine: a `send` asked again carries the same `key` as the first time, and the first may have
// been done. It must be recognised from the store, since the engine that did it is gone.

import type { Commands, Engine, EngineEvent, Pace, Topics } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import type { Failure } from '../errors.ts'
import type { Bus } from './bus.ts'
import { applied, type SnapshotPatch } from './list-patch.ts'
import { type HostMessage, pack, parseHostMessage, type TabMessage } from './messages.ts'
import { mayRepeat } from './repeating.ts'

type Call = {
  readonly command: keyof Commands
  readonly params: unknown
  readonly settle: (outcome: Outcome<never>) => void
  asked: boolean
}
type Watch = {
  readonly topic: keyof Topics
  readonly params: unknown
  readonly listener: (snapshot: never) => void
  readonly pace: Pace
  /** The last snapshot of the present host: what its patches are for. */
  last: unknown
}

export type RemoteParts = {
  readonly common: Bus
  /** This tab's own line. */
  readonly own: Bus
  /** This tab's id; the lock that tells of its end is held already. */
  readonly tab: string
  readonly newKey: () => string
  /** Of all that is watched without a pace of its own. */
  readonly pace: Pace
}

export class RemoteEngine implements Engine {
  readonly #parts: RemoteParts
  readonly #calls = new Map<number, Call>()
  readonly #watches = new Map<number, Watch>()
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  readonly #stops: readonly (() => void)[]
  #host: string | undefined
  #term = Number.NEGATIVE_INFINITY
  #failure: Failure | undefined
  #active: boolean | undefined
  #nextId = 0
  #open = true

  constructor(parts: RemoteParts) {
    this.#parts = parts
    this.#stops = [
      parts.common.listen((heard) => this.#hearCommon(heard)),
      parts.own.listen((heard) => this.#hearOwn(heard)),
    ]
    this.#sayHello()
  }

  call<C extends keyof Commands>(
    command: C,
    ...params: Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]
  ): Promise<Outcome<Commands[C]['value']>> {
    if (!this.#open) return Promise.resolve({ ok: false, error: closed })
    if (this.#failure !== undefined) return Promise.resolve({ ok: false, error: this.#failure })
    const id = this.#nextId++
    return new Promise((settle) => {
      const call: Call = { command, params: this.#withKey(command, params[0]), settle, asked: false }
      this.#calls.set(id, call)
      if (this.#host !== undefined) this.#ask(id, call, this.#host)
    })
  }

  watch<T extends keyof Topics>(
    topic: T,
    params: Topics[T]['params'],
    listener: (snapshot: Topics[T]['snapshot']) => void,
    pace: Pace = this.#parts.pace,
  ): () => void {
    const id = this.#nextId++
    const watch: Watch = { topic, params, listener, pace, last: undefined }
    this.#watches.set(id, watch)
    if (this.#host !== undefined) this.#askToWatch(id, watch, this.#host)
    else if (this.#failure !== undefined) queueMicrotask(() => this.#tellFailure(id))
    return () => {
      if (!this.#watches.delete(id) || this.#host === undefined) return
      this.#post({ type: 'unwatch', host: this.#host, id })
    }
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The person or the network came back: only tabs see the first. */
  wake(): void {
    if (this.#open) this.#post({ type: 'wake' })
  }

  /** Lets go of this tab's part; the engine lives on for the others. */
  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    this.#post({ type: 'bye' })
    for (const stop of this.#stops) stop()
    this.#watches.clear()
    this.#listeners.clear()
    for (const id of [...this.#calls.keys()]) this.#settle(id, { ok: false, error: closed })
  }

  #hearCommon(heard: unknown): void {
    const message = parseHostMessage(heard)
    if (message === undefined) return
    // A host of this version that is heard later puts it right.
    if (message === 'other-version') {
      if (this.#host === undefined) this.#fail(otherVersion)
    } else if (message.term < this.#term) {
      return
    } else if (message.type === 'failed') {
      this.#term = message.term
      this.#fail(message.failure)
    } else if (message.type === 'serving' && message.host !== this.#host) {
      // It serves this tab once it listens on its line, and says so there.
      this.#sayHello()
    }
  }

  #hearOwn(heard: unknown): void {
    const message = parseHostMessage(heard)
    if (typeof message !== 'object' || message.term < this.#term || message.type === 'failed') return
    if (message.type === 'serving') this.#adopt(message)
    else if (message.host === this.#host) this.#take(message)
  }

  #take(message: HostMessage & { type: 'result' | 'snapshot' | 'patch' | 'events' }): void {
    switch (message.type) {
      case 'events':
        for (const event of message.events) for (const listener of [...this.#listeners]) listener(event)
        break
      case 'result':
        this.#settle(message.id, message.outcome as Outcome<never>)
        break
      case 'snapshot':
        this.#show(message.id, message.snapshot)
        break
      case 'patch':
        this.#change(message.id, message.patch)
    }
  }

  #show(id: number, snapshot: unknown): void {
    const watch = this.#watches.get(id)
    if (watch === undefined) return
    watch.last = snapshot
    watch.listener(snapshot as never)
    void this.#sayTaken(id, watch)
  }

  /** The host that told it is answered; another one has begun to tell anew. */
  async #sayTaken(id: number, watch: Watch): Promise<void> {
    const host = this.#host
    await watch.pace().catch(() => undefined)
    if (host !== undefined && host === this.#host && this.#watches.get(id) === watch)
      this.#post({ type: 'took', host, id })
  }

  #change(id: number, patch: SnapshotPatch): void {
    const watch = this.#watches.get(id)
    if (watch === undefined) return
    const snapshot = applied(watch.last, patch)
    if (snapshot !== undefined) this.#show(id, snapshot)
    // Watching anew brings the whole.
    else if (this.#host !== undefined) this.#askToWatch(id, watch, this.#host)
  }

  #askToWatch(id: number, watch: Watch, host: string): void {
    watch.last = undefined
    this.#post({ type: 'watch', host, id, topic: watch.topic, params: watch.params })
  }

  #adopt({ host, term }: HostMessage): void {
    if (host === this.#host) return
    this.#host = host
    this.#term = term
    this.#failure = undefined
    for (const [id, watch] of this.#watches) this.#askToWatch(id, watch, host)
    if (this.#active !== undefined) {
      const id = this.#nextId++
      this.#post({ type: 'call', host, id, command: 'setActive', params: { active: this.#active } })
    }
    for (const [id, call] of [...this.#calls]) {
      if (!call.asked || mayRepeat(call.command)) this.#ask(id, call, host)
      else this.#settle(id, { ok: false, error: interrupted })
    }
  }

  #fail(failure: Failure): void {
    this.#host = undefined
    this.#failure = failure
    for (const id of [...this.#calls.keys()]) this.#settle(id, { ok: false, error: failure })
    for (const id of [...this.#watches.keys()]) this.#tellFailure(id)
  }

  #tellFailure(id: number): void {
    const watch = this.#watches.get(id)
    if (watch?.topic !== 'session' || this.#failure === undefined) return
    const listener = watch.listener as (snapshot: Topics['session']['snapshot']) => void
    listener({ state: 'store-failed', error: this.#failure })
  }

  #withKey(command: keyof Commands, params: unknown): unknown {
    if (command === 'setActive') this.#active = (params as Commands['setActive']['params']).active
    return command === 'send' ? { key: this.#parts.newKey(), ...(params as object) } : params
  }

  #ask(id: number, call: Call, host: string): void {
    call.asked = true
    try {
      this.#post({ type: 'call', host, id, command: call.command, params: call.params })
    } catch (error) {
      this.#calls.delete(id)
      throw error
    }
  }

  #settle(id: number, outcome: Outcome<never>): void {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    call?.settle(outcome)
  }

  #sayHello(): void {
    this.#parts.common.post(pack({ tab: this.#parts.tab, type: 'hello' }))
  }

  #post(message: Body): void {
    this.#parts.own.post(pack({ tab: this.#parts.tab, ...message }))
  }
}

type Body = TabMessage extends infer M ? (M extends unknown ? Omit<M, 'tab'> : never) : never

const interrupted: Failure = {
  code: 'unavailable',
  message: 'Sotto restarted while this was under way. See whether it was done, and try again if not.',
}
const closed: Failure = { code: 'unavailable', message: 'This window is closing.' }
const otherVersion: Failure = {
  code: 'version_unsupported',
  message: 'Another tab runs another version of Sotto. Your messages are safe. Close or reload that tab.',
}
