// A clock that stands still until it is told to go on.
// Always holds: it shows whole milliseconds; timers fire in the order of their due times, those of the same time in the order made.

import type { Clock } from '@sotto/client/ports'

type Timer = { readonly due: number; readonly order: number; readonly callback: () => void }

/** Lets everything run that is ready without time passing. */
export type Settle = () => Promise<void>

const turns = 5

/** A few turns of the event loop: enough for promises and for what they started. */
export const settleTurns: Settle = async () => {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

export class FakeClock implements Clock {
  #now: number
  #order = 0
  readonly #timers = new Set<Timer>()
  readonly #settle: Settle

  /** `start`: milliseconds since 1970. `settle` runs between timers. */
  constructor(start = Date.UTC(2030, 0, 1), settle: Settle = settleTurns) {
    this.#now = start
    this.#settle = settle
  }

  now(): number {
    return this.#now
  }

  after(delay: number, callback: () => void): () => void {
    const timer = { due: this.#now + Math.ceil(Math.max(0, delay)), order: this.#order++, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** When the next timer is due, if there is one. */
  get next(): number | undefined {
    return this.#first()?.due
  }

  /** Lets `milliseconds` pass, with every timer in them and what it causes. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await this.#settle()
    for (let timer = this.#first(); timer !== undefined && timer.due <= end; timer = this.#first()) {
      await this.#fire(timer)
    }
    this.#now = end
  }

  /** Goes from timer to timer until `done` answers true. Throws after `limit` milliseconds of this clock. */
  async advanceUntil(done: () => boolean, limit = 3_600_000): Promise<void> {
    const end = this.#now + limit
    await this.#settle()
    while (!done()) {
      const timer = this.#first()
      if (timer === undefined || timer.due > end) throw new Error('It did not happen in time')
      await this.#fire(timer)
    }
  }

  #first(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (
        first === undefined ||
        timer.due < first.due ||
        (timer.due === first.due && timer.order < first.order)
      ) {
        first = timer
      }
    }
    return first
  }

  async #fire(timer: Timer): Promise<void> {
    this.#timers.delete(timer)
    this.#now = Math.max(this.#now, timer.due)
    timer.callback()
    await this.#settle()
  }
}
