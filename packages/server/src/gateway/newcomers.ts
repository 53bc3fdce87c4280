// Who has connected and was not welcomed yet: how long they may take, and how much they may say meanwhile
// (G-2). One timer serves all of them: they stand in the order in which they came, so that the first is
// always the next one to be late. Who was welcomed leaves nothing here.

import type { EventEmitter } from 'node:events'
import type { ErrorCode } from '@sotto/wire'

export type Newcomer = {
  bye(code: ErrorCode, message: string): void
  cut(code: ErrorCode, message: string): void
}

/** Where the bytes come from, as `data`. */
export type Source = Pick<EventEmitter, 'on' | 'off'>

export type NewcomerLimits = { readonly milliseconds: number; readonly bytes: number }

type Arrival = { readonly since: number; readonly forget: () => void }

export class Newcomers {
  readonly #limits: NewcomerLimits
  readonly #arrivals = new Map<Newcomer, Arrival>()
  #timer: NodeJS.Timeout | undefined

  constructor(limits: NewcomerLimits) {
    this.#limits = limits
  }

  add(newcomer: Newcomer, source: Source): void {
    let left = this.#limits.bytes
    const count = ({ length }: Buffer) => {
      left -= length
      if (left < 0) newcomer.cut('too_large', 'Wait for the welcome.')
    }
    source.on('data', count)
    this.#arrivals.set(newcomer, { since: performance.now(), forget: () => source.off('data', count) })
    this.#timer ??= setTimeout(() => this.#sweep(), this.#limits.milliseconds)
  }

  /** It is welcome, or gone. */
  met(newcomer: Newcomer): void {
    this.#arrivals.get(newcomer)?.forget()
    this.#arrivals.delete(newcomer)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #sweep(): void {
    this.#timer = undefined
    for (const [newcomer, { since }] of this.#arrivals) {
      const left = since + this.#limits.milliseconds - performance.now()
      if (left > 0) {
        this.#timer = setTimeout(() => this.#sweep(), Math.ceil(left))
        return
      }
      // Its bytes are counted until the socket has gone.
      this.#arrivals.delete(newcomer)
      newcomer.bye('unauthenticated', 'No hello came.')
    }
  }
}
