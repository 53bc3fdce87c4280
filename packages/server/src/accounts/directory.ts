// The directory (rule P-3): people found by the beginning of a name, one person, and whom an account has blocked.
// Presence is shown only to whom it may be (rule P-2). Devices are looked up in the key log (KT).

import {
  type AccountName,
  bytesToBase64url,
  ok,
  type Presence,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { Clock } from '../gates.ts'
import type { AccountEvents } from './account-events.ts'
import type { AccountStore } from './account-store.ts'

/** The presence of an account as `viewer` may see it. */
export type PresenceFor = (viewer: AccountName, account: AccountName) => Promise<Presence>

type Parts = {
  readonly store: AccountStore
  readonly presence: PresenceFor
  readonly events: AccountEvents
  readonly clock: Clock
}

export class Directory {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * `query` is what somebody typed; what can't begin a name finds nobody. `viewer`: undefined for who may not see
   * presence.
   */
  async search(viewer: AccountName | undefined, query: string, limit: number): Promise<Schemas['People']> {
    const found = await this.#parts.store.search(query.trim().toLowerCase(), limit)
    const people = found.map(async ({ account, accountKey }) => ({
      account,
      accountKey: bytesToBase64url(accountKey),
      ...(await this.#presence(viewer, account)),
    }))
    return { people: await Promise.all(people) }
  }

  /** Refuses with `not_found`. */
  async person(viewer: AccountName | undefined, account: AccountName): Promise<Result<Schemas['Person']>> {
    const found = await this.#parts.store.account(account)
    if (found === undefined) return nobody()
    return ok({
      account,
      accountKey: bytesToBase64url(found.accountKey),
      ...(await this.#presence(viewer, account)),
    })
  }

  /** Refuses with `not_found`. */
  async profile(account: AccountName): Promise<Result<Schemas['Profile']>> {
    const found = await this.#parts.store.account(account)
    return found === undefined ? nobody() : ok({ account, accountKey: bytesToBase64url(found.accountKey) })
  }

  async blocks(account: AccountName): Promise<Schemas['Blocks']> {
    return { accounts: [...(await this.#parts.store.blocks(account))] }
  }

  /** Refuses with `not_found`, and with `bad_request` who would block themselves. */
  async setBlock(account: AccountName, other: AccountName, blocked: boolean): Promise<Result<undefined>> {
    if (account === other) return refuse('bad_request', 'Nobody can block themselves.')
    const outcome = await this.#parts.store.setBlock(account, other, blocked, this.#parts.clock.now())
    if (outcome === 'unknown_account') return nobody()
    this.#parts.events.blocksChanged(account, other)
    return ok(undefined)
  }

  async #presence(viewer: AccountName | undefined, account: AccountName) {
    if (viewer === undefined) return { status: 'offline' as const, lastSeen: 0 }
    const { status, lastSeen } = await this.#parts.presence(viewer, account)
    return { status, lastSeen }
  }
}

function nobody() {
  return refuse('not_found', 'Nobody here has this name.')
}
