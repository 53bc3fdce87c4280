// Who has blocked whom, remembered, because it is asked for every message. Forgotten when the bus says
// that a block list changed.

import type { AccountName } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { topics } from '../bus/topics.ts'

type Ask = (account: AccountName, other: AccountName) => boolean

const mostAccounts = 50_000

export class BlockCache {
  readonly #ask: Ask
  readonly #answers = new Map<AccountName, Map<AccountName, boolean>>()
  readonly #unsubscribe: () => void

  constructor(bus: Bus, ask: Ask) {
    this.#ask = ask
    this.#unsubscribe = bus.subscribe(topics.blocks, ({ account }) => {
      this.#answers.delete(account)
    })
  }

  hasBlocked(account: AccountName, other: AccountName): boolean {
    const known = this.#answers.get(account)?.get(other)
    if (known !== undefined) return known
    const answer = this.#ask(account, other)
    if (this.#answers.size > mostAccounts) this.#answers.clear()
    const answers = this.#answers.get(account) ?? new Map<AccountName, boolean>()
    answers.set(other, answer)
    this.#answers.set(account, answers)
    return answer
  }

  close(): void {
    this.#unsubscribe()
  }
}
