// The account key's word that a program may have access (rules OA-5, OA-11). Each time it is given, every device of the
// account is to hear of it.

import { isProgramAccessSigned } from '@sotto/crypto/server'
import { refuse } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { Clock } from '../gates.ts'
import type { ProgramStore } from './program-store.ts'
import type { Given } from './token-desk.ts'

type Parts = {
  readonly accounts: AccountStore
  readonly store: ProgramStore
  readonly events: Pick<AccountEvents, 'waysChanged'>
  readonly clock: Clock
}

export class AccountWord {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Whether the account key has signed that the program may. `request`: the code challenge, or the user code. */
  async take(
    given: Given & { readonly request: string },
    signature: Uint8Array | undefined,
  ): Promise<boolean> {
    const { accounts, store, events, clock } = this.#parts
    const owner = await accounts.account(given.account)
    if (owner === undefined || owner.disabled !== undefined || signature === undefined) return false
    if (!(await isProgramAccessSigned(given, owner.accountKey, signature))) return false
    await store.noteAllowed(given.account, clock.now())
    events.waysChanged(given.account)
    return true
  }
}

export function notSigned() {
  return refuse('forbidden', 'The account has not signed that the program may.')
}
