// Sign-in by a passkey alone (rule F-8): who has it, and was verified by it, needs neither name nor password.

import { bytesToBase64url, type Result, refuse, type Schemas } from '@sotto/wire'
import type { AccountStore } from '../accounts/account-store.ts'
import type { Admission } from './admission.ts'
import type { Passkeys } from './passkeys.ts'

type Parts = {
  readonly store: AccountStore
  readonly passkeys: Passkeys
  readonly admission: Admission
}

export class PasskeySignIn {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): Schemas['PasskeyAsked'] {
    return this.#parts.passkeys.startShowing()
  }

  /** Refuses with `sign_in_failed`, and as `Admission.admit` does. */
  async finish({ ticket, ...shown }: Schemas['PasskeyFinish']): Promise<Result<Schemas['Proved']>> {
    const { store, passkeys, admission } = this.#parts
    const passkey = await passkeys.finishShowing(shown)
    if (!passkey.ok) return passkey
    const { account, id, slot } = passkey.value
    const owner = await store.account(account)
    if (owner === undefined) return refuse('sign_in_failed', 'The account is gone.')
    const vault = slot === undefined ? {} : { passkey: bytesToBase64url(slot) }
    return admission.admit({ owner, proven: { way: 'passkey', id }, vault, ticket })
  }
}
