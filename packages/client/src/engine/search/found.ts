// What a search has found, as long as somebody looks at it: what is deleted or goes by itself leaves it, what is edited says what it
// says now. What comes later is found by searching again.

import type { SearchHit } from '../../api/messages.ts'
import type { Live } from '../live.ts'
import { textOf } from '../store/rows.ts'
import { messagesOf } from '../timeline/messages.ts'
import type { Signal } from '../topics/signals.ts'
import { type Search, searchMessages } from './search.ts'
import { knownTo } from './who.ts'

export class FoundMessages {
  readonly #search: Search
  #found: { readonly live: Live; readonly hits: readonly SearchHit[] } | undefined

  constructor(search: Search) {
    this.#search = search
  }

  concerns(signals: ReadonlySet<Signal>): boolean {
    const hits = this.#found?.hits ?? []
    return (
      signals.has('session') ||
      hits.some(({ message }) => signals.has(`conversation ${message.conversation}`))
    )
  }

  async current(live: Live): Promise<readonly SearchHit[]> {
    const before = this.#found?.live === live ? this.#found.hits : undefined
    const hits = await (before === undefined
      ? searchMessages(live, this.#search, knownTo(live))
      : stillThere(live, before))
    this.#found = { live, hits }
    return hits
  }
}

async function stillThere({ db }: Live, hits: readonly SearchHit[]): Promise<readonly SearchHit[]> {
  const rows = await db.all(
    `SELECT items.* FROM json_each(?) AS hit
     CROSS JOIN items ON items.key = hit.value ->> 'id' AND items.conversation = hit.value ->> 'conversation'
     CROSS JOIN conversations ON conversations.id = items.conversation
     WHERE items.type = 'message' AND items.deleted = 0 AND conversations.listed = 1`,
    [JSON.stringify(hits.map(({ message: { id, conversation } }) => ({ id, conversation })))],
  )
  const there = new Map(rows.map((row) => [`${textOf(row, 'conversation')} ${textOf(row, 'key')}`, row]))
  const rowOf = ({ message }: SearchHit) => there.get(`${message.conversation} ${message.id}`)
  const kept = hits.filter((hit) => rowOf(hit) !== undefined)
  const messages = await messagesOf(
    db,
    kept.map(rowOf).filter((row) => row !== undefined),
  )
  return kept.flatMap((hit, at) => {
    const message = messages[at]
    if (message === undefined) return []
    return [
      {
        ...hit,
        message,
        ...(message.text === hit.message.text ? {} : { snippet: message.text.slice(0, 200) }),
      },
    ]
  })
}
