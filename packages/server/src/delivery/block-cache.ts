// Who has blocked whom, remembered, because it is asked for every message. Forgotten when the bus says
// that a block list changed.

import type { AccountName } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { topics } from '../bus/topics.ts'

type Ask = (account: AccountName, other: AccountName) => boolean

const mostAnswers = 100_000

export class BlockCache {
  readonly #ask: Ask
  readonly #answers = new Map<AccountName, Map<AccountName, boolean>>()
  readonly #most: number
  #count = 0
  readonly #unsubscribe: () => void

  constructor(bus: Bus, ask: Ask, most = mostAnswers) {
    this.#ask = ask
    this.#most = most
    this.#unsubscribe = bus.subscribe(topics.blocks, ({ account }) => {
      this.#count -= this.#answers.get(account)?.size ?? 0
      this.#answers.delete(account)
    })
  }

  /** How many answers are remembered. */
  get size(): number {
    return this.#count
  }

  hasBlocked(account: AccountName, other: AccountName): boolean {
    const known = this.#answers.get(account)?.get(other)
    if (known !== undefined) return known
    const answer = this.#ask(account, other)
    if (this.#count >= this.#most) {
      this.#answers.clear()
      this.#count = 0
    }
    const answers = this.#answers.get(account) ?? new Map<AccountName, boolean>()
    answers.set(other, answer)
    this.#answers.set(account, answers)
    this.#count += 1
    return answer
  }

  close(): void {
    this.#unsubscribe()
  }
}
