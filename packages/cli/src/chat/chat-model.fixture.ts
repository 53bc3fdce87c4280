// A model of the interactive screen over an engine that remembers what it was asked, and keys to press.

import { conversationId, MemoryEngine, message, messageId, name, summary } from '../memory-engine.fixture.ts'
import { ChatModel } from './chat-model.ts'
import { rowsOnScreen } from './geometry.ts'
import { rowText } from './rows.ts'

export const [c1, c2, c3] = [conversationId(1), conversationId(2), conversationId(3)]
export const ok = <T>(value: T) => ({ ok: true, value }) as const
const done = () => ok({ conversation: c1, id: messageId(9), state: 'pending' as const })
export const failed = {
  ok: false,
  error: { code: 'not_accepting', message: 'bob takes no messages.' },
} as const
const nothing = () => ok(null)

export const answers = {
  ...{ send: done, editMessage: done, react: done, unreact: done, deleteForEveryone: done },
  ...{ saveDraft: nothing, markRead: nothing, loadOlder: nothing, loadNewer: nothing, retry: nothing },
  ...{ deleteForMe: nothing, discard: nothing, pin: nothing, unpin: nothing, mute: nothing, unmute: nothing },
  ...{ acceptRequest: nothing, deleteRequest: nothing, block: nothing },
  openDirect: () => ok({ conversation: c2 }),
  history: () => ok([message(99)]),
  search: () =>
    ok([{ message: message(7, { conversation: c2 }), conversationName: 'carol', snippet: 'found' }]),
}

const models = new Set<ChatModel>()

export async function closeModels(): Promise<void> {
  for (const model of models) await model.close()
  models.clear()
}

type More = { answers?: object; items?: ReturnType<typeof message>[]; timeline?: object }

export async function opened(more: More = {}) {
  const conversations = [summary(1, { unread: 1 }), summary(2, { name: 'carol', draft: 'half a tho' })]
  const items = more.items ?? [message(1), message(2, { mine: true, from: name('alice') })]
  const timeline = { conversation: c1, items, hasOlder: true, hasNewer: false, ...more.timeline }
  const engine = new MemoryEngine({ conversations, timeline }, { ...answers, ...more.answers })
  const written: string[] = []
  const calls: string[] = []
  const model = new ChatModel(engine, {
    account: 'alice',
    size: { columns: 80, rows: 12 },
    signal: (sequence) => void written.push(sequence),
    leave: () => void calls.push('leave'),
    suspend: () => void calls.push('suspend'),
  })
  models.add(model)
  await settle()
  return { engine, model, written, calls }
}

/** Lets what was told in microtasks arrive. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
export const asked = (engine: MemoryEngine, command: string) =>
  engine.asked.filter((one) => one.command === command).map((one) => one.params)
export const shown = (model: ChatModel) => rowsOnScreen(model.store.state).map(({ row }) => rowText(row))

const special = {
  up: { upArrow: true },
  down: { downArrow: true },
  enter: { return: true },
  esc: { escape: true },
  tab: { tab: true },
  pageUp: { pageUp: true },
  pageDown: { pageDown: true },
  nextOne: { downArrow: true, meta: true },
  previousOne: { upArrow: true, meta: true },
  ctrlK: { ctrl: true, input: 'k' },
  ctrlF: { ctrl: true, input: 'f' },
} as const

/** Presses keys by their names here, or types what is none of them. */
export async function type(
  model: ChatModel,
  ...keys: (keyof typeof special | (string & {}))[]
): Promise<void> {
  for (const key of keys) {
    const pressed = Object.hasOwn(special, key) ? special[key as keyof typeof special] : { input: key }
    model.press({ input: '', ...pressed })
    await settle()
  }
}
