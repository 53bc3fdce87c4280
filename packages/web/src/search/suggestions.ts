// What may be meant where somebody types one of the words that narrow a search: people and conversations by the beginnings of
// their names, days, and what a message can have.

import type { ConversationSummary, NamedPerson } from '@sotto/client'
import { filterWord, holdsWords, type SearchFilter, type SearchTerm, searchTerms } from '@sotto/client/search'

export type Suggestion = {
  readonly kind: 'person' | 'conversation' | 'day' | 'link'
  /** What is written for it. */
  readonly word: string
  readonly label: string
  /** The account name, where something else is the label. */
  readonly note?: string
}

export type Sources = {
  readonly own: string
  readonly conversations: readonly ConversationSummary[]
  readonly names: readonly NamedPerson[]
}

const most = 6

/** The filter that is being written, with what stands there of its value. */
export function openFilter(
  query: string,
  now: number,
): (SearchTerm & { readonly filter: SearchFilter }) | undefined {
  const last = searchTerms(query, now).at(-1)
  if (last?.filter === undefined || last.end !== query.length) return undefined
  return query.endsWith('"') && last.value !== '' ? undefined : { ...last, filter: last.filter }
}

/** The days are shown by a calendar of their own. */
export function suggestionsFor(filter: SearchFilter, value: string, sources: Sources): readonly Suggestion[] {
  switch (filter) {
    case 'from':
      return peopleFor(value, sources)
    case 'in':
      return conversationsFor(value, sources)
    case 'has':
      return 'link'.startsWith(value.toLowerCase()) ? [{ kind: 'link', word: 'has:link', label: 'link' }] : []
    default:
      return ['today', 'yesterday']
        .filter((day) => day.startsWith(value.toLowerCase()))
        .map((day) => ({ kind: 'day', word: filterWord(filter, day), label: day }))
  }
}

/** The query with this in the place of what was being written, ready for the next word. */
export function completed(query: string, term: SearchTerm | undefined, word: string): string {
  const before = term === undefined ? query.replace(/\S$/, '$& ') : query.slice(0, term.start)
  return `${before}${word} `
}

function peopleFor(value: string, { own, conversations, names }: Sources): readonly Suggestion[] {
  const called = new Map<string, string>(names.map(({ account, name }) => [account, name]))
  const accounts = [...new Set([own, ...conversations.flatMap(({ members }) => members)])]
  return accounts
    .map((account) => ({ account, name: called.get(account) ?? '' }))
    .filter(({ account, name }) => matches(value, account, name) || (account === own && matches(value, 'me')))
    .slice(0, most)
    .map(({ account, name }) => ({
      kind: 'person',
      word: filterWord('from', account === own ? 'me' : account),
      ...(name === '' ? { label: account } : { label: name, note: `@${account}` }),
    }))
}

function conversationsFor(value: string, { conversations, names }: Sources): readonly Suggestion[] {
  const called = new Map<string, string>(names.map(({ account, name }) => [account, name]))
  return conversations
    .map(({ kind, name }) => ({ name, shown: (kind === 'direct' && called.get(name)) || name }))
    .filter(({ name, shown }) => matches(value, name, shown))
    .slice(0, most)
    .map(({ name, shown }) => ({
      kind: 'conversation',
      word: filterWord('in', name),
      ...(shown === name ? { label: name } : { label: shown, note: `@${name}` }),
    }))
}

function matches(value: string, ...names: readonly string[]): boolean {
  return names.some((name) => holdsWords(name, value))
}
