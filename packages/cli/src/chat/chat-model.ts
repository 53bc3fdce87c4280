// The interactive screen's behaviour: what the engine tells becomes state, and each key becomes what it does in the
// place where it went. Holds no drawing; the view redraws when the store says so.

import type { ConversationSummary, Engine, Outcome } from '@sotto/client'
import { parseAccountName, parseConversationId } from '@sotto/wire'
import { type ChatState, ChatStore, inList, unreadOf } from './chat-state.ts'
import { geometryOf, writeWidth, writing } from './geometry.ts'
import { type Action, actionOf, type Mode } from './keys.ts'
import { type Draft, insert, type KeyPress, moveLine, press } from './line-editor.ts'
import { MessageActs } from './message-acts.ts'
import { OpenConversation } from './open-conversation.ts'
import { Overlays } from './overlays.ts'
import { signals } from './signals.ts'

export type Surroundings = {
  readonly account: string
  readonly size: ChatState['size']
  /** Writes a sequence to the terminal, beside the drawing. */
  readonly signal: (sequence: string) => void
  readonly leave: () => void
  readonly suspend: () => void
}

export class ChatModel {
  readonly store: ChatStore
  readonly #engine: Engine
  readonly #around: Surroundings
  readonly #open: OpenConversation
  readonly #acts: MessageActs
  readonly #overlays: Overlays
  readonly #stops: (() => void)[] = []
  #title = ''

  constructor(engine: Engine, around: Surroundings) {
    const store = new ChatStore(around.account, around.size)
    this.store = store
    this.#engine = engine
    this.#around = around
    this.#open = new OpenConversation(engine, store)
    this.#acts = new MessageActs({ engine, store, open: this.#open, signal: around.signal })
    this.#overlays = new Overlays({ engine, store, open: this.#open, acts: this.#acts })
    this.#stops.push(
      engine.watch('connection', undefined, (connection) => store.change({ connection })),
      engine.watch('conversations', undefined, (conversations) => this.#listed(conversations)),
      engine.onEvent((event) => {
        if (event.type === 'expired') this.#overlays.forget(event.ids)
        if (event.type === 'change' && event.what.kind === 'deleted') this.#overlays.forget([event.id])
      }),
    )
  }

