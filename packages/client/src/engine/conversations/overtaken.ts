// Conversations that the account's other devices have followed further than this one, while nothing of them comes: its
// store was brought back from a backup, and the server counts as known what it has lost. Where the account is out of
// such a conversation meanwhile, nothing would ever tell this device so (AR-15).

import { type ConversationId, parseConversationId } from '@sotto/wire'
import { askOthers } from '../archive/gaps.ts'
import { readKnown } from '../archive/memory.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { parsed } from '../store/rows.ts'
import { haveLeft, wasRemoved } from './have-left.ts'
import type { Turn } from './turn.ts'

const mostAtOnce = 32

/** Once what was on its way has come. */
export async function lookAtOvertaken(live: Live): Promise<void> {
  for (const conversation of await overtakenIn(live)) {
    const path = routes.conversation(conversation)
    const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
    if (!info.ok && info.error.code === 'offline') return
    if (info.ok || info.error.code !== 'not_member') continue
    await live.actors.of(conversation).run(async (turn) => {
      if (turn.record.group === 'live' && (await toldByOthers(live, turn)) !== undefined)
        await goneUnseen(live, turn)
    })
  }
}

/** The account is not in it any more, and this device has not seen it go: how, and what was last, other devices may have told. */
export async function goneUnseen(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  const told = await toldByOthers(live, turn)
  if (told?.isOut) Object.assign(record, { name: told.name, members: told.members })
  await (told?.state === 'left' ? haveLeft : wasRemoved)(live, turn)
  askOthers(turn, record.cursor + 1)
}

async function toldByOthers(live: Live, { record }: Turn) {
  const facts = (await readKnown(live.db, record.id))?.facts
  if (facts === undefined || facts.at <= record.cursor) return undefined
  return { ...facts, isOut: facts.state === 'left' || facts.state === 'removed' }
}

async function overtakenIn(live: Live): Promise<readonly ConversationId[]> {
  const rows = await live.db.all(
    `SELECT id FROM conversations JOIN archive_heads ON archive_heads.conversation = id
     WHERE json_extract(record, '$.group') = 'live' AND json_extract(record, '$.cursor') < through
     ORDER BY at DESC LIMIT ?`,
    [mostAtOnce],
  )
  return rows.map((row) => parsed(row, 'id', parseConversationId))
}
