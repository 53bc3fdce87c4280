// Says that something behind a snapshot changed. Signals are gathered for a moment, so that a burst of
// entries makes one new snapshot.

import type { ConversationId } from '@sotto/wire'
import type { Clock } from '../../ports.ts'

export type Signal =
  | 'session'
  | 'connection'
  | 'conversations'
  | 'presence'
  | 'people'
  | 'blocks'
  | 'devices'
  | 'directory'
  | 'account'
  | 'archive'
  | 'settings'
  | 'profiles'
  | `conversation ${ConversationId}`

const gatherFor = 20

export class Signals {
  readonly #clock: Clock
  readonly #listeners = new Set<(signals: ReadonlySet<Signal>) => void>()
  readonly #hasty = new Set<(signals: readonly Signal[]) => void>()
  #gathered = new Set<Signal>()
  #scheduled = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  touch(...signals: readonly Signal[]): void {
    for (const listener of this.#hasty) listener(signals)
    for (const signal of signals) this.#gathered.add(signal)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#clock.after(gatherFor, () => {
      this.#scheduled = false
      const gathered = this.#gathered
      this.#gathered = new Set()
      for (const listener of [...this.#listeners]) listener(gathered)
    })
  }

  listen(listener: (signals: ReadonlySet<Signal>) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For who keeps what was read: from the moment of a change what it keeps is old. */
  listenAtOnce(listener: (signals: readonly Signal[]) => void): void {
    this.#hasty.add(listener)
  }
}
