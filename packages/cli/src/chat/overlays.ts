// The panels that are laid over the screen: going to a conversation by name, searching, choosing a reaction, a question
// before something is deleted, and the list of the keys.

import type { Engine, Outcome } from '@sotto/client'
import type { AccountName, MessageId } from '@sotto/wire'
import { type ChatState, type ChatStore, openSummary, type Question } from './chat-state.ts'
import type { Action } from './keys.ts'
import { type Draft, draftOf } from './line-editor.ts'
import type { MessageActs } from './message-acts.ts'
import type { OpenConversation } from './open-conversation.ts'
import { type Choice, choicesOf } from './picking.ts'
import { Search } from './search.ts'

type Parts = {
  readonly engine: Engine
  readonly store: ChatStore
  readonly open: OpenConversation
  readonly acts: MessageActs
}

export class Overlays {
  readonly #parts: Parts
  readonly #search: Search

  constructor(parts: Parts) {
    this.#parts = parts
    this.#search = new Search(parts.engine, parts.store)
  }

  get #state(): ChatState {
    return this.#parts.store.state
  }

  /** What is written in the panel, if one writes there. */
  get draft(): Draft | undefined {
    const { overlay } = this.#state
    return overlay === undefined || !('draft' in overlay) ? undefined : overlay.draft
  }

  lay(kind: 'help' | 'jump' | 'search') {
    if (kind === 'search') return this.#search.begin()
    const overlay = kind === 'help' ? ({ kind, first: 0 } as const) : { kind, draft: draftOf(''), at: 0 }
    this.#change({ overlay })
  }

  write(draft: Draft) {
    const { overlay } = this.#state
    if (overlay === undefined || !('draft' in overlay) || overlay.draft === draft) return
    if (overlay.kind === 'search') return this.#search.write(draft)
    this.#change({ overlay: { ...overlay, draft, at: 0 } })
  }

  forget(ids: readonly MessageId[]): void {
    this.#search.forget(ids)
  }

  do(action: Action) {
    const { overlay } = this.#state
    if (overlay === undefined) return
    if (overlay.kind === 'confirm') return void this.#answer(overlay.question, action)
    switch (action) {
      case 'up':
      case 'down':
      case 'page-older':
      case 'page-newer':
        return this.#move(action)
      case 'choose':
        return void this.#choose()
      case 'close':
        return this.#close()
      default:
        return
    }
  }

  #move(action: 'up' | 'down' | 'page-older' | 'page-newer') {
    const { overlay } = this.#state
    const by = { up: -1, down: 1, 'page-older': -10, 'page-newer': 10 }[action]
    if (overlay?.kind === 'help') {
      return this.#change({ overlay: { ...overlay, first: Math.max(0, overlay.first + by) } })
    }
    if (overlay === undefined || overlay.kind === 'confirm') return
    const at = Math.max(0, Math.min(choicesOf(this.#state).length - 1, overlay.at + by))
    this.#change({ overlay: { ...overlay, at } })
  }

  /** A search that is closed goes back to where it began. */
  #close(): void {
    const { overlay } = this.#state
    this.#change({ overlay: undefined })
    if (overlay?.kind !== 'search') return
    this.#change({ focus: 'write', selected: undefined })
    if (overlay.origin === undefined) return
    if (overlay.origin !== this.#state.open) this.#parts.open.open(overlay.origin)
    else void this.#parts.open.newest()
  }

  async #choose(): Promise<void> {
    const { overlay } = this.#state
    if (overlay === undefined || !('draft' in overlay)) return
    const choice = choicesOf(this.#state)[overlay.at]
    if (choice === undefined) return
    const back = overlay.kind === 'search' ? overlay : this.#state.back
    this.#change({ overlay: undefined, back })
    await this.#take(choice, overlay.kind === 'react' ? overlay.id : undefined)
  }

  async #take(choice: Choice, reactTo: Parameters<MessageActs['react']>[0] | undefined): Promise<void> {
    switch (choice.kind) {
      case 'conversation':
        this.#change({ focus: 'write', back: undefined })
        return this.#parts.open.open(choice.summary.conversation)
      case 'day':
        return this.#goToDay(choice.at)
      case 'begin':
        return this.begin(choice.account)
      case 'hit': {
        const { conversation, id } = choice.hit.message
        return this.#parts.open.open(conversation, id)
      }
      case 'reaction':
        if (reactTo !== undefined) await this.#parts.acts.react(reactTo, choice.reaction)
    }
  }

  async #goToDay(at: number): Promise<void> {
    const { open } = this.#state
    if (open === undefined) return
    const found = await this.#parts.engine.call('firstOn', { conversation: open, at })
    if (!this.#told(found) || !found.ok || this.#state.open !== open) return
    const { message, whole } = found.value
    if (message !== undefined) this.#parts.open.open(open, message.id)
    if (!whole)
      this.#change({ notice: 'What was written then has not come to this device yet, or not all of it.' })
    else if (message === undefined) this.#change({ notice: 'Nothing was written on that day or since.' })
  }

  /** Opens the conversation with somebody, and begins it where there is none. */
  async begin(account: AccountName): Promise<void> {
    this.#change({ notice: `Opening the conversation with ${account} …`, focus: 'write', back: undefined })
    const outcome = await this.#parts.engine.call('openDirect', { account })
    if (!this.#told(outcome) || !outcome.ok) return
    this.#change({ notice: '' })
    this.#parts.open.open(outcome.value.conversation)
  }

  async #answer(question: Question, action: Action): Promise<void> {
    if (action !== 'close' && !answers(question, action)) return
    this.#change({ overlay: undefined })
    if (action === 'close') return
    if (!('id' in question)) return this.#refuse(question.kind)
    await this.#parts.acts.delete(question, action === 'for-everyone')
  }

  async #refuse(how: 'decline' | 'block'): Promise<void> {
    const { engine } = this.#parts
    const summary = openSummary(this.#state)
    if (summary === undefined) return
    const { conversation, by } = summary
    if (how === 'block' && by !== undefined && !this.#told(await engine.call('block', { account: by })))
      return
    if (!this.#told(await engine.call('deleteRequest', { conversation }))) return
    const next = this.#state.conversations.find((one) => one.conversation !== conversation)
    if (next !== undefined) this.#parts.open.open(next.conversation)
  }

  #told(outcome: Outcome<unknown>): boolean {
    if (!outcome.ok) this.#change({ notice: outcome.error.message })
    return outcome.ok
  }

  #change(change: Partial<ChatState>): void {
    this.#parts.store.change(change)
  }
}

/** Whether a key says yes to a question, in one of the ways that this one has. */
function answers(question: Question, action: Action): boolean {
  if (question.kind !== 'delete') return action === 'yes'
  return action === 'for-me' || (action === 'for-everyone' && question.mine)
}
