// What is kept about identities at the company's provider: the port. Each call is one transaction; what it reports as
// done is on the disk when the promise settles. Times are milliseconds since 1970.

import type { AccountName } from '@sotto/wire'
import type { UnderProof } from '../factors/factor-store.ts'
import type { Identity } from './identity.ts'

export type StoredConnection = {
  /** Of this issuer; undefined where the account has none. */
  readonly identity: Identity | undefined
  /** When that was changed last; 0 for never. */
  readonly connected: number
  readonly disconnected: number
}

export type IdentityStore = {
  holder(identity: Identity): Promise<AccountName | undefined>
  connection(account: AccountName, issuer: string): Promise<StoredConnection>
  /** `taken`: it is another account's, or the account has another one of this issuer. Again is no change. */
  connect(change: UnderProof & { readonly identity: Identity }): Promise<'changed' | 'outdated' | 'taken'>
  disconnect(change: UnderProof & { readonly issuer: string }): Promise<'changed' | 'outdated' | 'none'>
}
