// Finds words in all messages of this device (FTS5), newest first. What the person typed becomes quoted
// prefixes, so that nothing of it is read as a search language. The index stands in the order of time: what
// matches is read backwards and no further than the limit, however much more would match.

import type { ConversationId } from '@sotto/wire'
import type { SearchHit } from '../../api/messages.ts'
import type { SqlRow } from '../../ports.ts'
import type { Live } from '../live.ts'
import { isNull, textOf } from '../store/rows.ts'
import { messagesOf } from './messages.ts'

const mostHits = 200
const mostWords = 20

export type Search = {
  readonly text: string
  readonly conversation?: ConversationId | undefined
  readonly limit: number
}

// CROSS JOIN keeps the order of the tables, and with it that of the hits. An item's number in the index ends with
// its id (store/tables/full-text.ts).
export const searchQuery = `
  SELECT items.*, conversations.name AS title, conversations.peer AS peer,
    snippet(items_text, 0, '', '', '…', 12) AS snippet
  FROM items_text
  CROSS JOIN items ON items.id = items_text.rowid & 2147483647
  CROSS JOIN conversations ON conversations.id = items.conversation
  WHERE items_text MATCH ?1 AND conversations.listed = 1 AND (?2 IS NULL OR items.conversation = ?2)
  ORDER BY items_text.rowid DESC LIMIT ?3`

export async function searchMessages(
  { db }: Pick<Live, 'db'>,
  search: Search,
): Promise<readonly SearchHit[]> {
  const words = search.text.match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return []
  const prefixes = words.slice(0, mostWords).map((word) => `${quoted(word)}*`)
  const within = search.conversation === undefined ? '' : ` AND conversation : ${quoted(search.conversation)}`
  const rows = await db.all(searchQuery, [
    `text : (${prefixes.join(' ')})${within}`,
    search.conversation ?? null,
    Math.max(0, Math.min(mostHits, search.limit)),
  ])
  const messages = await messagesOf(db, rows)
  const hits = messages.map((message, at) => ({ message, ...whereOf(rows[at] ?? {}) }))
  // the index knows the second
  return hits.sort((one, other) => other.message.at - one.message.at)
}

function whereOf(row: SqlRow): Pick<SearchHit, 'conversationName' | 'snippet'> {
  const conversationName = isNull(row, 'peer') ? textOf(row, 'title') : textOf(row, 'peer')
  return { conversationName, snippet: textOf(row, 'snippet') }
}

/** A string of the search language (FTS5 §3.1), which holds anything. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
