// Finds messages on this device, newest first: by their words (FTS5), whose they are, where and when. What the person typed becomes
// quoted strings, so that nothing of it is read as a search language. The index stands in the order of time: what matches is
// read backwards and no further than the limit, however much more would match.

import type { ConversationId } from '@sotto/wire'
import type { SearchHit } from '../../api/messages.ts'
import type { SqlRow } from '../../ports.ts'
import type { Live } from '../live.ts'
import { isNull, textOf } from '../store/rows.ts'
import { aboutEverything, aboutLink, aboutSender } from '../store/tables/full-text.ts'
import { messagesOf } from '../timeline/messages.ts'
import { type SearchMeaning, searchTerms } from './query.ts'
import { conversationsNamed, type Known, peopleNamed } from './who.ts'

const mostHits = 200
const mostWords = 20

export type Search = {
  readonly text: string
  readonly conversation?: ConversationId | undefined
  readonly limit: number
}

// CROSS JOIN keeps the order of the tables, and with it that of the hits. An item's number in the index begins with its second
// and ends with its id (store/tables/full-text.ts).
export const searchQuery = `
  SELECT items.*, conversations.name AS title, conversations.peer AS peer,
    snippet(items_text, 0, '', '', '…', 12) AS snippet
  FROM items_text
  CROSS JOIN items ON items.id = items_text.rowid & 2147483647
  CROSS JOIN conversations ON conversations.id = items.conversation
  WHERE items_text MATCH ?1 AND items_text.rowid >= ?2 << 31 AND items_text.rowid <= (?3 << 31) | 2147483647
    AND conversations.listed = 1 AND items.deleted = 0
    AND (?4 IS NULL OR items.conversation IN (SELECT value FROM json_each(?4)))
  ORDER BY items_text.rowid DESC LIMIT ?5`

export async function searchMessages(
  live: Pick<Live, 'db' | 'platform'>,
  search: Search,
  known: Known,
): Promise<readonly SearchHit[]> {
  const terms = searchTerms(search.text, live.platform.clock.now())
  const params = await paramsOf(live, { ...search, meanings: terms.map(({ meaning }) => meaning) }, known)
  if (params === undefined) return []
  const rows = await live.db.all(searchQuery, [...params, Math.max(0, Math.min(mostHits, search.limit))])
  const messages = await messagesOf(live.db, rows)
  const hits = messages.map((message, at) => ({ message, ...whereOf(rows[at] ?? {}) }))
  // the index knows the second
  return hits.sort((one, other) => other.message.at - one.message.at)
}

type Meant = Pick<Search, 'conversation'> & { readonly meanings: readonly SearchMeaning[] }

/** The first four of the query; undefined where nothing can be found. */
async function paramsOf(live: Pick<Live, 'db'>, { conversation, meanings }: Meant, known: Known) {
  const texts = meanings.flatMap((one) => textQuery(one)).slice(0, mostWords)
  const isNarrowed = meanings.some(({ kind }) => kind !== 'words' && kind !== 'phrase' && kind !== 'nothing')
  if (texts.length === 0 && !isNarrowed) return undefined
  const places = await placesOf(live, { conversation, meanings }, known)
  const senders = namesOf(meanings, 'from')?.flatMap((name) => peopleNamed(name, known))
  if (places?.length === 0 || senders?.length === 0) return undefined
  const query = [
    ...texts.map((one) => `text : (${one})`),
    ...(places === undefined ? [] : [`conversation : (${places.map(quoted).join(' OR ')})`]),
    ...(senders === undefined
      ? []
      : [`about : (${senders.map((one) => quoted(aboutSender(one))).join(' OR ')})`]),
    ...(meanings.some(({ kind }) => kind === 'link') ? [`about : ${quoted(aboutLink)}`] : []),
  ]
  const { from, to } = timeOf(meanings)
  const everything = `about : (${quoted(aboutEverything)}*)`
  const match = query.length === 0 ? everything : query.join(' AND ')
  return [match, secondOf(from), secondOf(to - 1), places === undefined ? null : JSON.stringify(places)]
}

/** Of what is typed the last is often the beginning of a word. */
function textQuery(meaning: SearchMeaning): readonly string[] {
  if (meaning.kind === 'words') return meaning.words.map((word) => `${quoted(word)}*`)
  return meaning.kind === 'phrase' && meaning.words.length > 0 ? [quoted(meaning.words.join(' '))] : []
}

async function placesOf(live: Pick<Live, 'db'>, { conversation, meanings }: Meant, known: Known) {
  const names = namesOf(meanings, 'in')
  const only = conversation === undefined ? undefined : [conversation]
  if (names === undefined) return only
  const named = await Promise.all(names.map((name) => conversationsNamed(live, name, known)))
  return named.flat().filter((one) => only === undefined || one === conversation)
}

function namesOf(meanings: readonly SearchMeaning[], kind: 'from' | 'in'): readonly string[] | undefined {
  const names = meanings.flatMap((one) => (one.kind === kind && 'name' in one ? [one.name] : []))
  return names.length === 0 ? undefined : names
}

function timeOf(meanings: readonly SearchMeaning[]) {
  let [from, to] = [0, Number.MAX_SAFE_INTEGER]
  for (const meaning of meanings) {
    if (!('days' in meaning)) continue
    const { kind, days } = meaning
    if (kind !== 'before') from = Math.max(from, kind === 'after' ? days.to : days.from)
    if (kind !== 'after') to = Math.min(to, kind === 'before' ? days.from : days.to)
  }
  return { from, to }
}

/** As the index counts. */
function secondOf(at: number): number {
  return Math.max(0, Math.min(2 ** 32 - 1, Math.floor(at / 1000)))
}

function whereOf(row: SqlRow): Pick<SearchHit, 'conversationName' | 'snippet'> {
  const conversationName = isNull(row, 'peer') ? textOf(row, 'title') : textOf(row, 'peer')
  return { conversationName, snippet: textOf(row, 'snippet') }
}

/** A string of the search language (FTS5 §3.1), which holds anything. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
