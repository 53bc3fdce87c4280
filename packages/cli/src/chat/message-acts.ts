// What a person does with the message that is chosen: answer, react, edit, delete, copy, try again, go to what it
// answers.

import type { Engine, MessageSnapshot, Outcome } from '@sotto/client'
import { type ConversationId, type MessageId, plainMentions } from '@sotto/wire'
import type { ChatState, ChatStore, Question } from './chat-state.ts'
import { rowsOnScreen } from './geometry.ts'
import { draftOf } from './line-editor.ts'
import type { OpenConversation } from './open-conversation.ts'
import { signals } from './signals.ts'

export type MessageAct = 'reply' | 'react' | 'edit' | 'delete' | 'copy' | 'star' | 'pin' | 'retry' | 'quoted'

type Parts = {
  readonly engine: Engine
  readonly store: ChatStore
  readonly open: OpenConversation
  /** Writes a sequence to the terminal. */
  readonly signal: (sequence: string) => void
}

export class MessageActs {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get #state(): ChatState {
    return this.#parts.store.state
  }

  /** The newest message on the screen. */
  begin(): void {
    const shown = new Set(rowsOnScreen(this.#state).map(({ key }) => key))
    const last = this.#messages().findLast(({ id }) => shown.has(id))
    if (last !== undefined) this.#parts.open.select(last.id)
  }

  /** The one above (-1) or below (1); below the last one writes again. */
  move(direction: 1 | -1) {
    const { store, open } = this.#parts
    const messages = this.#messages()
    const at = messages.findIndex(({ id }) => id === this.#state.selected)
    const next = at === -1 ? messages.at(-1) : messages[at + direction]
    if (next !== undefined) return open.select(next.id)
    if (direction === -1) open.older()
    else store.change({ focus: 'write', selected: undefined })
  }

  async act(act: MessageAct): Promise<void> {
    const message = this.#messages().find(({ id }) => id === this.#state.selected)
    if (message === undefined) return
    if (message.deleted !== undefined && act !== 'delete') return this.#say('This message was deleted.')
    switch (act) {
      case 'reply':
        return this.#reply(message)
      case 'react':
        return this.#change({ overlay: { kind: 'react', draft: draftOf(''), at: 0, id: message.id } })
      case 'edit':
        return this.#edit(message)
      case 'delete':
        return this.#change({ overlay: { kind: 'confirm', question: questionOf(message) } })
      case 'copy':
        return this.#copy(message)
      case 'star':
        return this.#star(message)
      case 'pin':
        return this.#pin(message)
      case 'retry':
        return this.#retry(message)
      case 'quoted':
        return this.#toQuoted(message)
    }
  }

  #reply({ id, from, text }: MessageSnapshot): void {
    this.#parts.open.stopEditing()
    this.#change({ reply: { id, from, text }, focus: 'write', selected: undefined })
  }

  #edit({ id, mine, text, unsupported }: MessageSnapshot) {
    if (!mine) return this.#say('Only who wrote a message can change it.')
    if (unsupported !== undefined) return this.#say('Only text can be edited.')
    this.#parts.open.stopEditing()
    const kept = this.#state.draft
    const change = { editing: { id, kept }, draft: draftOf(plainMentions(text)), reply: undefined }
    this.#change({ ...change, focus: 'write', selected: undefined })
  }

  #copy({ text }: MessageSnapshot) {
    const sequence = signals.copy(text)
    if (sequence === undefined) return this.#say('This text is too long for a terminal’s clipboard.')
    this.#parts.signal(sequence)
    this.#say('Copied, if this terminal lets programs do so.')
  }

  async #star({ conversation, id, starred }: MessageSnapshot): Promise<void> {
    await this.#call(starred === true ? 'unstar' : 'star', conversation, id)
  }

  async #pin({ conversation, id, pinned }: MessageSnapshot): Promise<void> {
    await this.#call(pinned === true ? 'unpinMessage' : 'pinMessage', conversation, id)
  }

  async #retry({ conversation, id, state, refused = [] }: MessageSnapshot): Promise<void> {
    const ids = [...(state === 'failed' ? [id] : []), ...refused.map((one) => one.id)]
    if (ids.length === 0) return this.#say('Nothing of this message has failed.')
    for (const one of ids) await this.#call('retry', conversation, one)
  }

  #toQuoted({ conversation, inReplyTo }: MessageSnapshot) {
    if (inReplyTo === undefined) return this.#say('This message answers no other one.')
    if (this.#messages().some(({ id }) => id === inReplyTo)) return this.#parts.open.select(inReplyTo)
    this.#parts.open.open(conversation, inReplyTo)
  }

  /** What was asked about a message was answered. */
  async delete({ kind, id }: Extract<Question, { id: MessageId }>, forEveryone: boolean): Promise<void> {
    const { open } = this.#state
    if (open === undefined) return
    const messages = this.#messages()
    const at = messages.findIndex((one) => one.id === id)
    const beside = messages[at + 1] ?? messages[at - 1]
    const command = kind === 'discard' ? kind : forEveryone ? 'deleteForEveryone' : 'deleteForMe'
    if (!(await this.#call(command, open, id)) || command === 'deleteForEveryone') return
    if (this.#state.selected !== id) return
    this.#change(beside === undefined ? { focus: 'write', selected: undefined } : { selected: beside.id })
  }

  async react(id: MessageId, reaction: string): Promise<void> {
    const { engine } = this.#parts
    const message = this.#messages().find((one) => one.id === id)
    if (message === undefined) return
    const isGiven = message.reactions.some((one) => one.mine && one.reaction === reaction)
    const { conversation } = message
    this.#told(await engine.call(isGiven ? 'unreact' : 'react', { conversation, id, reaction }))
  }

  #messages(): MessageSnapshot[] {
    const items = this.#state.timeline?.items ?? []
    return items.filter((item) => item.type === 'message')
  }

  async #call(
    command:
      | 'retry'
      | 'discard'
      | 'star'
      | 'unstar'
      | 'pinMessage'
      | 'unpinMessage'
      | 'deleteForEveryone'
      | 'deleteForMe',
    conversation: ConversationId,
    id: MessageId,
  ): Promise<boolean> {
    return this.#told(await this.#parts.engine.call(command, { conversation, id }))
  }

  #told(outcome: Outcome<unknown>): boolean {
    if (!outcome.ok) this.#say(outcome.error.message)
    return outcome.ok
  }

  #say(notice: string): void {
    this.#change({ notice })
  }

  #change(change: Partial<ChatState>): void {
    this.#parts.store.change(change)
  }
}

function questionOf({ id, mine, state, deleted }: MessageSnapshot): Question {
  if (state === 'failed') return { kind: 'discard', id }
  return { kind: 'delete', id, mine: mine && deleted === undefined }
}
