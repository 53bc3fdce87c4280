// The conversation that is open: its timeline and what of it is on the screen, its draft, and sending. What is on the
// screen has been read; what is written is kept by the engine, so that it follows the account.

import type { Commands, Engine, Outcome, TimelineSnapshot } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import { type ChatState, type ChatStore, openSummary } from './chat-state.ts'
import { rowsOnScreen, timelineView } from './geometry.ts'
import { type Draft, draftOf, textOf } from './line-editor.ts'
import { type Place, placedAtTop, revealed, scrolledBy } from './viewport.ts'

const windowSize = 100
/** How long after the last key a draft is kept, in milliseconds. */
const settling = 700

export class OpenConversation {
  readonly #engine: Engine
  readonly #store: ChatStore
  #stopTimeline = () => {}
  /** The draft as the engine has it, as far as it was heard here. */
  #kept = ''
  #keeping: NodeJS.Timeout | undefined
  #growing = false
  #readUpTo: MessageId | undefined

  constructor(engine: Engine, store: ChatStore) {
    this.#engine = engine
    this.#store = store
  }

  get #state(): ChatState {
    return this.#store.state
  }

  /** `around`: a message to go to and choose; without it the first unread one, or the newest. */
  open(conversation: ConversationId, around?: MessageId): void {
    if (conversation !== this.#state.open) this.#changeTo(conversation)
    else if (around === undefined) return
    this.#watch(conversation, around)
  }

  async close(): Promise<void> {
    this.#stopTimeline()
    await this.keepDraft()
  }

  #changeTo(conversation: ConversationId): void {
    void this.keepDraft()
    const summary = this.#state.conversations.find((one) => one.conversation === conversation)
    this.#kept = summary?.draft ?? ''
    this.#readUpTo = undefined
    this.#store.change({
      open: conversation,
      draft: { ...draftOf(this.#kept), cut: this.#state.draft.cut },
      reply: undefined,
      editing: undefined,
      selected: undefined,
      notice: '',
    })
  }

  #watch(conversation: ConversationId, around: MessageId | undefined): void {
    this.#stopTimeline()
    this.#growing = false
    this.#store.change({ timeline: undefined, place: undefined })
    const params = { conversation, size: windowSize, ...(around === undefined ? {} : { around }) }
    let isFirst = true
    this.#stopTimeline = this.#engine.watch('timeline', params, (timeline) => {
      if (this.#state.open !== conversation) return
      this.#growing = false
      this.#store.change({ timeline })
      if (isFirst) this.#begin(timeline, around)
      isFirst = false
      this.#settle(this.#state.place)
    })
  }

  #begin({ firstUnread, items }: TimelineSnapshot, around: MessageId | undefined) {
    const isHere = items.some((item) => item.type === 'message' && item.id === around)
    if (around !== undefined && isHere) return this.select(around)
    if (around !== undefined) this.#store.change({ notice: 'This message is not on this device.' })
    if (firstUnread === undefined) return
    this.#store.change({ place: placedAtTop(timelineView(this.#state), firstUnread) })
  }

  select(id: MessageId): void {
    this.#store.change({ selected: id, focus: 'messages' })
    this.#settle(revealed(timelineView(this.#state), id))
  }

  /** Towards older (-1) or newer (1) messages, by pages; what is not loaded yet is asked for. */
  page(direction: 1 | -1): void {
    const view = timelineView(this.#state)
    this.#settle(scrolledBy(view, direction * Math.max(1, view.height - 2)))
    if (direction === -1 && rowsOnScreen(this.#state)[0] === timelineView(this.#state).rows[0]) this.older()
  }

  older(): void {
    if (this.#state.timeline?.hasOlder === true) this.#grow('loadOlder')
  }

  oldest(): void {
    this.#settle(scrolledBy(timelineView(this.#state), Number.NEGATIVE_INFINITY))
    this.older()
  }

  /** Follows the end from now on, wherever the window is. */
  async newest(): Promise<void> {
    const { open, timeline } = this.#state
    if (timeline?.hasNewer === true && open !== undefined) {
      const last = this.#told(await this.#engine.call('history', { conversation: open, limit: 1 }))?.[0]
      if (last !== undefined && this.#state.open === open) this.#watch(open, last.id)
    }
    this.#store.change({ selected: undefined, focus: 'write' })
    this.#settle(undefined)
  }

  /** Takes a place on the screen: newer messages are fetched at the window's end, and what is shown has been read. */
  #settle(place: Place | undefined): void {
    const { timeline } = this.#state
    const last = timelineView(this.#state).rows.at(-1)
    if (place !== undefined || timeline?.hasNewer !== true || last === undefined) {
      this.#store.change({ place })
    } else {
      this.#store.change({ place: { key: last.key, fromEnd: 0 } })
      this.#grow('loadNewer')
    }
    this.seen()
  }

  #grow(command: 'loadOlder' | 'loadNewer'): void {
    const { open } = this.#state
    if (open === undefined || this.#growing) return
    this.#growing = true
    void this.#engine.call(command, { conversation: open, count: windowSize }).then((outcome) => {
      if (!outcome.ok) this.#growing = false
      this.#told(outcome)
    })
  }

  /** What is on the screen has been read, up to the lowest of it; but not while the list stands in its place. */
  seen(): void {
    const { open, timeline } = this.#state
    if (open === undefined || timeline === undefined || openSummary(this.#state)?.unread === 0) return
    const shown = new Set(rowsOnScreen(this.#state).map(({ key }) => key))
    const last = timeline.items.findLast(
      (item) => item.type === 'message' && !item.mine && shown.has(item.id),
    )
    if (last?.type !== 'message' || last.id === this.#readUpTo) return
    this.#readUpTo = last.id
    void this.#engine.call('markRead', { conversation: open, upTo: last.id })
  }

  /** A change of the text; kept a moment after the last one. */
  write(draft: Draft): void {
    this.#store.change({ draft })
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => void this.keepDraft(false), settling)
    this.#keeping.unref()
  }

  /** What another device has made of it, while nothing of it was changed here. */
  takeDraft(): void {
    const now = openSummary(this.#state)?.draft
    if (now === undefined || now === this.#kept || textOf(this.#ownDraft()) !== this.#kept) return
    this.#kept = now
    if (this.#state.editing === undefined) this.#store.change({ draft: draftOf(now) })
    else this.#store.change({ editing: { ...this.#state.editing, kept: draftOf(now) } })
  }

  async keepDraft(settled = true): Promise<void> {
    clearTimeout(this.#keeping)
    const { open } = this.#state
    const text = textOf(this.#ownDraft())
    if (open === undefined || text === this.#kept) return
    this.#kept = text
    await this.#engine.call('saveDraft', { conversation: open, text, ...(settled ? { settled } : {}) })
  }

  #ownDraft(): Draft {
    return this.#state.editing?.kept ?? this.#state.draft
  }

  /** Sends what was written, as an answer where one was begun; or writes an own message anew. */
  async submit(): Promise<void> {
    const { open, draft, editing, reply } = this.#state
    const text = textOf(draft).trim()
    if (open === undefined) return this.#store.change({ notice: 'Open a conversation first: Ctrl-K.' })
    if (text === '') return
    if (editing !== undefined) return this.#edit(open, editing.id, text)
    this.#store.change({ draft: draftOf(''), reply: undefined })
    await this.newest()
    const answer = reply === undefined ? {} : { inReplyTo: reply.id }
    const params: Commands['send']['params'] = { conversation: open, text, until: 'queued', ...answer }
    const sent = this.#told(await this.#engine.call('send', params))
    // What could not be taken is given back, unless the next text has been begun.
    const isFree = this.#state.open === open && textOf(this.#state.draft) === ''
    if (sent === undefined && isFree) this.#store.change({ draft, reply })
    await this.keepDraft()
  }

  async #edit(conversation: ConversationId, id: MessageId, text: string): Promise<void> {
    const done = this.#told(await this.#engine.call('editMessage', { conversation, id, text }))
    if (done !== undefined && this.#state.editing?.id === id) this.stopEditing()
  }

  stopEditing(): void {
    const { editing } = this.#state
    if (editing !== undefined) this.#store.change({ editing: undefined, draft: editing.kept })
  }

  #told<T>(outcome: Outcome<T>): T | undefined {
    if (outcome.ok) return outcome.value
    this.#store.change({ notice: outcome.error.message })
    return undefined
  }
}
