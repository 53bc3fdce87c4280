// How long what is written in a conversation lives is a setting of the group's, that everybody in it sees and may change
// (spec/content.md CT-22).

import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { badTimer } from '../expiry/timer.ts'
import type { Live } from '../live.ts'
import { unknownConversation } from '../outbox/send.ts'
import { isTimer } from './group-data.ts'
import { writeIntent } from './intents.ts'
import { settled } from './open.ts'
import type { Turn } from './turn.ts'

export async function setTimer(
  live: Live,
  { conversation, seconds }: Commands['setTimer']['params'],
): Promise<Outcome<null>> {
  if (!isTimer(seconds)) return badTimer
  const stored = await live.actors.of(conversation).run(async (turn) => wish(live, turn, seconds))
  if (stored === undefined || stored === 'refused') return unknownConversation()
  return stored === 'kept' ? { ok: true, value: null } : settled(live, stored)
}

function wish(live: Live, turn: Turn, seconds: number): number | 'kept' | 'refused' {
  const { record } = turn
  if (record.state !== 'active') return 'refused'
  const isBegun = record.group !== 'none' && record.group !== 'gone'
  if (isBegun || record.awaited || record.kind === 'group')
    return writeIntent(live, turn, { kind: 'set-timer', seconds })
  // the group that the first message begins has it from the beginning
  record.timer = seconds
  return 'kept'
}
