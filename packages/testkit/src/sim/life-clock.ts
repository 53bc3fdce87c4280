// The clock of one life of a process: it shows the world's time, and its timers die with it.

import type { Clock } from '@sotto/client/ports'

export class LifeClock implements Clock {
  readonly #world: Clock
  readonly #timers = new Set<() => void>()
  #alive = true

  constructor(world: Clock) {
    this.#world = world
  }

  now(): number {
    return this.#world.now()
  }

  after(delay: number, callback: () => void): () => void {
    if (!this.#alive) return () => {}
    const cancel = this.#world.after(delay, () => {
      this.#timers.delete(cancel)
      callback()
    })
    this.#timers.add(cancel)
    return () => {
      this.#timers.delete(cancel)
      cancel()
    }
  }

  stop(): void {
    this.#alive = false
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }
}
