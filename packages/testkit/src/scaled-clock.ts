// The machine's clock, running faster: tests meet real sockets and a real server, and need not wait for
// back-off and jitter made for people. A process that died hears no more timers.

import type { Clock } from '@sotto/client/ports'

export class ScaledClock implements Clock {
  readonly #speed: number
  readonly #start = Date.now()
  #ahead: number
  readonly #timers = new Set<NodeJS.Timeout>()
  #alive = true

  /** `ahead`: milliseconds by which it is fast from the beginning. */
  constructor(speed: number, ahead = 0) {
    this.#speed = speed
    this.#ahead = ahead
  }

  now(): number {
    return Math.floor(this.#start + this.#ahead + (Date.now() - this.#start) * this.#speed)
  }

  /** Somebody sets the clock, or the machine has slept: no timer comes earlier for it. */
  jump(milliseconds: number): void {
    this.#ahead += milliseconds
  }

  after(delay: number, callback: () => void): () => void {
    if (!this.#alive) return () => {}
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      callback()
    }, delay / this.#speed)
    this.#timers.add(timer)
    return () => {
      clearTimeout(timer)
      this.#timers.delete(timer)
    }
  }

  /** The process died. */
  stop(): void {
    this.#alive = false
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}
