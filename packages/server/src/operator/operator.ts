// What whoever runs the server can do about accounts (rules O-1 to O-5): look at them, disable one, sign it out,
// disconnect it from the company's provider, delete it. None of it reads a message or makes a key.

import { type AccountName, type OperatorSchemas, ok, type Result, refuse } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { Clock } from '../gates.ts'
import type { AccountLine, AccountPage, OperatorStore } from './operator-store.ts'

type Parts = {
  readonly store: OperatorStore
  readonly events: AccountEvents
  readonly rosters: {
    acquaintances(account: AccountName): Promise<readonly AccountName[]>
    /** Takes the account and its devices out of every conversation's roster. */
    forgetAccount(account: AccountName): Promise<number>
  }
  readonly clock: Clock
}

export class Operator {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async accounts(page: AccountPage): Promise<OperatorSchemas['Accounts']> {
    return { accounts: (await this.#parts.store.accounts(page)).map(lineOf) }
  }

  /** Refuses with `not_found`. */
  async account(account: AccountName): Promise<Result<OperatorSchemas['Account']>> {
    const found = await this.#parts.store.account(account)
    return found === undefined ? nobody(account) : ok(lineOf(found))
  }

  /** Ends its sessions; nobody signs in to it until it is enabled. Refuses with `not_found`. */
  async disable(account: AccountName): Promise<Result<OperatorSchemas['Account']>> {
    const { store, events, clock } = this.#parts
    const now = clock.now()
    const ended = await store.setDisabled(account, now, now)
    if (ended === undefined) return nobody(account)
    events.sessionsEnded(ended, 'session_revoked')
    return this.account(account)
  }

  /** Refuses with `not_found`. */
  async enable(account: AccountName): Promise<Result<OperatorSchemas['Account']>> {
    const done = await this.#parts.store.setDisabled(account, undefined, this.#parts.clock.now())
    return done === undefined ? nobody(account) : this.account(account)
  }

  /** Ends every session of it; its devices stay its own, and come back with a sign-in. Refuses with `not_found`. */
  async signOut(account: AccountName): Promise<Result<OperatorSchemas['Account']>> {
    const { store, events, clock } = this.#parts
    const ended = await store.endSessions(account, clock.now())
    if (ended === undefined) return nobody(account)
    events.sessionsEnded(ended, 'session_revoked')
    return this.account(account)
  }

  /** From its identity at the provider (rule O-5); its person connects it anew. Refuses with `not_found`. */
  async disconnect(account: AccountName): Promise<Result<OperatorSchemas['Account']>> {
    const { store, events, clock } = this.#parts
    if (!(await store.disconnect(account, clock.now()))) return nobody(account)
    events.waysChanged(account)
    return this.account(account)
  }

  /** For good. Answers with what is gone, and what can't be made to go. Refuses with `not_found`. */
  async remove(account: AccountName): Promise<Result<OperatorSchemas['Removed']>> {
    const { store, events, rosters, clock } = this.#parts
    const now = clock.now()
    // cut short anywhere, the same again does the rest: the account itself goes last
    const ended = await store.setDisabled(account, now, now)
    if (ended === undefined) return nobody(account)
    events.sessionsEnded(ended, 'session_revoked')
    const acquainted = await rosters.acquaintances(account)
    const conversations = await rosters.forgetAccount(account)
    const removed = await store.remove(account, now)
    if (removed === undefined) return nobody(account)
    events.accountGone(account, acquainted)
    return ok({
      account,
      removed: { ...removed, sessions: ended.length, conversations },
      kept: [...kept],
    })
  }
}

const kept = ['name', 'key_log', 'sent_entries', 'others_copies', 'group_leaves', 'backups'] as const

function lineOf({ disabled, ...line }: AccountLine): OperatorSchemas['Account'] {
  return disabled === undefined ? line : { ...line, disabled }
}

function nobody(account: AccountName) {
  return refuse('not_found', `Nobody on this server is called ${account}.`)
}
