// The unread messages of a conversation that name this account, or everybody (spec/content.md CT-27).

import {
  type AccountName,
  type ConversationId,
  everyone,
  type MessageId,
  mentionsIn,
  parseConversationId,
  parseMessageId,
} from '@sotto/wire'
import type { Live } from '../live.ts'
import { parsed, textOf } from '../store/rows.ts'

/** Of the unread messages of a conversation so many, the newest, are looked at. */
const most = 1000

export function namesAccount(text: string, account: AccountName, conversation: ConversationId): boolean {
  const { accounts, rooms, everyone: all } = mentionsIn(text)
  return all || accounts.has(account) || rooms.has(conversation)
}

// What LIKE finds is looked at again: it is only to read few texts.
const candidates = `
  SELECT items.conversation, items.key, items.text
  FROM conversations CROSS JOIN items ON items.id IN (
    SELECT id FROM items AS unread WHERE unread.conversation = conversations.id AND type = 'message' AND mine = 0
      AND deleted = 0 AND pos > json_extract(conversations.record, '$.readPos') ORDER BY pos DESC LIMIT ${most})
  WHERE conversations.id IN (SELECT value FROM json_each(?1)) AND conversations.unread > 0
    AND (items.text LIKE ?2 OR items.text LIKE ?3 OR items.text LIKE ?4 OR items.text LIKE '%(sotto:room/%')
  ORDER BY items.pos`

/** Oldest first; none of a conversation in which there is none. */
export async function mentionedIn(
  { db, identity }: Pick<Live, 'db' | 'identity'>,
  conversations: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, readonly MessageId[]>> {
  const found = new Map<ConversationId, MessageId[]>()
  if (conversations.length === 0) return found
  const { account } = identity
  const rows = await db.all(candidates, [
    JSON.stringify(conversations),
    ...[`%@${account}%`, `%(sotto:user/${account})%`, `%@${everyone}%`],
  ])
  for (const row of rows) {
    const conversation = parsed(row, 'conversation', parseConversationId)
    if (!namesAccount(textOf(row, 'text'), account, conversation)) continue
    const ids = found.get(conversation) ?? []
    found.set(conversation, [...ids, parsed(row, 'key', parseMessageId)])
  }
  return found
}
