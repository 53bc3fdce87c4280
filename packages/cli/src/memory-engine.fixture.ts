// An engine without keys, store or network, for tests of what the terminal makes of its answers: it holds the
// snapshots it is given, answers commands from a table, and remembers what it was asked.

import type {
  Commands,
  ConversationSummary,
  Engine,
  EngineEvent,
  MessageSnapshot,
  Outcome,
  Topics,
} from '@sotto/client'
import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  deviceIdFromBytes,
  type MessageId,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'

export function name(text: string): AccountName {
  return made(parseAccountName(text))
}
export function conversationId(number: number): ConversationId {
  return made(conversationIdFromBytes(new Uint8Array(16).fill(number)))
}
export function messageId(number: number): MessageId {
  return made(messageIdFromBytes(new Uint8Array(32).fill(number)))
}
export const device: DeviceId = made(deviceIdFromBytes(new Uint8Array(16)))

export function message(number: number, more: Partial<MessageSnapshot> = {}): MessageSnapshot {
  return {
    type: 'message',
    id: messageId(number),
    conversation: conversationId(1),
    from: name('bob'),
    mine: false,
    text: `message ${number}`,
    at: 1_000_000 + number,
    state: 'delivered',
    reactions: [],
    ...more,
  }
}

export function summary(number: number, more: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    conversation: conversationId(number),
    kind: 'direct',
    name: 'bob',
    members: [name('alice'), name('bob')],
    state: 'active',
    unread: 0,
    at: 1_000_000,
    draft: '',
    mentions: 0,
    level: 'everything',
    verified: false,
    attention: false,
    ...more,
  }
}

type Snapshots = { -readonly [T in keyof Topics]: Topics[T]['snapshot'] }
type Answers = { [C in keyof Commands]?: (params: Commands[C]['params']) => Outcome<Commands[C]['value']> }

export class MemoryEngine implements Engine {
  readonly asked: { command: string; params: unknown }[] = []
  readonly watched: { topic: string; params: unknown }[] = []
  closed = false
  #snapshots: Snapshots
  /** What happened before anybody listened. */
  #early: EngineEvent[] = []
  readonly #answers: Answers
  readonly #watchers = new Map<keyof Topics, Set<() => void>>()
  readonly #listeners = new Set<(event: EngineEvent) => void>()

  constructor(snapshots: Partial<Snapshots> = {}, answers: Answers = {}) {
    this.#snapshots = {
      session: { state: 'signed-in', account: name('alice'), device, server: 'http://localhost:7688' },
      connection: { state: 'online', since: 0, caughtUp: true, waiting: 0, receiptsWaiting: 0 },
      conversations: [],
      lock: { on: false, afterMinutes: 0, passphrase: false, prfInput: new Uint8Array() },
      conversation: null,
      security: null,
      timeline: { conversation: conversationId(1), items: [], hasOlder: false, hasNewer: false },
      pinned: [],
      starred: { messages: [], elsewhere: 0 },
      people: { people: [], complete: true },
      person: null,
      names: [],
      found: [],
      key: null,
      blocks: [],
      devices: [],
      directory: { state: 'good', size: 1 },
      account: { recovery: 'ready', alerts: [] },
      archive: { state: 'complete', done: 0, total: 0, waiting: 0 },
      settings: {},
      synced: {},
      ...snapshots,
    }
    this.#answers = answers
  }

  async call<C extends keyof Commands>(
    command: C,
    ...params: Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]
  ): Promise<Outcome<Commands[C]['value']>> {
    const [given] = params
    this.asked.push({ command, params: given })
    const answer: ((params: Commands[C]['params']) => Outcome<Commands[C]['value']>) | undefined =
      this.#answers[command]
    if (answer === undefined)
      return { ok: false, error: { code: 'unavailable', message: `no answer to ${command}` } }
    return answer(given as Commands[C]['params'])
  }

  watch<T extends keyof Topics>(
    topic: T,
    params: Topics[T]['params'],
    listener: (snapshot: Topics[T]['snapshot']) => void,
  ): () => void {
    this.watched.push({ topic, params })
    const tell = () => listener(this.#snapshots[topic])
    const watchers = this.#watchers.get(topic) ?? new Set()
    this.#watchers.set(topic, watchers.add(tell))
    queueMicrotask(() => watchers.has(tell) && tell())
    return () => watchers.delete(tell)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    for (const event of this.#early.splice(0)) listener(event)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.closed = true
  }

  set<T extends keyof Topics>(topic: T, snapshot: Topics[T]['snapshot']): void {
    this.#snapshots = { ...this.#snapshots, [topic]: snapshot }
    for (const tell of this.#watchers.get(topic) ?? []) tell()
  }

  happen(event: EngineEvent): void {
    if (this.#listeners.size === 0) this.#early.push(event)
    for (const listener of this.#listeners) listener(event)
  }
}

function made<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('not a valid id')
  return value
}
