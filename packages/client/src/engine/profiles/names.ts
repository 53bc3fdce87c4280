// What people call themselves, in memory, and whether a name could be taken for somebody else's (spec/profiles.md PR-9).

import { type AccountName, skeletonOf } from '@sotto/wire'
import type { NamedPerson } from '../../api/profiles.ts'

export class Names {
  readonly #names = new Map<AccountName, string>()
  /** Everybody whose display name, or account name, looks like this. */
  readonly #alike = new Map<string, Set<AccountName>>()

  /** An account that is known, whatever it calls itself. */
  meet(account: AccountName): void {
    this.#note(skeletonOf(account), account)
  }

  learn(account: AccountName, name: string): void {
    const before = this.#names.get(account) ?? ''
    if (before === name) return
    const isOwnName = skeletonOf(before) === skeletonOf(account)
    if (before !== '' && !isOwnName) this.#alike.get(skeletonOf(before))?.delete(account)
    if (name === '') this.#names.delete(account)
    else {
      this.#names.set(account, name)
      this.#note(skeletonOf(name), account)
    }
  }

  /** Empty when the account calls itself nothing. */
  of(account: AccountName): string {
    return this.#names.get(account) ?? ''
  }

  all(): readonly NamedPerson[] {
    return Array.from(this.#names, ([account, name]) => ({ account, name }))
  }

  /** Whether somebody else is called, or calls themselves, so nearly the same that nobody sees the difference. */
  isAlike(account: AccountName): boolean {
    const name = this.of(account)
    return name !== '' && [...(this.#alike.get(skeletonOf(name)) ?? [])].some((one) => one !== account)
  }

  #note(skeleton: string, account: AccountName): void {
    const all = this.#alike.get(skeleton)
    if (all === undefined) this.#alike.set(skeleton, new Set([account]))
    else all.add(account)
  }
}
