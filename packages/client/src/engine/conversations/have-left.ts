// The end of a conversation for an account that has left it or was removed: nothing of it waits any longer.
// A wish that outlived its member would come true when they are let in again, long after it was meant.

import { dropHandover } from '../handover/wanted.ts'
import type { Live } from '../live.ts'
import { failWaiting } from '../outbox/fail-waiting.ts'
import { failIntents, finishIntent, readIntents } from './intents.ts'
import type { Turn } from './turn.ts'

export async function haveLeft(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  turn.dropGroup()
  dropHandover(turn)
  turn.write('DELETE FROM pending_commits WHERE conversation = ?', record.id)
  record.group = 'gone'
  record.state = 'left'
  record.awaited = false
  record.outside = undefined
  record.members = record.members.filter((member) => member.account !== live.identity.account)
  turn.after(() => {
    live.errands.of(record.id).parting = false
  })
  for (const { id } of await readIntents(turn)) finishIntent(live, turn, id)
  await failWaiting(live, turn, { code: 'not_member', message: 'You have left this conversation.' })
}

export async function wasRemoved(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  turn.dropGroup()
  dropHandover(turn)
  record.group = 'gone'
  record.awaited = false
  record.outside = undefined
  if (record.state !== 'left') record.state = 'removed'
  record.members = record.members.filter((member) => member.account !== live.identity.account)
  await giveUpWishes(live, turn)
}

/** Nothing that was wished or written here can come to the others any more. */
export async function giveUpWishes(live: Live, turn: Turn): Promise<void> {
  const error = { code: 'not_member', message: 'You are no longer in this conversation.' } as const
  for (const { id, intent } of await readIntents(turn)) {
    if (intent.kind === 'leave' || intent.kind === 'decline') finishIntent(live, turn, id)
    else failIntents(live, turn, { ids: [id], error })
  }
  await failWaiting(live, turn, error)
}
