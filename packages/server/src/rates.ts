// How often something may be asked (rule L-2), by name: the defaults, their reading from the
// configuration, and the token buckets that count. Memory is bounded: a limiter forgets the bucket
// that was used longest ago, which by then is most likely full again.

export type Rate = {
  /** Tokens that come back in a minute. */
  readonly perMinute: number
  /** Tokens of a full bucket. */
  readonly burst: number
}

export const defaultRates = {
  /** Any request, by address. */
  request: { perMinute: 1200, burst: 600 },
  /** Any request with a session, by account. */
  account: { perMinute: 600, burst: 300 },
  /** New accounts, by address. */
  signUp: { perMinute: 10, burst: 40 },
  /** Sign-ins that did not succeed, by address. */
  signInAddress: { perMinute: 60, burst: 300 },
  /** Session refreshes, by address. */
  refresh: { perMinute: 300, burst: 300 },
  /** Devices signed out, by address. */
  devices: { perMinute: 30, burst: 60 },
  /** Devices that ask to be signed in by another, and programs that show a code, by address. */
  links: { perMinute: 20, burst: 40 },
  /** Codes looked at and answered, by account. */
  codes: { perMinute: 10, burst: 20 },
  /** Programs registered, removed and answered, by account. */
  programs: { perMinute: 30, burst: 60 },
  /** Devices named, by account. */
  deviceNames: { perMinute: 30, burst: 60 },
  /** Key package uploads, by account. */
  keyPackages: { perMinute: 30, burst: 60 },
  /** Accounts whose key packages are claimed, by account. */
  claim: { perMinute: 200, burst: 2000 },
  /** Directory searches and look-ups, by account. */
  directory: { perMinute: 300, burst: 300 },
  /** Accounts looked up in the key log, by account. */
  lookUp: { perMinute: 600, burst: 3000 },
  /** Reading the key log's entries and proofs, by account. */
  keyLog: { perMinute: 120, burst: 240 },
  /** Changes to blocks, by account. */
  blocks: { perMinute: 60, burst: 60 },
  /** Reading and changing conversations over HTTP, by account. */
  conversations: { perMinute: 300, burst: 600 },
  /** Reading and writing sealed records, by account. */
  records: { perMinute: 600, burst: 600 },
  /** Changes of the own profile and status, by account. */
  profiles: { perMinute: 30, burst: 60 },
  /** New gateway connections, by address. */
  connect: { perMinute: 300, burst: 300 },
} as const satisfies Record<string, Rate>

export type RateName = keyof typeof defaultRates
export type Rates = { readonly [K in RateName]: Rate }

/** The default rates with those that `value` gives in their place; `undefined` when it is not of the form. */
export function readRates(value: unknown): Rates | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const rates: { [K in RateName]: Rate } = { ...defaultRates }
  for (const [name, rate] of Object.entries(value)) {
    if (!isRateName(name) || !isRate(rate)) return undefined
    rates[name] = { perMinute: rate.perMinute, burst: rate.burst }
  }
  return rates
}

/** Each rate so many times over. */
export function ratesTimes(rates: Rates, factor: number): Rates {
  const scaled = Object.entries(rates).map(([name, { perMinute, burst }]) => [
    name,
    { perMinute: perMinute * factor, burst: Math.max(1, burst * factor) },
  ])
  return Object.fromEntries(scaled) as Rates
}

function isRateName(name: string): name is RateName {
  return Object.hasOwn(defaultRates, name)
}

function isRate(value: unknown): value is Rate {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false
  const { perMinute, burst } = value as Partial<Record<string, unknown>>
  return isCount(perMinute) && isCount(burst) && burst >= 1
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 1e9
}

type Bucket = { tokens: number; at: number }

/** Counts one thing, by key. `now` is in milliseconds and never goes back. */
export class RateLimiter {
  readonly #rate: Rate
  readonly #now: () => number
  readonly #capacity: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: Rate, now: () => number, capacity = 20_000) {
    this.#rate = rate
    this.#now = now
    this.#capacity = capacity
  }

  /** Takes `cost` tokens and returns 0, or takes none and returns the milliseconds until there are enough. */
  take(key: string, cost = 1): number {
    const bucket = this.#bucket(key)
    const needed = Math.min(cost, this.#rate.burst)
    if (bucket.tokens >= needed) {
      bucket.tokens -= needed
      return 0
    }
    return Math.ceil(((needed - bucket.tokens) * 60_000) / this.#rate.perMinute)
  }

  /** Puts a token back: what it was taken for turned out to be welcome. */
  giveBack(key: string): void {
    const bucket = this.#bucket(key)
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + 1)
  }

  /** Number of keys remembered. */
  get size(): number {
    return this.#buckets.size
  }

  #bucket(key: string): Bucket {
    const now = this.#now()
    const known = this.#buckets.get(key)
    const bucket = known ?? { tokens: this.#rate.burst, at: now }
    const gained = (Math.max(0, now - bucket.at) * this.#rate.perMinute) / 60_000
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + gained)
    bucket.at = now
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (known === undefined) this.#forgetOldest()
    return bucket
  }

  #forgetOldest(): void {
    if (this.#buckets.size <= this.#capacity) return
    const oldest = this.#buckets.keys().next()
    if (!oldest.done) this.#buckets.delete(oldest.value)
  }
}

/** One limiter for each name. */
export type RateLimiters = { readonly [K in RateName]: RateLimiter }

export function createRateLimiters(rates: Rates, now: () => number): RateLimiters {
  const made = Object.entries(rates).map(([name, rate]) => [name, new RateLimiter(rate, now)])
  return Object.fromEntries(made) as RateLimiters
}
