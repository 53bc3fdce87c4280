// What the command palette can jump to, and how a query chooses among it.

import type { ConversationSummary, PersonSnapshot } from '@sotto/client'
import type { AccountName, ConversationId } from '@sotto/wire'

const paletteActions = [
  'new',
  'starred',
  'settings',
  'keys',
  'quiet',
  'loud',
  'light',
  'dark',
  'system',
] as const
export type PaletteAction = (typeof paletteActions)[number]

export type PaletteEntry =
  | {
      readonly type: 'conversation'
      readonly label: string
      readonly conversation: ConversationId
      readonly group: boolean
    }
  | {
      readonly type: 'person'
      readonly label: string
      readonly account: AccountName
      readonly presence: PersonSnapshot['presence']
    }
  | { readonly type: 'action'; readonly label: string; readonly action: PaletteAction }

export type PaletteSection = {
  readonly value: 'conversations' | 'people' | 'actions'
  readonly items: readonly PaletteEntry[]
}

type Sources = {
  readonly conversations: readonly ConversationSummary[]
  readonly people: readonly PersonSnapshot[]
  readonly own: AccountName
  readonly actionLabel: (action: PaletteAction) => string
}

const most = 8

/** Sections with what matches; people who have a direct conversation appear once, as that. */
export function paletteSections(sources: Sources, query: string): readonly PaletteSection[] {
  const { own, actionLabel } = sources
  const known = new Set<string>(
    sources.conversations.filter(({ kind }) => kind === 'direct').map(({ name }) => name),
  )
  const conversations = sources.conversations.map(
    ({ conversation, name, kind }) =>
      ({ type: 'conversation', label: name, conversation, group: kind === 'group' }) as const,
  )
  const people = sources.people
    .filter(({ account, blocked }) => account !== own && !known.has(account) && !blocked)
    .map(({ account, presence }) => ({ type: 'person', label: account, account, presence }) as const)
  const actions = paletteActions.map(
    (action) => ({ type: 'action', label: actionLabel(action), action }) as const,
  )
  const sections: readonly PaletteSection[] = [
    { value: 'conversations', items: best(conversations, query) },
    { value: 'people', items: best(people, query) },
    { value: 'actions', items: best(actions, query) },
  ]
  return sections.filter(({ items }) => items.length > 0)
}

export function entryKey(entry: PaletteEntry): string {
  if (entry.type === 'conversation') return entry.conversation
  return entry.type === 'person' ? entry.account : entry.action
}

/** Those that hold every word, the ones that begin with the query first; else in their given order. */
function best<E extends PaletteEntry>(entries: readonly E[], query: string): readonly E[] {
  const text = query.trim().toLowerCase()
  const words = text.split(/\s+/)
  const holding = entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
  const begins = ({ label }: E) => (label.toLowerCase().startsWith(text) ? 0 : 1)
  return holding.toSorted((a, b) => begins(a) - begins(b)).slice(0, most)
}
