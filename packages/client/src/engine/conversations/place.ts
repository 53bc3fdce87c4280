// Whether this device knows where it stands in a conversation. A store that was brought back from a backup doesn't know
// which keys it has used since. So in each life of the engine nothing is sealed for a conversation before the device has
// read what it may have written there and forgotten; one that turns out to have been set back asks to be let in anew
// (C-12).

import { type Live, warn } from '../live.ts'
import { rest, type Task } from './task.ts'
import type { Turn } from './turn.ts'

/** Once known it stays known: no store is exchanged while the engine runs. */
export function knowsPlace(live: Live, { record }: Turn): boolean {
  const errand = live.errands.of(record.id)
  const { head } = errand
  const isThrough = live.gateway.status.caughtUp || (head !== undefined && record.cursor >= head)
  // a first delivery that left out nothing shows as much as the answer to a question
  errand.knowsPlace ||= isThrough && (errand.heard || head !== undefined)
  return errand.knowsPlace
}

/** Before anything else is done for a group: asks the server, unless the conversation has nothing to do. */
export async function placeStep(live: Live, turn: Turn): Promise<Task> {
  // what lies before the head is on its way, and wakes when it is here
  if (live.errands.of(turn.record.id).head !== undefined) return rest
  const row = await turn.first('SELECT 1 AS one FROM conversations WHERE id = ? AND busy = 1', [
    turn.record.id,
  ])
  return row === undefined ? rest : { do: 'learn-place' }
}

/** What this device would seal now it may have sealed with the same keys before: it asks to be let in anew first. */
export function wasSetBack(live: Live, turn: Turn): void {
  const { record } = turn
  if (record.group !== 'live') return
  record.group = 'broken'
  turn.after(() => {
    warn(live, 'set_back', 'This device has lost what it had here, and asks to be let in again.', record.id)
    live.wake(record.id)
  })
}
