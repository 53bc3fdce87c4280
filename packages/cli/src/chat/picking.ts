// What can be chosen from in the panels that are laid over the screen: conversations by name, messages by their words,
// reactions. Pure; the choices of a search come from the engine.

import type { ConversationSummary, SearchHit } from '@sotto/client'
import { daysNamed } from '@sotto/client/search'
import { type AccountName, parseAccountName, plainMentions } from '@sotto/wire'
import { harmlessLine } from '../terminal/harmless.ts'
import type { ChatState } from './chat-state.ts'
import { emoji } from './emoji.ts'
import { textOf } from './line-editor.ts'

export type Choice =
  | { readonly kind: 'conversation'; readonly summary: ConversationSummary }
  /** The day that begins then, in what is open. */
  | { readonly kind: 'day'; readonly at: number; readonly name: string }
  | { readonly kind: 'begin'; readonly account: AccountName }
  | { readonly kind: 'hit'; readonly hit: SearchHit }
  | { readonly kind: 'reaction'; readonly reaction: string; readonly names: string; readonly mine: boolean }

export function choicesOf(state: ChatState): Choice[] {
  const { overlay } = state
  switch (overlay?.kind) {
    case 'jump':
      return [
        ...dayNamed(state, textOf(overlay.draft).trim()),
        ...conversationsNamed(state, textOf(overlay.draft).trim()),
      ]
    case 'search':
      return overlay.hits.map((hit) => ({ kind: 'hit', hit }))
    case 'react':
      return reactionsNamed(state, textOf(overlay.draft).trim())
    default:
      return []
  }
}

function dayNamed({ open }: ChatState, query: string): Choice[] {
  const days = open === undefined ? undefined : daysNamed(query, Date.now())
  return days === undefined ? [] : [{ kind: 'day', at: days.from, name: query }]
}

/** Those whose name, or a member's, has the words in it; those that begin with them first. */
function conversationsNamed({ conversations, account }: ChatState, query: string): Choice[] {
  const wanted = query.toLocaleLowerCase()
  const rankOf = ({ name, kind, members }: ConversationSummary) => {
    const own = name.toLocaleLowerCase()
    if (own.startsWith(wanted)) return 0
    if (own.includes(wanted)) return 1
    return kind === 'group' && members.some((one) => one.startsWith(wanted)) ? 2 : 3
  }
  const found = conversations
    .map((summary) => ({ summary, rank: rankOf(summary) }))
    .filter(({ rank }) => rank < 3)
    .sort((one, other) => one.rank - other.rank)
    .map(({ summary }): Choice => ({ kind: 'conversation', summary }))
  const named = parseAccountName(wanted)
  const isThere = conversations.some((one) => one.kind === 'direct' && one.name === wanted)
  return named === undefined || isThere || wanted === account
    ? found
    : [...found, { kind: 'begin', account: named }]
}

function reactionsNamed({ overlay, timeline }: ChatState, query: string): Choice[] {
  const id = overlay?.kind === 'react' ? overlay.id : undefined
  const message = timeline?.items.find((item) => item.type === 'message' && item.id === id)
  const given = message?.type === 'message' ? message.reactions : []
  const named = emoji.filter(
    ([one, names]) => one === query || names.split(' ').some((name) => name.startsWith(query.toLowerCase())),
  )
  const others = given.filter(({ reaction }) => query === '' && !named.some(([one]) => one === reaction))
  const all = [...others.map(({ reaction }) => [reaction, 'given here'] as const), ...named]
  // What is no name is a reaction as it stands; the engine says if it is none.
  const typed = all.length === 0 ? [[query, 'as typed'] as const] : []
  return [...all, ...typed].map(([reaction, names]) => {
    const mine = given.some((one) => one.reaction === reaction && one.mine)
    return { kind: 'reaction', reaction, names, mine }
  })
}

export function choiceText(choice: Choice): string {
  switch (choice.kind) {
    case 'conversation':
      return harmlessLine(choice.summary.name)
    case 'day':
      return `Messages of ${choice.name}, in this conversation`
    case 'begin':
      return `Begin a conversation with ${choice.account}`
    case 'hit':
      return harmlessLine(plainMentions(choice.hit.snippet))
    case 'reaction':
      return `${harmlessLine(choice.reaction)}  ${choice.names}${choice.mine ? '  (take back)' : ''}`
  }
}
