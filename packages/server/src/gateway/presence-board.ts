// Who is there: what each open connection says of its account, put together to one status per account
// (P-1), and told on the bus when it changes. Of who does not want to be seen (ST-4) it says what it says of who has gone.

import type { AccountName, Presence, PresenceStatus } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { topics } from '../bus/topics.ts'
import type { AccountGate, Clock } from '../gates.ts'
import type { Hiding } from '../profiles/profile-store.ts'

const forGood = 1

type Said = 'online' | 'away'
/** What one connection says, and the next one of the same account: nearly always there is no next. */
type Voice = { readonly connection: string; readonly said: Said; readonly next: Voice | undefined }

export class PresenceBoard {
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #accounts: Pick<AccountGate, 'lastSeen'>
  readonly #hidingOf: (account: AccountName) => Hiding
  readonly #said = new Map<AccountName, Voice>()

  constructor(parts: {
    readonly bus: Bus
    readonly clock: Clock
    readonly accounts: Pick<AccountGate, 'lastSeen'>
    readonly hidingOf: (account: AccountName) => Hiding
  }) {
    this.#bus = parts.bus
    this.#clock = parts.clock
    this.#accounts = parts.accounts
    this.#hidingOf = parts.hidingOf
  }

  of(account: AccountName): Presence {
    if (this.isHidden(account)) {
      return { account, status: 'offline', lastSeen: this.#hidingOf(account).since }
    }
    const status = this.#status(account)
    return { account, status, lastSeen: status === 'offline' ? this.#accounts.lastSeen(account) : 0 }
  }

  isHidden(account: AccountName): boolean {
    const { until } = this.#hidingOf(account)
    return until === forGood || until > this.#clock.now()
  }

  /** The account has said otherwise than before. */
  hidingChanged(account: AccountName): void {
    this.#bus.publish(topics.presence(account), this.of(account))
  }

  /** What a connection says of its account; undefined when it has gone. */
  say(account: AccountName, connection: string, said: Said | undefined): void {
    const before = this.#status(account)
    const others = without(this.#said.get(account), connection)
    const all = said === undefined ? others : { connection, said, next: others }
    if (all === undefined) this.#said.delete(account)
    else this.#said.set(account, all)
    const status = this.#status(account)
    if (status === before || this.isHidden(account)) return
    const lastSeen = status === 'offline' ? this.#clock.now() : 0
    this.#bus.publish(topics.presence(account), { account, status, lastSeen })
  }

  #status(account: AccountName): PresenceStatus {
    let voice = this.#said.get(account)
    if (voice === undefined) return 'offline'
    for (; voice !== undefined; voice = voice.next) if (voice.said === 'online') return 'online'
    return 'away'
  }
}

function without(voice: Voice | undefined, connection: string): Voice | undefined {
  if (voice === undefined || voice.connection === connection) return voice?.next
  return { ...voice, next: without(voice.next, connection) }
}
