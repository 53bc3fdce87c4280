// What the list of conversations shows, in order: requests first, then the rest as told: pinned ones, then the newest.

import type { ConversationSummary, NamedPerson } from '@sotto/client'

export type ListRow =
  | { readonly type: 'heading'; readonly key: 'requests' | 'all' }
  | { readonly type: 'conversation'; readonly key: string; readonly summary: ConversationSummary }

export function listRows(conversations: readonly ConversationSummary[]): readonly ListRow[] {
  const requests = conversations.filter(({ state }) => state === 'request')
  const rest = conversations.filter((one) => one.state !== 'request' && !isArchived(one))
  if (requests.length === 0) return rest.map(rowOf)
  return [
    { type: 'heading', key: 'requests' },
    ...requests.map(rowOf),
    ...(rest.length === 0 ? [] : [{ type: 'heading', key: 'all' } as const]),
    ...rest.map(rowOf),
  ]
}

export function archiveRows(conversations: readonly ConversationSummary[]): readonly ListRow[] {
  return conversations.filter(isArchived).map(rowOf)
}

/** Out of the list; a request never is. */
export function isArchived({ archived, state }: ConversationSummary): boolean {
  return archived === true && state !== 'request'
}

/** Those of which the names, or what their members call themselves, hold every word of the query. */
export function matching(
  conversations: readonly ConversationSummary[],
  query: string,
  names: readonly NamedPerson[] = [],
): readonly ConversationSummary[] {
  const called = new Map(names.map(({ account, name }) => [account, name]))
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return conversations.filter(({ name, members }) => {
    const text = [name, ...members, ...members.map((one) => called.get(one) ?? '')].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Messages nobody has read yet, and conversations that are to look so, where the person wants to be told of everything. */
export function unreadTotal(conversations: readonly ConversationSummary[]): number {
  return conversations.reduce((sum, { unread, markedUnread, state, level }) => {
    const count = unread === 0 && markedUnread === true ? 1 : unread
    return sum + (state === 'active' && level === 'everything' ? count : 0)
  }, 0)
}

function rowOf(summary: ConversationSummary): ListRow {
  return { type: 'conversation', key: summary.conversation, summary }
}
