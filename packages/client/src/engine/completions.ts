// Who waits for what: commands that answer once a durable message or intent is done. The waiting itself
// is not durable; what is waited for is.

import type { Outcome } from '../api/outcome.ts'
import { type Failure, failure } from '../errors.ts'

type Waiter = (outcome: Outcome<'done' | 'later'>) => void

export class Completions {
  readonly #waiters = new Map<string, Waiter[]>()

  /** `later`: it is kept and will be done when the server can be reached. */
  wait(key: string): Promise<Outcome<'done' | 'later'>> {
    return new Promise((resolve) => {
      this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), resolve])
    })
  }

  done(key: string): void {
    this.#settle(key, { ok: true, value: 'done' })
  }

  failed(key: string, error: Failure): void {
    this.#settle(key, { ok: false, error })
  }

  later(key: string): void {
    this.#settle(key, { ok: true, value: 'later' })
  }

  /** The server is away: nobody waits any longer, everything stays queued. */
  postpone(): void {
    for (const key of [...this.#waiters.keys()]) this.later(key)
  }

  close(): void {
    const { error } = failure('not_signed_in', 'This device was signed out.')
    for (const key of [...this.#waiters.keys()]) this.failed(key, error)
  }

  #settle(key: string, outcome: Outcome<'done' | 'later'>): void {
    const waiters = this.#waiters.get(key) ?? []
    this.#waiters.delete(key)
    for (const waiter of waiters) waiter(outcome)
  }
}

export const completionOf = {
  message: (id: string) => `message ${id}`,
  intent: (id: number) => `intent ${id}`,
}
