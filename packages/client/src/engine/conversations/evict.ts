// The id of a direct conversation is made of two names (ID-3), but whoever has a key package of ours can put
// us into a group of that name before the two have met. When it turns out whose id it is, that group goes,
// with everything that came from it; and before anything of the two comes in beside it, so that nothing of theirs goes.

import { type ConversationId, parseConversationId } from '@sotto/wire'
import { takeOutAll } from '../archive/local.ts'
import { type Live, warn } from '../live.ts'
import { parsed } from '../store/rows.ts'
import { noChores } from './record.ts'
import type { Turn } from './turn.ts'

const tables = ['items', 'gaps', 'outbox', 'receipts_due', 'receipts', 'intents', 'pending_commits', 'stays']

/**
 * Clears a conversation that is not the two people's; false, and nothing done, for a direct one and one not yet begun.
 * Only what came from somebody who stood here goes: where nobody has let this device in, entries without an invitation
 * came to it (its store was set back), and what stands here is what the archive has told of the two.
 */
export function evictStranger(live: Live, turn: Turn): boolean {
  const { record } = turn
  if (record.kind === 'direct' || record.group === 'none') return false
  const wasHeld = record.members.length > 0
  turn.dropGroup()
  record.group = 'none'
  record.generation = 0
  record.epoch = 0
  record.widened = 0
  record.state = 'active'
  record.members = []
  record.begunBy = undefined
  record.name = ''
  record.missing = undefined
  record.chores = noChores
  record.since = 0
  record.cursor = 0
  record.furthest = 0
  if (wasHeld) takeOutWhatCame(live, turn)
  return true
}

/** The account's devices have told the archive that these conversations are its direct ones. */
export async function evictStrangers(live: Live, conversations: readonly ConversationId[]): Promise<void> {
  if (conversations.length === 0) return
  const rows = await live.db.all(
    `SELECT id FROM conversations WHERE kind = 'group' AND id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(conversations)],
  )
  for (const row of rows) {
    await live.actors.of(parsed(row, 'id', parseConversationId)).run(async (turn) => {
      if (turn.record.members.length > 0) evictStranger(live, turn)
    })
  }
}

function takeOutWhatCame(live: Live, turn: Turn): void {
  const { id } = turn.record
  takeOutAll(turn)
  for (const table of tables) turn.write(`DELETE FROM ${table} WHERE conversation = ?`, id)
  const text = 'Somebody else stood in the place of this conversation. What they sent was removed.'
  turn.after(() => warn(live, 'forged_conversation', text, id))
}
