// Items of the archive as rows of the store: as JSON, so that however many come in by one statement.

import { type ChangeWhat, isErased } from './archived-change.ts'
import type { ArchivedItem } from './archived-item.ts'

/** What `insertRows` takes, in this order. */
const columns =
  'key, pos, type, sender, mine, text, at, state, detail, target, deleted, expires_after, goes_at'

/** Beside these two: `archived`, whether the archive has it, and `indexed`, whether it is found by its words at once. */
export const insertRows = `
  INSERT OR IGNORE INTO items (conversation, ${columns}, archived, indexed)
  SELECT ?1, ${columns
    .split(', ')
    .map((_, at) => `json_extract(value, '$[${at}]')`)
    .join(', ')}, ?3, ?4 FROM json_each(?2)`

export function rowsOf(items: readonly ArchivedItem[], own: string): string {
  return JSON.stringify(items.flatMap((item) => rowOf(item, own)))
}

function rowOf(item: ArchivedItem, own: string): readonly (readonly (string | number | null)[])[] {
  switch (item.type) {
    case 'message': {
      const { key, pos, from, text, at, state, unsupported, inReplyTo, forwarded, expires } = item
      const detail = JSON.stringify({ unsupported, inReplyTo, forwarded })
      const [reached, deleted] = state === 'deleted' ? ['sent', 2] : [state, 0]
      const mine = from === own ? 1 : 0
      const row = [key, pos, 'message', from, mine, text, at, reached, detail, null, deleted]
      return [[...row, expires?.after ?? null, expires?.at ?? null]]
    }
    case 'change': {
      const { key, pos, from, at, target, what, expires } = item
      const mine = from === own ? 1 : 0
      const deleted = isErased(item) ? 2 : 0
      const row = [key, pos, what.kind, from, mine, wordsOf(what), at, 'sent', '{}', target, deleted]
      return [[...row, expires?.after ?? null, expires?.at ?? null]]
    }
    case 'happening':
      return [
        [
          item.key,
          item.pos,
          'happening',
          '',
          0,
          '',
          item.at,
          '',
          JSON.stringify(item.what),
          null,
          0,
          null,
          null,
        ],
      ]
    case 'gone':
      return []
  }
}

function wordsOf(what: ChangeWhat): string {
  if (what.kind === 'reaction') return JSON.stringify(what.reactions)
  if (what.kind === 'pin') return what.pinned ? 'pin' : 'unpin'
  return what.kind === 'edit' ? (what.text ?? '') : ''
}
