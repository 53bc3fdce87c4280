// What a server remembers for a short while: entries expire, are taken once, and never number more than
// `capacity`; beyond it the oldest goes first.

export class ExpiringMap<V> {
  readonly #lifetime: number
  readonly #capacity: number
  readonly #now: () => number
  readonly #entries = new Map<string, { readonly value: V; readonly expires: number }>()

  /** `lifetime` in milliseconds. */
  constructor(lifetime: number, capacity: number, now: () => number) {
    this.#lifetime = lifetime
    this.#capacity = capacity
    this.#now = now
  }

  set(key: string, value: V): void {
    this.#dropExpired()
    const oldest = this.#entries.keys().next()
    if (this.#entries.size >= this.#capacity && !oldest.done) this.#entries.delete(oldest.value)
    this.#entries.set(key, { value, expires: this.#now() + this.#lifetime })
  }

  /** The value, which stays; `undefined` as for `take`. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    return entry !== undefined && entry.expires > this.#now() ? entry.value : undefined
  }

  /** The value, once; `undefined` when it was taken, has expired, or never was. */
  take(key: string): V | undefined {
    const value = this.get(key)
    this.#entries.delete(key)
    return value
  }

  get size(): number {
    return this.#entries.size
  }

  // All live equally long, so the first to come are the first to expire.
  #dropExpired(): void {
    const now = this.#now()
    for (const [key, entry] of this.#entries) {
      if (entry.expires > now) return
      this.#entries.delete(key)
    }
  }
}
