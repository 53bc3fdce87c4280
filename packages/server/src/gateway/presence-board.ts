// Who is there: what each open connection says of its account, put together to one status per account
// (P-1), and told on the bus when it changes.

import type { AccountName, Presence, PresenceStatus } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { topics } from '../bus/topics.ts'
import type { AccountGate, Clock } from '../gates.ts'

type Said = 'online' | 'away'

export class PresenceBoard {
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #accounts: Pick<AccountGate, 'lastSeen'>
  readonly #said = new Map<AccountName, Map<string, Said>>()

  constructor(bus: Bus, clock: Clock, accounts: Pick<AccountGate, 'lastSeen'>) {
    this.#bus = bus
    this.#clock = clock
    this.#accounts = accounts
  }

  of(account: AccountName): Presence {
    const status = this.#status(account)
    return { account, status, lastSeen: status === 'offline' ? this.#accounts.lastSeen(account) : 0 }
  }

  /** What a connection says of its account; undefined when it has gone. */
  say(account: AccountName, connection: string, said: Said | undefined): void {
    const before = this.#status(account)
    const all = this.#said.get(account) ?? new Map<string, Said>()
    if (said === undefined) all.delete(connection)
    else all.set(connection, said)
    if (all.size === 0) this.#said.delete(account)
    else this.#said.set(account, all)
    const status = this.#status(account)
    if (status === before) return
    const lastSeen = status === 'offline' ? this.#clock.now() : 0
    this.#bus.publish(topics.presence(account), { account, status, lastSeen })
  }

  #status(account: AccountName): PresenceStatus {
    const all = this.#said.get(account)
    if (all === undefined) return 'offline'
    for (const said of all.values()) if (said === 'online') return 'online'
    return 'away'
  }
}
