// Knows when a process that runs on simulated time has nothing left to do but wait for a timer. What runs
// beside the event loop (Web Cryptography's threads, injected requests) is counted; everything else shows
// itself within a few turns of the loop, and says so while it goes on.

import { webcrypto } from 'node:crypto'

/** Turns of the event loop in which nothing may stir. */
const calmTurns = 4

const threadWork = [
  'sign',
  'verify',
  'deriveBits',
  'generateKey',
  'importKey',
  'exportKey',
  'encrypt',
  'decrypt',
  'digest',
] as const

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export class Quiet {
  #running = 0
  #calm = 0
  #excused = 0
  #wake = () => {}

  constructor() {
    this.#countThreadWork()
  }

  /** Something happens that may have consequences in later turns. */
  stir(): void {
    this.#calm = 0
    this.#wake()
  }

  /** So much of the work that is counted waits for time to pass. */
  excuse(work: number): void {
    this.#excused = work
    this.stir()
  }

  /** Counts work until it is over. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#running += 1
    try {
      return await work
    } finally {
      this.#running -= 1
      this.stir()
    }
  }

  readonly settle = async (): Promise<void> => {
    this.#calm = 0
    while (this.#running > this.#excused || this.#calm < calmTurns) {
      this.#calm += 1
      await (this.#running > this.#excused ? this.#stirred() : turn())
    }
  }

  /** Waits without turning the loop: the processor is for the threads that one waits for. */
  #stirred(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #countThreadWork(): void {
    const subtle = Object.getPrototypeOf(webcrypto.subtle) as Record<string, unknown>
    for (const name of threadWork) {
      const original = subtle[name] as (...given: unknown[]) => Promise<unknown>
      const quiet = this
      subtle[name] = function (this: unknown, ...given: unknown[]) {
        return quiet.during(original.apply(this, given))
      }
    }
  }
}
