// Sealed records as they are asked for over HTTP (spec/PROTOCOL.md R): limits, and the word to the account's
// other devices. The room knows neither what a record is about nor which belong together; whatever an account wants
// to have on all its devices (its history, and as well what it has read, drafts or settings) is a matter of
// names and keys on the client: each kind derives its ids and seals under a label of its own.

import type { AccountName, DeviceId } from '@sotto/wire'
import { limits, ok, type Result, refuse } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { Limits } from '../limits.ts'
import type { RecordChange, RecordStore, RecordWrite, SealedRecord } from './record-store.ts'

type Parts = {
  readonly store: RecordStore
  readonly events: Pick<AccountEvents, 'recordsChanged'>
  readonly limits: Limits
}

type Writer = { readonly account: AccountName; readonly device: DeviceId }

export class Records {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** All or none. Refuses with `bad_request`, `too_large`, `version_conflict` or `quota_exceeded`. */
  async write(
    { account, device }: Writer,
    writes: readonly RecordWrite[],
  ): Promise<Result<{ readonly change: number }>> {
    const problem = problemOf(writes)
    if (problem !== undefined) return problem
    const { store, events } = this.#parts
    const { recordsPerAccount: records, recordBytesPerAccount: bytes } = this.#parts.limits
    const outcome = await store.write(account, writes, { records, bytes })
    switch (outcome.kind) {
      case 'written':
        events.recordsChanged(account, device)
        return ok({ change: outcome.change })
      case 'conflict':
        return refuse('version_conflict', 'Another device has changed this meanwhile.')
      case 'full':
        return refuse('quota_exceeded', 'The account keeps as much on this server as it may.')
    }
  }

  read(account: AccountName, ids: readonly Uint8Array[]): Promise<readonly SealedRecord[]> {
    return this.#parts.store.read(account, ids, limits.recordBytesPerAnswer)
  }

  changes(
    account: AccountName,
    after: number,
  ): Promise<{ readonly changes: readonly RecordChange[]; readonly last: number }> {
    return this.#parts.store.changes(account, after, limits.recordsPerRequest)
  }
}

function problemOf(writes: readonly RecordWrite[]) {
  const ids = new Set(writes.map(({ id }) => id.join()))
  if (ids.size < writes.length) return refuse('bad_request', 'A record is named twice.')
  if (writes.some(({ version, after }) => version <= after)) {
    return refuse('bad_request', 'A version must be above the one it replaces.')
  }
  if (writes.some(({ bytes }) => (bytes?.length ?? 0) > limits.recordBytes)) {
    return refuse('too_large', `A record has at most ${limits.recordBytes} bytes.`)
  }
  return undefined
}
