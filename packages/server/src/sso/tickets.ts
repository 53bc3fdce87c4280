// Tickets: for ten minutes after the provider has said who somebody is, its word for that (rule SSO-3). Each lets in one
// device, makes one account, or connects one, and is kept by the browser that began.

import { ExpiringMap } from '../accounts/expiring-map.ts'
import { randomToken } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import type { Identity } from './identity.ts'

const lifetime = 10 * 60_000
const atOnce = 20_000

export type Ticket = { readonly identity: Identity; readonly expires: number }

export class Tickets {
  readonly #clock: Clock
  readonly #tickets: ExpiringMap<Ticket>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#tickets = new ExpiringMap(lifetime, atOnce, () => clock.now())
  }

  issue(identity: Identity): { readonly ticket: string; readonly expires: number } {
    const ticket = randomToken()
    const expires = this.#clock.now() + lifetime
    this.#tickets.set(ticket, { identity, expires })
    return { ticket, expires }
  }

  /** Leaves it to be used. */
  look(ticket: string): Identity | undefined {
    return this.#livingOf(this.#tickets.get(ticket))?.identity
  }

  take(ticket: string): Ticket | undefined {
    return this.#livingOf(this.#tickets.take(ticket))
  }

  /** What it was taken for was refused: it may be used for another try, for no longer than before. */
  giveBack(ticket: string, taken: Ticket): void {
    this.#tickets.set(ticket, taken)
  }

  #livingOf(ticket: Ticket | undefined): Ticket | undefined {
    return ticket !== undefined && ticket.expires > this.#clock.now() ? ticket : undefined
  }
}
