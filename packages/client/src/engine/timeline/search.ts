// Finds words in all messages of this device (FTS5), newest first. What the person typed becomes quoted
// prefixes, so that nothing of it is read as a search language.

import type { ConversationId } from '@sotto/wire'
import { parseConversationId } from '@sotto/wire'
import type { SearchHit } from '../../api.ts'
import { conversationTitle } from '../conversations/summaries.ts'
import type { Live } from '../live.ts'
import { parsed, textOf } from '../store/rows.ts'
import { messageOf } from './items.ts'

const mostHits = 200

export type Search = {
  readonly text: string
  readonly conversation?: ConversationId | undefined
  readonly limit: number
}

export async function searchMessages(live: Live, search: Search): Promise<readonly SearchHit[]> {
  const words = search.text.match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return []
  const query = words
    .slice(0, 20)
    .map((word) => `"${word}"*`)
    .join(' ')
  const within = search.conversation === undefined ? '' : 'AND items.conversation = ?3'
  const params = [
    query,
    Math.min(mostHits, search.limit),
    ...(search.conversation === undefined ? [] : [search.conversation]),
  ]
  const rows = await live.db.all(
    `SELECT items.*, snippet(items_text, 0, '', '', '…', 12) AS snippet FROM items_text
     JOIN items ON items.id = items_text.rowid JOIN conversations ON conversations.id = items.conversation
     WHERE items_text MATCH ?1 AND conversations.listed = 1 ${within}
     ORDER BY items.at DESC, items.id DESC LIMIT ?2`,
    params,
  )
  const hits: SearchHit[] = []
  for (const row of rows) {
    const conversationName = await conversationTitle(live, parsed(row, 'conversation', parseConversationId))
    hits.push({ message: messageOf(row), conversationName, snippet: textOf(row, 'snippet') })
  }
  return hits
}
