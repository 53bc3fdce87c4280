// A leave that was cut in two (C-5): a device of this account has said that it leaves, and died, or was set back, before
// it told the server. To the members the account is gone, to the server it is in. Another of its devices finishes it.

import { membersOf } from '@sotto/crypto'
import type { Live } from '../live.ts'
import { fraction } from '../network/backoff.ts'
import { leavesOf } from '../people/holder.ts'
import { finishIntent, readIntents, writeIntent } from './intents.ts'
import { again, type Task } from './task.ts'
import type { Turn } from './turn.ts'

/** Whoever has said it goes at once, as a rule; then the others one after the other. */
const patience = 10_000
const step = 3_000

/** The notice of another device of this account, which speaks for all of them. */
export async function followLeave(live: Live, turn: Turn): Promise<void> {
  turn.record.state = 'left'
  const isKnown = (await readIntents(turn)).some(({ intent }) => intent.kind === 'leave')
  if (!isKnown) writeIntent(live, turn, { kind: 'leave', stage: 'follow' })
}

/** Says it again, so that those who came since and a device that was set back hear of it too, when nobody else has. */
export async function followStep(live: Live, turn: Turn, intent: number): Promise<Task | undefined> {
  const { record } = turn
  if (record.state !== 'left') {
    // the person has written here since, or this device was let in anew
    finishIntent(live, turn, intent)
    return undefined
  }
  const errand = live.errands.of(record.id)
  const now = live.platform.clock.now()
  errand.followFrom ||= now + patience + (await ownTurn(live, turn))
  const wait = errand.followFrom - now
  if (wait > 0) {
    turn.after(() => live.wakeLater(record.id, wait))
    return undefined
  }
  turn.write(
    'UPDATE intents SET intent = ? WHERE id = ?',
    ...[JSON.stringify({ kind: 'leave', stage: 'notice' }), intent],
  )
  return again
}

/** Milliseconds by which this device lets the account's others go first, by their places in the tree. */
async function ownTurn(live: Live, turn: Turn): Promise<number> {
  const group = await turn.group()
  const own = leavesOf(group === undefined ? [] : membersOf(group)).filter(
    ({ account }) => account === live.identity.account,
  )
  const place = own.findIndex(({ device }) => device === live.identity.device)
  return step * (Math.max(0, place) + fraction(live.platform.random))
}
