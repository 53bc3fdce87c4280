// What a ticket is worth at the door (rules SSO-4 to SSO-6): whether it is the account's, and whether there must be one.

import { type AccountName, ok, type Result, refuse } from '@sotto/wire'
import type { SsoConfig } from './config.ts'
import { type Identity, isSameIdentity } from './identity.ts'
import type { IdentityStore } from './identity-store.ts'
import type { Ticket, Tickets } from './tickets.ts'

type Parts = {
  readonly store: IdentityStore
  readonly tickets: Tickets
  readonly config: Pick<SsoConfig, 'issuer' | 'name' | 'required'> | undefined
}

export type TakenTicket = { readonly identity: Identity; giveBack(): void }

export class Identification {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get isRequired(): boolean {
    return this.#parts.config?.required === true
  }

  /** The identity that comes with a way in, if any. Leaves the ticket. Refuses with `sso_failed` or `sso_mismatch`. */
  async of(account: AccountName, ticket: string | undefined): Promise<Result<Identity | undefined>> {
    if (ticket === undefined) return ok(undefined)
    const { store, tickets } = this.#parts
    const identity = tickets.look(ticket)
    if (identity === undefined) return over()
    const { identity: held } = await store.connection(account, identity.issuer)
    const fits =
      held === undefined ? (await store.holder(identity)) === undefined : isSameIdentity(held, identity)
    return fits ? ok(identity) : this.mismatch()
  }

  /** For a new account. Refuses with `sso_required`, `sso_failed` or `sso_mismatch`. */
  async forNew(ticket: string | undefined): Promise<Result<TakenTicket | undefined>> {
    if (ticket === undefined) return this.isRequired ? this.required() : ok(undefined)
    const taken = this.take(ticket)
    if (taken === undefined) return over()
    if ((await this.#parts.store.holder(taken.identity)) === undefined) return ok(taken)
    taken.giveBack()
    return this.mismatch()
  }

  /** Once; undefined when it was taken or has expired. */
  take(ticket: string): TakenTicket | undefined {
    const { tickets } = this.#parts
    const taken: Ticket | undefined = tickets.take(ticket)
    return taken && { identity: taken.identity, giveBack: () => tickets.giveBack(ticket, taken) }
  }

  required() {
    const name = this.#parts.config?.name ?? ''
    return refuse(
      'sso_required',
      `This server wants you to sign in with ${name} first. A device that is signed in can also let this one in.`,
    )
  }

  mismatch() {
    const name = this.#parts.config?.name ?? ''
    return refuse(
      'sso_mismatch',
      `This account and this sign-in at ${name} do not belong together: one of them has another. Nothing was done.`,
    )
  }
}

export function over() {
  return refuse('sso_failed', 'The sign-in at the provider was used, or is too long ago. Begin again.')
}
