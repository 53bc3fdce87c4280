// Waiting that grows with failure (rule B-1): after some free tries each further one has to come later, twice
// as late as the one before. Memory is bounded: of all keys the one used longest ago is forgotten first.

const firstDelay = 2_000
const longestDelay = 15 * 60_000
/** Who has not tried for so long begins anew. */
const forgottenAfter = 24 * 3_600_000

type Failures = { count: number; last: number }

export class GrowingDelays {
  readonly #free: number
  readonly #now: () => number
  readonly #capacity: number
  readonly #failures = new Map<string, Failures>()

  /** `free`: tries before the first delay. `now` in milliseconds, never going back. */
  constructor(free: number, now: () => number, capacity = 20_000) {
    this.#free = free
    this.#now = now
    this.#capacity = capacity
  }

  /** Milliseconds until the next try of this key is due; 0 when it is. */
  wait(key: string): number {
    const known = this.#known(key)
    if (known === undefined || known.count < this.#free) return 0
    const delay = Math.min(longestDelay, firstDelay * 2 ** Math.min(30, known.count - this.#free))
    return Math.max(0, known.last + delay - this.#now())
  }

  /** Counts a try. */
  count(key: string): void {
    const known = this.#known(key)
    this.#failures.delete(key)
    this.#failures.set(key, { count: (known?.count ?? 0) + 1, last: this.#now() })
    if (this.#failures.size <= this.#capacity) return
    const oldest = this.#failures.keys().next()
    if (!oldest.done) this.#failures.delete(oldest.value)
  }

  /** What was tried was right in the end. */
  forget(key: string): void {
    this.#failures.delete(key)
  }

  /** Number of keys remembered. */
  get size(): number {
    return this.#failures.size
  }

  #known(key: string): Failures | undefined {
    const known = this.#failures.get(key)
    return known !== undefined && this.#now() - known.last < forgottenAfter ? known : undefined
  }
}
