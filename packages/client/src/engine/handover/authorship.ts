// What shows later who wrote a message: what its sender signed is kept beside the item, for those who come into the group
// afterwards, and for those who lack it (spec/newcomers.md NH-2). It goes with the item.

import type { ApplicationMessage, Authorship } from '@sotto/crypto'
import type { MessageId } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'

export type Kept = Omit<Authorship, 'signature'> & {
  /** The message's id. */
  readonly message: string
  readonly credential: Uint8Array
  readonly content: Uint8Array
  /** Missing for what this device has written: it can sign it again. */
  readonly signature?: Uint8Array
}

export function keepAuthorship(turn: Turn, kept: Kept): void {
  const { id } = turn.record
  const { message, credential, content, context, leaf, signature } = kept
  turn.write(
    'INSERT OR IGNORE INTO signed_parts (conversation, bytes) VALUES (?1, ?2), (?1, ?3)',
    ...[id, context, credential],
  )
  turn.write(
    `INSERT OR REPLACE INTO authorship (conversation, message, context, credential, leaf, content, signature)
     SELECT ?1, ?2, context.id, credential.id, ?5, ?6, ?7
     FROM signed_parts AS context, signed_parts AS credential
     WHERE context.conversation = ?1 AND context.bytes = ?3
       AND credential.conversation = ?1 AND credential.bytes = ?4`,
    ...[id, message, context, credential, leaf, content, signature ?? null],
  )
}

/** What could be handed to who lacks it: who sent it without data beside the content, as everybody does. */
export function keepOpened(
  turn: Turn,
  { id, message }: { readonly id: MessageId; readonly message: ApplicationMessage },
): void {
  if (message.authenticatedData.length > 0) return
  const { authorship, plaintext: content, sender } = message
  keepAuthorship(turn, { message: id, credential: sender.credential, content, ...authorship })
}