  get #state(): ChatState {
    return this.store.state
  }

  /** Lets go of the engine, with what was being written kept. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    await this.#open.close()
  }

  /** Opens a conversation by its id, or the direct one with an account. */
  async openWith(target: string): Promise<void> {
    const conversation = parseConversationId(target)
    if (conversation !== undefined) return this.#open.open(conversation)
    const account = parseAccountName(target)
    if (account === undefined) return this.store.change({ notice: `"${target}" is no account name.` })
    await this.#overlays.begin(account)
  }

  /** Sleeps with the draft kept, and nobody here meanwhile. */
  async rest(sleep: () => Promise<void>): Promise<void> {
    await this.#open.keepDraft()
    await this.#engine.call('setActive', { active: false })
    await sleep()
    await this.#engine.call('setActive', { active: true })
  }

  resize(columns: number, rows: number): void {
    this.store.change({ size: { columns, rows } })
    this.#open.seen()
  }

  /** The title of the window as it is now, also after somebody else has set it. */
  showTitle(): void {
    const unread = unreadOf(this.#state.conversations)
    this.#title = unread === 0 ? 'Sotto' : `(${unread}) Sotto`
    this.#around.signal(signals.title(this.#title))
  }

  /** Keys that were typed so fast that they come as one are one after the other. */
  press(key: KeyPress): void {
    const [, text = '', enter = ''] = /^([^\r]*)(\r?)$/.exec(key.input) ?? []
    const isText = modeOf(this.#state) === 'write' || modeOf(this.#state) === 'pick'
    if (isText && text !== '' && enter !== '') {
      this.#pressOne({ ...key, input: text })
      this.#pressOne({ input: '', return: true })
    } else if (isText || key.ctrl === true || key.meta === true || key.input.length < 2) this.#pressOne(key)
    else
      for (const input of key.input) this.#pressOne(input === '\r' ? { input: '', return: true } : { input })
  }

  #pressOne(key: KeyPress): void {
    if (this.#state.notice !== '') this.store.change({ notice: '' })
    const mode = modeOf(this.#state)
    const draft = this.#overlays.draft ?? this.#state.draft
    const action = actionOf(mode, key, draft)
    if (action !== undefined) this.#do(action, mode)
    else if (mode === 'write' || mode === 'pick') this.#write(press(draft, key))
  }

  /** Pasted text is text, whatever is in it. */
  paste(text: string): void {
    const mode = modeOf(this.#state)
    if (mode === 'messages' && writing(this.#state) === 'open') {
      this.store.change({ focus: 'write', selected: undefined })
    } else if (mode !== 'write' && mode !== 'pick') return
    this.#write(insert(this.#overlays.draft ?? this.#state.draft, text))
  }

  #write(draft: Draft) {
    if (this.#overlays.draft !== undefined) return this.#overlays.write(draft)
    if (draft !== this.#state.draft) this.#open.write(draft)
  }

  #do(action: Action, mode: Mode) {
    if (mode === 'pick' || mode === 'confirm' || mode === 'help') {
      if (action === 'close-and-write') return this.#closeAndWrite(mode)
      if (action !== 'leave' && action !== 'suspend') return this.#overlays.do(action)
    }
    if (mode === 'list' && this.#doInList(action)) return
    if (mode === 'messages' && this.#doWithMessages(action)) return
    this.#doAnywhere(action)
  }

  #doAnywhere(action: Action) {
    switch (action) {
      case 'leave':
        return this.#around.leave()
      case 'suspend':
        return this.#around.suspend()
      case 'help':
      case 'jump':
      case 'search':
        return this.#overlays.lay(action)
      case 'previous':
        return this.#step(-1)
      case 'next':
        return this.#step(1)
      case 'page-older':
        return this.#open.page(-1)
      case 'page-newer':
        return this.#open.page(1)
      case 'oldest':
        return this.#open.oldest()
      case 'newest':
        return void this.#open.newest()
      case 'accept':
        return void this.#accept()
      case 'decline':
      case 'block':
        return this.store.change({ overlay: { kind: 'confirm', question: { kind: action } } })
      default:
        return this.#doWhileWriting(action)
    }
  }

  #doWhileWriting(action: Action) {
    const { draft } = this.#state
    switch (action) {
      case 'submit':
        return void this.#open.submit()
      case 'newline':
        return this.#write(insert(draft, '\n'))
      case 'up':
      case 'down': {
        const moved = moveLine(draft, writeWidth(this.#state), action === 'up' ? -1 : 1)
        if (moved !== undefined) return this.store.change({ draft: moved })
        return action === 'up' ? this.#acts.begin() : undefined
      }
      case 'cancel':
        return this.#cancel()
      case 'focus-list':
        return this.store.change({ focus: 'list', listAt: this.#state.open, selected: undefined })
      case 'focus-write':
        return this.store.change({ focus: 'write', selected: undefined })
      default:
        return
    }
  }

  #doWithMessages(action: Action): boolean {
    switch (action) {
      case 'up':
        this.#acts.move(-1)
        return true
      case 'down':
        this.#acts.move(1)
        return true
      case 'reply':
      case 'react':
      case 'edit':
      case 'delete':
      case 'copy':
      case 'retry':
      case 'star':
      case 'pin':
      case 'quoted':
        void this.#acts.act(action)
        return true
      case 'focus-write':
        if (this.#state.back === undefined) return false
        this.#overlays.lay('search')
        return true
      default:
        return false
    }
  }

  #doInList(action: Action): boolean {
    const { listAt } = this.#state
    const conversations = inList(this.#state)
    const at = Math.max(
      0,
      conversations.findIndex((one) => one.conversation === listAt),
    )
    const to = { up: at - 1, down: at + 1, oldest: 0, newest: conversations.length - 1 } as const
    switch (action) {
      case 'up':
      case 'down':
      case 'oldest':
      case 'newest': {
        const next = conversations[to[action]]
        if (next !== undefined) this.store.change({ listAt: next.conversation })
        return true
      }
      case 'choose':
        if (conversations[at] !== undefined) this.#open.open(conversations[at].conversation)
        this.store.change({ focus: 'write', back: undefined })
        return true
      case 'pin':
      case 'mute':
        void this.#mark(action, conversations[at])
        return true
      default:
        return false
    }
  }

  async #mark(what: 'pin' | 'mute', summary: ConversationSummary | undefined): Promise<void> {
    if (summary === undefined) return
    const { conversation, pinnedAt, mutedUntil } = summary
    if (what === 'pin') {
      this.#told(await this.#engine.call(pinnedAt === undefined ? 'pin' : 'unpin', { conversation }))
    } else if (mutedUntil === undefined) {
      this.#told(await this.#engine.call('mute', { conversation, until: 'always' }))
    } else this.#told(await this.#engine.call('unmute', { conversation }))
  }

  async #accept(): Promise<void> {
    const { open } = this.#state
    if (open !== undefined) this.#told(await this.#engine.call('acceptRequest', { conversation: open }))
  }

  /** Takes back what was begun, one thing at a time; at last shows the list where it has no place of its own. */
  #cancel() {
    const { editing, reply, back } = this.#state
    if (editing !== undefined) return this.#open.stopEditing()
    if (reply !== undefined) return this.store.change({ reply: undefined })
    if (back !== undefined) return this.#overlays.lay('search')
    if (!geometryOf(this.#state).wide) this.store.change({ focus: 'list', listAt: this.#state.open })
  }

  #closeAndWrite(mode: Mode): void {
    this.store.change({ overlay: undefined })
    if (modeOf(this.#state) === 'write') this.#write(insert(this.#state.draft, mode === 'help' ? '?' : '/'))
  }

  /** The next one in the list, around its ends. */
  #step(direction: 1 | -1): void {
    const { open } = this.#state
    const conversations = inList(this.#state)
    if (conversations.length === 0) return
    const at = conversations.findIndex((one) => one.conversation === open)
    const next = conversations[(Math.max(at, 0) + direction + conversations.length) % conversations.length]
    this.store.change({ focus: 'write', back: undefined })
    if (next !== undefined) this.#open.open(next.conversation)
  }

  #listed(conversations: readonly ConversationSummary[]): void {
    this.store.change({ conversations })
    this.#open.takeDraft()
    const [first] = inList(this.#state)
    if (this.#state.open === undefined && first !== undefined) this.#open.open(first.conversation)
    const before = this.#title
    const unread = unreadOf(conversations)
    if (before !== (unread === 0 ? 'Sotto' : `(${unread}) Sotto`)) this.showTitle()
    this.#open.seen()
  }

  #told(outcome: Outcome<unknown>): void {
    if (!outcome.ok) this.store.change({ notice: outcome.error.message })
  }
}

export function modeOf(state: ChatState): Mode {
  const { overlay, focus } = state
  if (overlay !== undefined) {
    if (overlay.kind === 'confirm' || overlay.kind === 'help') return overlay.kind
    return 'pick'
  }
  if (focus !== 'write') return focus
  const how = writing(state)
  return how === 'open' || how === 'nowhere' ? 'write' : how
}
