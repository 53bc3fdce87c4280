// Who was about lately: for each key (an account, or an address) the others that came to it within the window,
// and how often they came (rule B-2). Memory is bounded in keys and in members of each.

const membersRemembered = 64

type Company = { readonly members: Map<string, number>; visits: number; since: number }

export class Crowd {
  readonly #window: number
  readonly #now: () => number
  readonly #capacity: number
  readonly #company = new Map<string, Company>()

  /** `window` in milliseconds. `now` in milliseconds, never going back. */
  constructor(window: number, now: () => number, capacity = 20_000) {
    this.#window = window
    this.#now = now
    this.#capacity = capacity
  }

  /** Whether `member` is one of the first `most` that came to `key` within the window, or could become one. */
  hasRoom(key: string, member: string, most: number): boolean {
    const company = this.#of(key)
    if (company === undefined) return true
    const place = [...company.members.keys()].indexOf(member)
    return place === -1 ? company.members.size < most : place < most
  }

  /** Visits to `key` since the window began. */
  visits(key: string): number {
    return this.#of(key)?.visits ?? 0
  }

  came(key: string, member: string): void {
    const now = this.#now()
    const company = this.#of(key) ?? { members: new Map<string, number>(), visits: 0, since: now }
    company.visits += 1
    if (company.members.has(member) || company.members.size < membersRemembered)
      company.members.set(member, now)
    this.#company.delete(key)
    this.#company.set(key, company)
    if (this.#company.size <= this.#capacity) return
    const oldest = this.#company.keys().next()
    if (!oldest.done) this.#company.delete(oldest.value)
  }

  /** `member` turned out to belong there. */
  forget(key: string, member: string): void {
    this.#of(key)?.members.delete(member)
  }

  /** Number of keys remembered. */
  get size(): number {
    return this.#company.size
  }

  #of(key: string): Company | undefined {
    const company = this.#company.get(key)
    if (company === undefined) return undefined
    const begin = this.#now() - this.#window
    for (const [member, last] of company.members) if (last <= begin) company.members.delete(member)
    if (company.since <= begin) {
      company.since = this.#now()
      company.visits = Math.floor(company.visits / 2)
    }
    if (company.members.size > 0) return company
    this.#company.delete(key)
    return undefined
  }
}
