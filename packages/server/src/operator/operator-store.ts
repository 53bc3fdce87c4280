// What whoever runs the server may know and do about accounts: the port. Each call is one transaction; what it reports
// is on the disk when the promise settles. Times are milliseconds since 1970.

import type { AccountName } from '@sotto/wire'
import type { EndedSession } from '../accounts/account-store.ts'

export type AccountLine = {
  readonly account: AccountName
  readonly created: number
  /** Since when it is disabled. */
  readonly disabled: number | undefined
  readonly devices: number
  /** That have not ended. */
  readonly sessions: number
  /** Of its devices the last, as far as it is written. */
  readonly lastSeen: number
}

export type AccountPage = {
  /** The beginning of the name. */
  readonly query: string
  /** The page goes on after this name. */
  readonly after?: AccountName
  readonly most: number
}

/** How much of what was removed with an account. */
export type Removed = {
  readonly devices: number
  readonly keyPackages: number
  readonly records: number
  readonly recordBytes: number
}

export type OperatorStore = {
  /** In the order of their names. */
  accounts(page: AccountPage): Promise<readonly AccountLine[]>
  account(account: AccountName): Promise<AccountLine | undefined>
  /** `at`: since when; undefined enables it again. Ends its sessions. Undefined for a name that nobody has. */
  setDisabled(
    account: AccountName,
    at: number | undefined,
    now: number,
  ): Promise<readonly EndedSession[] | undefined>
  /** From every identity at a provider. False for a name that nobody has. */
  disconnect(account: AccountName, now: number): Promise<boolean>
  /** Undefined for a name that nobody has. */
  endSessions(account: AccountName, now: number): Promise<readonly EndedSession[] | undefined>
  /**
   * Takes everything out that is kept about the account outside of conversations, and writes its last version into the
   * key log (KT-13). The name is given to nobody else. Undefined for a name that nobody has.
   */
  remove(account: AccountName, now: number): Promise<Removed | undefined>
}
