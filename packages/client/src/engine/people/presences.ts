// Who is online, as far as anybody here wants to know: gathers what the watched topics need into one
// `watch` request, and keeps the last word about each account.

import { type AccountName, limits, type Presence } from '@sotto/wire'

export const unknownPresence = { status: 'offline', lastSeen: 0 } as const

export type PresencePort = {
  watch(accounts: readonly AccountName[]): void
  changed(): void
}

export class Presences {
  readonly #port: PresencePort
  readonly #known = new Map<AccountName, Omit<Presence, 'account'>>()
  readonly #wanted = new Map<unknown, readonly AccountName[]>()
  #asked = ''

  constructor(port: PresencePort) {
    this.#port = port
  }

  of(account: AccountName): Omit<Presence, 'account'> {
    return this.#known.get(account) ?? unknownPresence
  }

  /** What one watcher needs from now on; an empty list when it is gone. */
  want(watcher: unknown, accounts: readonly AccountName[]): void {
    if (accounts.length === 0) this.#wanted.delete(watcher)
    else this.#wanted.set(watcher, accounts)
    this.#ask()
  }

  /** A new connection knows of no watches. */
  connected(): void {
    this.#asked = ''
    this.#ask()
  }

  disconnected(): void {
    this.#known.clear()
    this.#port.changed()
  }

  learn(changes: readonly Presence[]): void {
    for (const { account, status, lastSeen } of changes) this.#known.set(account, { status, lastSeen })
    this.#port.changed()
  }

  #ask(): void {
    const accounts = [...new Set([...this.#wanted.values()].flat())].sort().slice(0, limits.watchedAccounts)
    const key = accounts.join(' ')
    if (key === this.#asked) return
    this.#asked = key
    this.#port.watch(accounts)
  }
}
