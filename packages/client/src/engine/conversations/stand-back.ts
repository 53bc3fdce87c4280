// Many members could do the same chore. Each waits for its turn, by its place in the tree, so that the
// first does it and the others see it done; after that wait nobody depends on anybody.

import { membersOf } from '@sotto/crypto'
import type { AccountName } from '@sotto/wire'
import type { Live } from '../live.ts'
import { fraction } from '../network/backoff.ts'
import { leavesOf } from '../people/holder.ts'
import type { Turn } from './turn.ts'

const step = 400
const longest = 8_000

export type Waiting = {
  /** Those who can't do it. */
  readonly without: readonly AccountName[]
  /** Those who should do it, if they are there. */
  readonly first?: AccountName
}

/** Puts the chores of this conversation off until it is this device's turn, and wakes it then. */
export async function standBack(live: Live, turn: Turn, { without, first }: Waiting): Promise<void> {
  const group = await turn.group()
  if (group === undefined) return
  const able = leavesOf(membersOf(group)).filter((leaf) => !without.includes(leaf.account))
  const inOrder = [
    ...able.filter((leaf) => leaf.account === first),
    ...able.filter((leaf) => leaf.account !== first),
  ]
  const place = inOrder.findIndex((leaf) => leaf.device === live.identity.device)
  const delay = Math.min(longest, step * Math.max(0, place)) + step * fraction(live.platform.random)
  turn.after(() => {
    live.errands.of(turn.record.id).choresFrom = live.platform.clock.now() + delay
    live.wakeLater(turn.record.id, delay)
  })
}
