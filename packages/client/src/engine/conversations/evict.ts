// The id of a direct conversation is made of two names (ID-3), but whoever has a key package of ours can put
// us into a group of that name before the two have met. When it turns out whose id it is, that group goes,
// with everything that came from it.

import { takeOutAll } from '../archive/local.ts'
import { type Live, warn } from '../live.ts'
import { noChores } from './record.ts'
import type { Turn } from './turn.ts'

/** Clears a conversation that a stranger holds; false, and nothing done, for a direct one and one not yet begun. */
export function evictStranger(live: Live, turn: Turn): boolean {
  const { record } = turn
  if (record.kind === 'direct' || record.group === 'none') return false
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
  takeOutAll(turn)
  record.since = 0
  record.cursor = 0
  record.furthest = 0
  for (const table of ['items', 'outbox', 'receipts_due', 'receipts', 'intents', 'pending_commits', 'stays'])
    turn.write(`DELETE FROM ${table} WHERE conversation = ?`, record.id)
  const text = 'Somebody else stood in the place of this conversation. What they sent was removed.'
  turn.after(() => warn(live, 'forged_conversation', text, record.id))
  return true
}
