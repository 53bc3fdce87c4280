// An own change to a message on its way out: stored as an item, shown at once, and put into the outbox behind what waits
// there, all in one transaction.

import { messageIdOf } from '@sotto/crypto'
import {
  deletionMessage,
  type Expiration,
  encodeMimiContent,
  type Heading,
  type MessageId,
  type MimiContent,
  saltLength,
} from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import type { Said } from '../inbox/shown.ts'
import type { Live } from '../live.ts'
import { newestHere } from '../outbox/newest-here.ts'
import { writeOutbox } from '../outbox/seal.ts'
import { newHead } from '../outbox/tell-head.ts'
import { waitingPosition } from '../timeline/position.ts'
import { writeItem } from '../timeline/write-item.ts'

export async function headingOf(live: Live, turn: Turn): Promise<Heading> {
  return {
    origin: { sender: live.identity.account, conversation: turn.record.id },
    salt: live.platform.random.bytes(saltLength),
    ...newHead(live, turn),
    ...(await newestHere(turn)),
  }
}

/** Answers with the id of the change. */
export async function queueChange(
  live: Live,
  turn: Turn,
  { said, composed }: { readonly said: Said; readonly composed: MimiContent },
): Promise<MessageId> {
  const content = encodeMimiContent(composed)
  const from = live.identity.account
  const id = messageIdOf({ sender: from, conversation: turn.record.id }, content)
  const outbox = live.nextOrder()
  const at = live.platform.clock.now()
  writeItem(turn, { id, pos: waitingPosition(outbox), from, mine: true, at, state: 'pending', said })
  await writeOutbox(live, turn, { outbox, kind: 'message', message: id, content })
  return id
}

type Deletion = { readonly target: MessageId; readonly expires?: Expiration }

/** Of a message or of a reaction. */
export async function queueDeletion(
  live: Live,
  turn: Turn,
  { target, ...lifetime }: Deletion,
): Promise<MessageId> {
  const composed = deletionMessage({ ...(await headingOf(live, turn)), replaces: target, ...lifetime })
  return queueChange(live, turn, { said: { type: 'deletion', text: '', target, ...lifetime }, composed })
}
