// What an account keeps at the server under names and in bytes that only its own devices understand: the port.
// A record is replaced or deleted only by who knows its version, and a version never comes again.

import type { AccountName } from '@sotto/wire'

export type SealedRecord = {
  /** 16 to 32 bytes. */
  readonly id: Uint8Array
  /** 0: there never was one. */
  readonly version: number
  /** Undefined when it was deleted, or never was. */
  readonly bytes: Uint8Array | undefined
}

/** Takes the place of version `after`, 0 for none. `bytes` undefined: deletes. */
export type RecordWrite = SealedRecord & { readonly after: number }

/** Deleted records count as records. */
export type RecordQuota = { readonly records: number; readonly bytes: number }

/** `conflict`: one of the records has another version. `full`: the account would hold more than it may. */
export type RecordsOutcome =
  | { readonly kind: 'written'; readonly change: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'full' }

export type RecordChange = { readonly id: Uint8Array; readonly version: number; readonly change: number }

export type RecordStore = {
  /** All or none; on the disk when it resolves. No id twice. */
  write(account: AccountName, writes: readonly RecordWrite[], quota: RecordQuota): Promise<RecordsOutcome>
  /** In the order asked for, from the first on, until `mostBytes` are reached; at least one. */
  read(account: AccountName, ids: readonly Uint8Array[], mostBytes: number): Promise<readonly SealedRecord[]>
  /** Each record at its last change after that one, in their order; `last` is the account's newest change, or 0. */
  changes(
    account: AccountName,
    after: number,
    most: number,
  ): Promise<{ readonly changes: readonly RecordChange[]; readonly last: number }>
}
