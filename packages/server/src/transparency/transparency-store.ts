// What is read of the key log: the port. Each answer is of one moment. Hashes and proofs are as RFC 9162 and
// spec/transparency.md have them; nothing is signed here.

import type { AccountState, Hash, MapProof } from '@sotto/crypto/server'
import type { AccountName } from '@sotto/wire'

export type LogState = {
  readonly size: number
  readonly root: Hash
  /** When the newest entry came, milliseconds since 1970. */
  readonly at: number
}

export type Newest = { readonly entry: Uint8Array; readonly path: readonly Hash[] }

export type LookedUp = {
  readonly account: AccountName
  readonly proof: MapProof
  /** Undefined when nobody has the name. */
  readonly state: AccountState | undefined
}

export type LookUp = {
  readonly log: LogState
  /** From the size that was asked from; empty where there is nothing to prove, or nothing that could be. */
  readonly consistency: readonly Hash[]
  readonly newest: Newest
  readonly accounts: readonly LookedUp[]
}

/** One entry, and what the map showed at its index before it. */
export type LoggedStep = {
  readonly entry: Uint8Array
  readonly proof: MapProof
}

export type TransparencyStore = {
  /** Undefined while there is no entry. `from`: the size that the asker knows, or 0. */
  lookUp(accounts: readonly AccountName[], from: number): Promise<LookUp | undefined>
  /** Entries from that position on, in their order. */
  steps(from: number, most: number): Promise<readonly LoggedStep[]>
  /** The account's own statements of the versions after that one, in their order. */
  history(account: AccountName, after: number, most: number): Promise<readonly (readonly Uint8Array[])[]>
  /** Undefined when there are no such trees. */
  consistency(from: number, to: number): Promise<readonly Hash[] | undefined>
}
