// Writes what happened to a conversation into its timeline, once per entry and kind.

import type { HappeningSnapshot } from '../../api/messages.ts'
import type { Turn } from '../conversations/turn.ts'
import { positionOf } from './position.ts'

export type Happened = HappeningSnapshot['what']
export type Moment = { readonly seq: number; readonly at: number }

/** In the order given, at the entry they came with. */
export function writeHappenings(turn: Turn, moment: Moment, happened: readonly Happened[]): void {
  happened.forEach((what, slot) => {
    turn.write(
      `INSERT OR IGNORE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
       VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)`,
      ...[turn.record.id, `${what.kind} ${moment.seq}`, positionOf(moment.seq, slot), moment.at],
      JSON.stringify(what),
    )
  })
  if (happened.length > 0) turn.record.missing = undefined
}
