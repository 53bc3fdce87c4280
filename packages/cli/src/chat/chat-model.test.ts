import { describe, expect, test } from 'vitest'
import { conversationId, MemoryEngine, message, messageId, summary } from '../memory-engine.fixture.ts'
import { ChatModel } from './chat-model.ts'
import { draftOf, textOf } from './line-editor.ts'

const [c1, c2] = [conversationId(1), conversationId(2)]
const ok = <T>(value: T) => ({ ok: true, value }) as const
const failed = { ok: false, error: { code: 'not_accepting', message: 'bob takes no messages.' } } as const

const answers = {
  send: () => ok({ conversation: c1, id: messageId(9), state: 'pending' as const }),
  saveDraft: () => ok(null),
  markRead: () => ok(null),
  loadOlder: () => ok(null),
  openDirect: () => ok({ conversation: c2 }),
}

async function opened(more: object = {}): Promise<{ engine: MemoryEngine; model: ChatModel }> {
  const conversations = [summary(1, { unread: 1 }), summary(2, { name: 'carol', draft: 'half a tho' })]
  const items = [message(1), message(2, { mine: true })]
  const timeline = { conversation: c1, items, hasOlder: true, hasNewer: false }
  const engine = new MemoryEngine({ conversations, timeline }, { ...answers, ...more })
  const model = new ChatModel(engine, 'alice')
  await settle()
  return { engine, model }
}

/** Lets what was told in microtasks arrive. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const asked = (engine: MemoryEngine, command: string) =>
  engine.asked.filter((one) => one.command === command).map((one) => one.params)

describe('the interactive screen’s model', () => {
  test('opens the newest conversation, and what is on the screen has been read', async () => {
    const { engine, model } = await opened()
    expect(model.state()).toMatchObject({ open: c1, scrolled: 0 })
    expect(asked(engine, 'markRead')).toEqual([{ conversation: c1, upTo: messageId(1) }])
  })

  test('what is scrolled away has not', async () => {
    const { engine, model } = await opened()
    model.scroll(1)
    const before = asked(engine, 'markRead').length
    const items = [message(1), message(2), message(3)]
    engine.set('timeline', { conversation: c1, items, hasOlder: false, hasNewer: false })
    expect(asked(engine, 'markRead')).toHaveLength(before)
    model.scroll(-1)
    expect(asked(engine, 'markRead').at(-1)).toEqual({ conversation: c1, upTo: messageId(3) })
  })

  test('fetches older messages at the end of the window', async () => {
    const { engine, model } = await opened()
    model.scroll(1)
    expect(asked(engine, 'loadOlder')).toEqual([{ conversation: c1, count: 100 }])
  })

  test('sends what was written', async () => {
    const { engine, model } = await opened()
    for (const input of 'hi') model.type({ input })
    await model.submit()
    expect(asked(engine, 'send')).toEqual([{ conversation: c1, text: 'hi', until: 'queued' }])
    expect(model.state().draft).toEqual(draftOf(''))
  })

  test('gives back what could not be taken, with the reason', async () => {
    const { model } = await opened({ send: () => failed })
    model.paste('hello')
    await model.submit()
    expect(textOf(model.state().draft)).toBe('hello')
    expect(model.state().notice).toBe('bob takes no messages.')
  })

  test('sends nothing when nothing was written', async () => {
    const { engine, model } = await opened()
    model.paste('  \n ')
    await model.submit()
    expect(asked(engine, 'send')).toEqual([])
  })

  test('goes around the list, keeping drafts', async () => {
    const { engine, model } = await opened()
    model.paste('unfinished')
    model.step(1)
    expect(asked(engine, 'saveDraft')).toEqual([{ conversation: c1, text: 'unfinished', settled: true }])
    expect(model.state().open).toBe(c2)
    expect(textOf(model.state().draft)).toBe('half a tho')
    model.step(1)
    expect(model.state().open).toBe(c1)
    model.step(-1)
    expect(model.state().open).toBe(c2)
  })

  test('[SY-8] shows what another device makes of a draft that is not being changed here', async () => {
    const { engine, model } = await opened()
    engine.set('conversations', [summary(1, { draft: 'from afar' })])
    expect(textOf(model.state().draft)).toBe('from afar')
    model.paste(' and here')
    engine.set('conversations', [summary(1, { draft: 'from afar again' })])
    expect(textOf(model.state().draft)).toBe('from afar and here')
    await model.close()
    expect(asked(engine, 'saveDraft')).toEqual([
      { conversation: c1, text: 'from afar and here', settled: true },
    ])
  })

  test('/to NAME opens the conversation with somebody, and names what can’t be', async () => {
    const { engine, model } = await opened()
    model.paste('/to carol')
    await model.submit()
    expect(asked(engine, 'openDirect')).toEqual([{ account: 'carol' }])
    expect(model.state().open).toBe(c2)
    await model.openWith('Not A Name')
    expect(model.state().notice).toContain('no account name')
  })

  test('tells the view of every change, and nothing after it was closed', async () => {
    const { engine, model } = await opened()
    let told = 0
    model.subscribe(() => told++)
    engine.set('connection', { state: 'offline', since: 0, caughtUp: false, waiting: 2, receiptsWaiting: 0 })
    expect(told).toBe(1)
    await model.close()
    engine.set('connection', { state: 'online', since: 0, caughtUp: true, waiting: 0, receiptsWaiting: 0 })
    expect(told).toBe(1)
  })
})
