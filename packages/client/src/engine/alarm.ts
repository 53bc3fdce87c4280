// A time at which one thing is to be done: of several wishes for it the earliest counts.

import type { Clock } from '../ports.ts'

export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #cancelTimer = () => {}
  #at: number | undefined

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Rings so many milliseconds from now at the latest. */
  set(delay: number): void {
    const at = this.#clock.now() + delay
    if (this.#at !== undefined && this.#at <= at) return
    this.#cancelTimer()
    this.#at = at
    this.#cancelTimer = this.#clock.after(delay, () => {
      this.#at = undefined
      this.#ring()
    })
  }

  cancel(): void {
    this.#cancelTimer()
    this.#at = undefined
  }
}
