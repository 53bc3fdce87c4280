// Asks the server where it takes this device to stand in a conversation, before the first word into it of this life. What
// the device has confirmed and does not have any more shows that its store was set back (C-12); it is read again, as far
// as the log still has it.

import type { ConversationId, Schemas } from '@sotto/wire'
import { retryOfFailure } from '../../errors.ts'
import { wasSetBack } from '../conversations/place.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { hold } from '../outbox/send-waiting.ts'
import { highestSeq, readUpTo } from './process-entry.ts'
import { LogUnreachable } from './read-log.ts'

export async function learnPlace(live: Live, conversation: ConversationId): Promise<void> {
  const path = routes.conversation(conversation)
  const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
  const errand = live.errands.of(conversation)
  const actor = live.actors.of(conversation)
  if (!info.ok) {
    await actor.run(async (turn) => {
      if (retryOfFailure(info.error.code) === 'later') hold(live, turn, info.error)
      // what is sent is refused too, and with the reason
      else errand.knowsPlace = true
    })
    return
  }
  try {
    await actor.run((turn) => compare(live, turn, info.value))
    errand.head = info.value.lastSeq
  } catch (error) {
    if (!(error instanceof LogUnreachable)) throw error
    errand.heldUntil = live.platform.clock.now() + error.delay
  }
}

async function compare(live: Live, turn: Turn, info: Schemas['ConversationInfo']): Promise<void> {
  const { acknowledged, lastSeq } = info
  if (acknowledged <= turn.record.cursor || acknowledged > Math.min(lastSeq, highestSeq)) return
  const next = { seq: acknowledged + 1, at: live.gateway.serverTime }
  if (!(await readUpTo(live, turn, next))) wasSetBack(live, turn)
}
