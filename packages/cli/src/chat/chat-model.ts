// What the interactive screen shows and does: the engine's snapshots, which conversation is open, and what is
// being written. Holds no drawing; the view redraws when it says so.

import type {
  ConnectionSnapshot,
  ConversationSummary,
  Engine,
  Outcome,
  TimelineSnapshot,
} from '@sotto/client'
import { type ConversationId, parseAccountName, parseConversationId } from '@sotto/wire'
import { type Draft, draftOf, insert, type KeyPress, press, textOf } from './line-editor.ts'

export type ChatState = {
  readonly account: string
  readonly connection?: ConnectionSnapshot
  readonly conversations: readonly ConversationSummary[]
  readonly open?: ConversationId
  readonly timeline?: TimelineSnapshot
  /** How many items the timeline is scrolled up from its end. */
  readonly scrolled: number
  readonly draft: Draft
  /** One line for the person: what went wrong last, or what to do. */
  readonly notice: string
}

const windowSize = 100
const scrollStep = 10

export class ChatModel {
  readonly #engine: Engine
  readonly #listeners = new Set<() => void>()
  readonly #stops: (() => void)[] = []
  #stopTimeline = () => {}
  #state: ChatState
  /** The draft of the open conversation as the engine has it, as far as it was heard here. */
  #kept = ''

  constructor(engine: Engine, account: string) {
    this.#engine = engine
    this.#state = { account, conversations: [], scrolled: 0, draft: draftOf(''), notice: '' }
    this.#stops.push(
      engine.watch('connection', undefined, (connection) => this.#become({ connection })),
      engine.watch('conversations', undefined, (conversations) => this.#listed(conversations)),
    )
  }

  readonly state = (): ChatState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Lets go of the engine, with what was being written kept. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    this.#stopTimeline()
    await this.#keepDraft()
  }

  /** Opens a conversation by its id, or the direct one with an account. */
  async openWith(target: string): Promise<void> {
    const conversation = parseConversationId(target)
    if (conversation !== undefined) return this.open(conversation)
    const account = parseAccountName(target)
    if (account === undefined) return this.#become({ notice: `"${target}" is no account name.` })
    this.#become({ notice: `Opening the conversation with ${account} …` })
    const opened = this.#told(await this.#engine.call('openDirect', { account }))
    if (opened !== undefined) this.open(opened.conversation)
  }

  open(conversation: ConversationId): void {
    this.#become({ notice: '' })
    if (conversation === this.#state.open) return
    void this.#keepDraft()
    this.#stopTimeline()
    const summary = this.#state.conversations.find((one) => one.conversation === conversation)
    this.#kept = summary?.draft ?? ''
    const { timeline: _left, ...rest } = this.#state
    this.#state = {
      ...rest,
      open: conversation,
      scrolled: 0,
      draft: draftOf(this.#kept),
      notice: '',
    }
    this.#stopTimeline = this.#engine.watch('timeline', { conversation, size: windowSize }, (timeline) => {
      if (this.#state.open !== conversation) return
      this.#become({ timeline })
      this.#seen()
    })
    this.#become({})
  }

  /** Opens the next (1) or the one before (-1) in the list, around its ends. */
  step(direction: 1 | -1): void {
    const all = this.#state.conversations
    if (all.length === 0) return
    const at = all.findIndex((one) => one.conversation === this.#state.open)
    const next = all[(at + direction + all.length) % all.length]
    if (next !== undefined) this.open(next.conversation)
  }

  /** Towards older (1) or newer (-1) messages; older ones are fetched when the window ends. */
  scroll(direction: 1 | -1): void {
    const { timeline, open, scrolled } = this.#state
    if (timeline === undefined || open === undefined) return
    const most = Math.max(0, timeline.items.length - 1)
    const next = Math.max(0, Math.min(most, scrolled + direction * scrollStep))
    this.#become({ scrolled: next })
    if (direction === 1 && timeline.hasOlder && next + scrollStep >= most) {
      void this.#engine.call('loadOlder', { conversation: open, count: windowSize })
    }
    this.#seen()
  }

  type(key: KeyPress): void {
    const draft = press(this.#state.draft, key)
    if (draft !== this.#state.draft) this.#become({ draft, notice: '' })
  }

  paste(text: string): void {
    this.#become({ draft: insert(this.#state.draft, text), notice: '' })
  }

  /** Sends what was written; `/to NAME` opens a conversation instead. */
  async submit(): Promise<void> {
    const { open, draft } = this.#state
    const text = textOf(draft).trim()
    if (text === '') return
    const target = /^\/to\s+(\S+)$/.exec(text)?.[1]
    if (target !== undefined) {
      this.#become({ draft: draftOf('') })
      return this.openWith(target)
    }
    if (open === undefined) return this.#become({ notice: 'Write /to NAME to begin a conversation.' })
    this.#become({ draft: draftOf(''), scrolled: 0, notice: '' })
    const sent = this.#told(await this.#engine.call('send', { conversation: open, text, until: 'queued' }))
    // What could not be taken is given back, unless the next text has been begun.
    if (sent === undefined && this.#state.open === open && textOf(this.#state.draft) === '') {
      this.#become({ draft })
    }
  }

  #listed(conversations: readonly ConversationSummary[]): void {
    this.#become({ conversations })
    this.#takeDraft()
    const first = conversations[0]
    if (this.#state.open === undefined && first !== undefined) this.open(first.conversation)
  }

  /** What is at the bottom of the screen has been read. */
  #seen(): void {
    const { open, timeline, scrolled } = this.#state
    if (open === undefined || timeline === undefined || scrolled > 0) return
    const last = timeline.items.findLast((item) => item.type === 'message' && !item.mine)
    const unread = this.#state.conversations.find((one) => one.conversation === open)?.unread
    if (last?.type !== 'message' || unread === 0) return
    void this.#engine.call('markRead', { conversation: open, upTo: last.id })
  }

  /** What another device has made of it, while nothing of it was changed here. */
  #takeDraft(): void {
    const { open, draft, conversations } = this.#state
    const now = conversations.find((one) => one.conversation === open)?.draft
    if (now === undefined || now === this.#kept || textOf(draft) !== this.#kept) return
    this.#kept = now
    this.#become({ draft: draftOf(now) })
  }

  async #keepDraft(): Promise<void> {
    const { open, draft } = this.#state
    if (textOf(draft) === this.#kept) return
    this.#kept = textOf(draft)
    if (open !== undefined)
      await this.#engine.call('saveDraft', { conversation: open, text: textOf(draft), settled: true })
  }

  #told<T>(outcome: Outcome<T>): T | undefined {
    if (outcome.ok) return outcome.value
    this.#become({ notice: outcome.error.message })
    return undefined
  }

  #become(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
