// Stores what somebody said as an item: a message, or what it changes of one.

import type { AccountName, EnvelopeId, MessageId } from '@sotto/wire'
import type { SendState } from '../../api/messages.ts'
import type { Turn } from '../conversations/turn.ts'
import { lifetimeColumns } from '../expiry/lifetime.ts'
import type { Said } from '../inbox/shown.ts'

export type WrittenItem = {
  readonly id: MessageId
  readonly pos: number
  readonly from: AccountName
  readonly mine: boolean
  readonly at: number
  readonly state: SendState
  readonly said: Said
  readonly envelope?: EnvelopeId
}

/** What is there already stays as it is. */
export function writeItem(turn: Turn, item: WrittenItem): void {
  const { id, pos, from, mine, at, state, said, envelope } = item
  const { type, text, target, unsupported, inReplyTo, forwarded, expires } = said
  turn.write(
    `INSERT OR IGNORE INTO items
       (conversation, key, pos, type, sender, mine, text, at, state, detail, envelope, target, expires_after, goes_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[turn.record.id, id, pos, type, from, mine ? 1 : 0, text, at, state],
    ...[JSON.stringify({ unsupported, inReplyTo, forwarded }), envelope ?? null, target ?? null],
    ...lifetimeColumns(expires),
  )
}
