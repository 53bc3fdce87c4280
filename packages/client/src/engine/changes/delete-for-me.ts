// One message out of the history of this account's devices. The other people keep it, and are not told.

import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { unknownConversation } from '../outbox/send.ts'
import { takeOutMessage } from './take-out.ts'

const outcomes = {
  done: { ok: true, value: null },
  'not-here': failure('message_not_found', 'This message is not on this device.'),
  'on-its-way': failure('on_its_way', 'This message is just being sent. Try again in a moment.'),
} as const

export async function deleteForMe(
  live: Live,
  { conversation, id }: Commands['deleteForMe']['params'],
): Promise<Outcome<null>> {
  const outcome = await live.actors.of(conversation).run(async (turn) => {
    const message = await turn.first(
      `SELECT 1 AS one FROM items WHERE conversation = ? AND key = ? AND type = 'message'`,
      [conversation, id],
    )
    return outcomes[message === undefined ? 'not-here' : await takeOutMessage(live, turn, id)]
  })
  return outcome ?? unknownConversation()
}
