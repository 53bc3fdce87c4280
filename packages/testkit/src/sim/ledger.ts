// What the server's logs hold and who may read it, written down as it reaches the server's disk: the
// truth that every device is held against. Knows nothing of what is inside an envelope.

import { peekPrivateMessage } from '@sotto/crypto/server'
import type { WrittenEntry } from '@sotto/server/testing'
import type { ConversationId, DeviceId } from '@sotto/wire'

/** A moment of an MLS group: epochs of a later generation come after all of an earlier one. */
export type Epoch = { readonly generation: number; readonly number: number }

export type LedgerEntry = {
  readonly seq: number
  readonly kind: WrittenEntry['kind']
  readonly sender: DeviceId | undefined
  readonly sealed: Epoch | undefined
}

/** A time in which a device was in a conversation: it sees the entries from `from` to `until`. */
export type Stay = {
  readonly from: number
  /** It can read what is sealed in this epoch and later. */
  readonly reads: Epoch
  until: number | undefined
}

export type Log = {
  readonly entries: LedgerEntry[]
  readonly stays: Map<DeviceId, Stay[]>
}

export class Ledger {
  readonly logs = new Map<ConversationId, Log>()

  readonly note = (written: WrittenEntry): void => {
    const log: Log = this.logs.get(written.conversation) ?? { entries: [], stays: new Map() }
    this.logs.set(written.conversation, log)
    const { seq, kind, sender } = written
    const sealed = kind === 'message' || kind === 'commit' ? sealedIn(written.bytes) : undefined
    log.entries.push({ seq, kind, sender, sealed })
    for (const device of [...(written.change?.ends ?? []), ...(written.change?.drops ?? [])])
      endStay(log, device, seq)
    for (const { device } of written.change?.joins ?? []) {
      endStay(log, device, seq - 1)
      const reads = { generation: sealed?.generation ?? 0, number: (sealed?.number ?? 0) + 1 }
      log.stays.set(device, [...(log.stays.get(device) ?? []), { from: seq, reads, until: undefined }])
    }
  }

  /** A ledger that goes on by itself. */
  copy(): Ledger {
    const copy = new Ledger()
    for (const [id, log] of this.logs) {
      const stays = [...log.stays].map(([device, all]) => [device, all.map((one) => ({ ...one }))] as const)
      copy.logs.set(id, { entries: [...log.entries], stays: new Map(stays) })
    }
    return copy
  }
}

export function isIn(log: Log, device: DeviceId): boolean {
  return log.stays.get(device)?.at(-1)?.until === undefined && log.stays.has(device)
}

/** Whether a device was meant to read the entry at `seq`. */
export function mayRead(log: Log, device: DeviceId, seq: number): boolean {
  const entry = log.entries[seq - 1]
  if (entry === undefined) return false
  if (entry.sender === device) return true
  const { sealed } = entry
  return (log.stays.get(device) ?? []).some(
    ({ from, until, reads }) =>
      from <= seq && seq <= (until ?? seq) && sealed !== undefined && isNotBefore(sealed, reads),
  )
}

function endStay(log: Log, device: DeviceId, until: number): void {
  const stay = log.stays.get(device)?.at(-1)
  if (stay !== undefined && stay.until === undefined) stay.until = until
}

function isNotBefore(one: Epoch, other: Epoch): boolean {
  if (one.generation !== other.generation) return one.generation > other.generation
  return one.number >= other.number
}

function sealedIn(bytes: Uint8Array): Epoch | undefined {
  const frame = peekPrivateMessage(bytes)
  if (!frame.ok) return undefined
  return { generation: frame.value.groupId[16] ?? 0, number: Number(frame.value.epoch) }
}
