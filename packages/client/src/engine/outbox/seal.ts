// Seals what waits in the outbox: the envelope, the moved ratchet and the row are stored in one turn,
// before a byte leaves. Sealing again after the group has moved on makes a new envelope of the same
// message (ID-5).

import { contextOf, envelopeIdOf, epochOf } from '@sotto/crypto'
import { knowsPlace } from '../conversations/place.ts'
import type { Turn } from '../conversations/turn.ts'
import { keepAuthorship } from '../handover/authorship.ts'
import type { Live } from '../live.ts'
import { holdsDeclined } from '../people/key-numbers.ts'

export type OutboxKind = 'message' | 'receipt' | 'leave' | 'history' | 'profile'

export type Waiting = {
  readonly outbox: number
  readonly kind: OutboxKind
  /** The message id; empty for what is not a message. */
  readonly message: string
  /** Encoded MIMI content. */
  readonly content: Uint8Array
}

export type SealedRow = { readonly epoch: number; readonly bytes: Uint8Array; readonly envelope: string }

/** Puts a new row at the end of the outbox, sealed if the conversation is ready for it. */
export async function writeOutbox(live: Live, turn: Turn, row: Waiting): Promise<void> {
  turn.write(
    'INSERT INTO outbox (id, conversation, kind, message, content) VALUES (?, ?, ?, ?, ?)',
    ...[row.outbox, turn.record.id, row.kind, row.message, row.content],
  )
  if (await canSeal(live, turn)) await sealRow(live, turn, row)
  turn.after(() => live.wake(turn.record.id))
}

/**
 * Nothing is sealed for an account whose key has changed until the person has decided, nor for one declined; and nothing
 * before it is known that no key is used again.
 */
export async function canSeal(live: Live, turn: Turn): Promise<boolean> {
  const { record } = turn
  if (record.group !== 'live' || !knowsPlace(live, turn)) return false
  if (record.members.some(({ account }) => live.people.isChanged(account))) return false
  return !(await holdsDeclined(live, turn))
}

/** Undefined when this device can't write into the group any more. */
export async function sealRow(
  live: Live,
  turn: Turn,
  { outbox, kind, message, content }: Waiting,
): Promise<SealedRow | undefined> {
  const group = await turn.group()
  if (group === undefined) return undefined
  const sealed = await live.mls.seal(group, { plaintext: content })
  if (!sealed.ok) return undefined
  const { bytes } = sealed.value
  turn.adopt(sealed.value)
  if (kind === 'message') {
    const { credential } = live.identity
    keepAuthorship(turn, { message, credential, content, ...contextOf(sealed.value.state) })
  }
  const envelope = envelopeIdOf(bytes)
  const epoch = Number(epochOf(sealed.value.state))
  turn.write(
    'UPDATE outbox SET envelope = ?, envelope_bytes = ?, epoch = ? WHERE id = ?',
    envelope,
    bytes,
    epoch,
    outbox,
  )
  turn.write('INSERT OR REPLACE INTO outbox_envelopes (envelope, outbox) VALUES (?, ?)', envelope, outbox)
  return { epoch, bytes, envelope }
}
