// What the interactive screen shows, as plain data, and the one place that holds it and says when it has changed.

import type { ConnectionSnapshot, ConversationSummary, SearchHit, TimelineSnapshot } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import { type Draft, draftOf } from './line-editor.ts'
import type { Place } from './viewport.ts'

/** Where keys go while nothing is laid over the screen. */
export type Focus = 'write' | 'messages' | 'list'

/** What is asked before it is done. */
export type Question =
  | { readonly kind: 'delete'; readonly id: MessageId; readonly mine: boolean }
  /** A message that was never on its way: it just goes. */
  | { readonly kind: 'discard'; readonly id: MessageId }
  | { readonly kind: 'decline' | 'block' }

export type Overlay =
  | { readonly kind: 'jump'; readonly draft: Draft; readonly at: number }
  | SearchOverlay
  | { readonly kind: 'react'; readonly draft: Draft; readonly at: number; readonly id: MessageId }
  | { readonly kind: 'confirm'; readonly question: Question }
  | { readonly kind: 'help'; readonly first: number }

export type SearchOverlay = {
  readonly kind: 'search'
  readonly draft: Draft
  readonly at: number
  readonly hits: readonly SearchHit[]
  /** What the hits are for. */
  readonly found: string
  /** What was open when the search began. */
  readonly origin: ConversationId | undefined
}

export type ReplyTarget = { readonly id: MessageId; readonly from: string; readonly text: string }

export type ChatState = {
  readonly account: string
  readonly size: { readonly columns: number; readonly rows: number }
  readonly connection?: ConnectionSnapshot | undefined
  readonly conversations: readonly ConversationSummary[]
  readonly open?: ConversationId | undefined
  readonly timeline?: TimelineSnapshot | undefined
  /** Undefined follows the newest. */
  readonly place?: Place | undefined
  readonly focus: Focus
  /** The message that is chosen, while the focus is on them. */
  readonly selected?: MessageId | undefined
  /** The conversation that the list's own cursor is on, while the focus is there. */
  readonly listAt?: ConversationId | undefined
  readonly draft: Draft
  readonly reply?: ReplyTarget | undefined
  /** Of an own message that is written anew; `kept`: the draft that gave way to it. */
  readonly editing?: { readonly id: MessageId; readonly kept: Draft } | undefined
  readonly overlay?: Overlay | undefined
  /** The search that led here, to go back to. */
  readonly back?: SearchOverlay | undefined
  /** One line for the person: what went wrong last, or what was done. */
  readonly notice: string
}

export class ChatStore {
  readonly #listeners = new Set<() => void>()
  #state: ChatState

  constructor(account: string, size: ChatState['size']) {
    this.#state = { account, size, conversations: [], focus: 'write', draft: draftOf(''), notice: '' }
  }

  get state(): ChatState {
    return this.#state
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  change(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

export function openSummary({ conversations, open }: ChatState): ConversationSummary | undefined {
  return conversations.find((one) => one.conversation === open)
}

/** Those that are in the list: what was archived is found by its name or by searching. */
export function inList({ conversations, open }: ChatState): readonly ConversationSummary[] {
  return conversations.filter(({ archived, conversation }) => archived !== true || conversation === open)
}

export function unreadOf(conversations: readonly ConversationSummary[]): number {
  return conversations.reduce((sum, { unread, level }) => sum + (level === 'nothing' ? 0 : unread), 0)
}
