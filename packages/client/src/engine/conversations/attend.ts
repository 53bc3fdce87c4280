// What a person does with a conversation that changes nothing for the group: reads, accepts a request.

import { type AccountName, type ConversationId, parseConversationId, parseMessageId } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { oweReceipt, startReceipts } from '../outbox/receipts.ts'
import { unknownConversation } from '../outbox/send.ts'
import { oweProfiles } from '../profiles/words.ts'
import { numberOf, parsed, textOf } from '../store/rows.ts'
import { blank } from '../synced/forget.ts'
import type { Turn } from './turn.ts'

const done = { ok: true, value: null } as const
/** Receipts for so many messages at once; what is older counts as read without saying so. */
const mostReceipts = 500

export async function markRead(live: Live, params: Commands['markRead']['params']): Promise<Outcome<null>> {
  const { conversation, upTo } = params
  const known = await live.actors.of(conversation).run(async (turn) => {
    const { record } = turn
    const row = await turn.first('SELECT pos FROM items WHERE conversation = ? AND key = ?', [
      conversation,
      upTo,
    ])
    const pos = row === undefined ? 0 : numberOf(row, 'pos')
    if (pos <= record.readPos) return true
    const rows = await turn.all(
      `SELECT key FROM items WHERE conversation = ? AND type = 'message' AND mine = 0 AND pos > ? AND pos <= ?
       ORDER BY pos DESC LIMIT ?`,
      [conversation, record.readPos, pos, mostReceipts],
    )
    record.readPos = pos
    for (const one of rows)
      oweReceipt(live, turn, { message: parsed(one, 'key', parseMessageId), state: 'read' })
    await endUnreadMark(live, turn)
    return true
  })
  return known === undefined ? unknownConversation() : done
}

/** What was read looks so, whatever somebody wanted before. */
async function endUnreadMark(live: Live, turn: Turn): Promise<void> {
  const { id: name } = turn.record
  const marked = `SELECT 1 AS one FROM synced WHERE kind = 'unread' AND name = ? AND value > 0`
  if ((await turn.first(marked, [name])) === undefined) return
  blank(live, turn, [{ kind: 'unread', name }])
  turn.after(() => live.synced().draftChanged())
}

export async function acceptRequest(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  const told = await live.rest.tell({ method: 'POST', path: routes.accept(conversation) })
  if (!told.ok && told.error.code !== 'not_member') return told
  const known = await live.actors.of(conversation).run(async (turn) => {
    startReceipts(live, turn)
    oweProfiles(live, turn, 'own')
    turn.after(() => live.wake(conversation))
    return true
  })
  return known === undefined ? unknownConversation() : done
}

/** Asks the server again whether a request is still one: it may have been answered on another device. */
export async function refreshRequest(live: Live, conversation: ConversationId): Promise<void> {
  const path = routes.conversation(conversation)
  const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
  if (!info.ok) return
  await live.actors.of(conversation).run(async (turn) => {
    if (info.value.state !== 'active' || turn.record.state !== 'request') return
    startReceipts(live, turn)
    turn.after(() => live.wake(conversation))
  })
}

export async function conversationsWith(
  live: Live,
  account: AccountName,
): Promise<readonly ConversationId[]> {
  const rows = await live.db.all(
    `SELECT id FROM conversations WHERE peer = ?1 OR EXISTS
     (SELECT 1 FROM json_each(members) WHERE json_extract(value, '$.account') = ?1)`,
    [account],
  )
  return rows.flatMap((row) => parseConversationId(textOf(row, 'id')) ?? [])
}
