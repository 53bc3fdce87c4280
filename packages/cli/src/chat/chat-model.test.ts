import { afterEach, describe, expect, test, vi } from 'vitest'
import { message, messageId, name, summary } from '../memory-engine.fixture.ts'
import {
  answers,
  asked,
  c1,
  c2,
  c3,
  closeModels,
  failed,
  ok,
  opened,
  settle,
  shown,
  type,
} from './chat-model.fixture.ts'
import { modeOf } from './chat-model.ts'
import { textOf } from './line-editor.ts'
import { panelOf } from './panel-rows.ts'
import { choicesOf, choiceText } from './picking.ts'

afterEach(closeModels)

describe('reading', () => {
  test('opens the first conversation, and what is on the screen has been read', async () => {
    const { engine, model } = await opened()
    expect(model.store.state).toMatchObject({ open: c1, place: undefined, focus: 'write' })
    expect(asked(engine, 'markRead')).toEqual([{ conversation: c1, upTo: messageId(1) }])
  })

  test('what has not been scrolled to has not been read', async () => {
    const items = Array.from({ length: 30 }, (_, index) => message(index))
    const { engine, model } = await opened({ items, timeline: { firstUnread: messageId(10) } })
    expect(shown(model)).toContain('  message 10')
    expect(shown(model)[0]).toContain('new')
    const [first] = asked(engine, 'markRead')
    expect(first).toEqual({ conversation: c1, upTo: messageId(14) })
    await type(model, 'pageDown')
    expect(asked(engine, 'markRead').at(-1)).toEqual({ conversation: c1, upTo: messageId(19) })
    await type(model, 'pageDown', 'pageDown')
    expect(asked(engine, 'markRead').at(-1)).toEqual({ conversation: c1, upTo: messageId(29) })
    expect(model.store.state.place).toBeUndefined()
  })

  test('holds the place while messages come, and follows at the newest', async () => {
    const items = Array.from({ length: 30 }, (_, index) => message(index))
    const { engine, model } = await opened({ items })
    const timeline = { conversation: c1, hasOlder: false, hasNewer: false }
    await type(model, 'pageUp')
    const before = shown(model)
    engine.set('timeline', { ...timeline, items: [message(200), ...items, message(30)] })
    expect(shown(model)).toEqual(before)
    await type(model, 'pageDown', 'pageDown')
    engine.set('timeline', { ...timeline, items: [...items, message(30), message(31)] })
    expect(shown(model).at(-1)).toBe('  message 31')
  })

  test('fetches older messages at the beginning of the window, once until they come', async () => {
    const { engine, model } = await opened()
    await type(model, 'pageUp', 'pageUp')
    expect(asked(engine, 'loadOlder')).toEqual([{ conversation: c1, count: 100 }])
  })

  test('fetches newer ones where the window ends before the newest, and goes there when asked', async () => {
    const { engine, model } = await opened({ timeline: { hasNewer: true } })
    expect(asked(engine, 'loadNewer')).toEqual([{ conversation: c1, count: 100 }])
    model.press({ input: '', end: true, ctrl: true })
    await settle()
    expect(engine.watched.at(-1)).toEqual({
      topic: 'timeline',
      params: { conversation: c1, size: 100, around: messageId(99) },
    })
  })
})

describe('writing', () => {
  test('sends what was written', async () => {
    const { engine, model } = await opened()
    await type(model, 'h', 'i', '\n', 'you', 'enter')
    expect(asked(engine, 'send')).toEqual([{ conversation: c1, text: 'hi\nyou', until: 'queued' }])
    expect(textOf(model.store.state.draft)).toBe('')
  })

  test('gives back what could not be taken, with the reason', async () => {
    const { model } = await opened({ answers: { send: () => failed } })
    model.paste('hello')
    await type(model, 'enter')
    expect(textOf(model.store.state.draft)).toBe('hello')
    expect(model.store.state.notice).toBe('bob takes no messages.')
  })

  test('a paste of many lines is one text, and nothing in it is a key', async () => {
    const { engine, model } = await opened()
    model.paste('?one\r\ntwo\rthree\u0003')
    expect(textOf(model.store.state.draft)).toBe('?one\ntwo\nthree\u0003')
    expect(asked(engine, 'send')).toEqual([])
  })

  test('keys that come as one are one after the other, but lines that come as one are text', async () => {
    const { engine, model } = await opened()
    await type(model, 'fast\r')
    expect(asked(engine, 'send')).toEqual([{ conversation: c1, text: 'fast', until: 'queued' }])
    await type(model, 'one\rtwo\r')
    expect(textOf(model.store.state.draft)).toBe('one\ntwo\n')
    expect(asked(engine, 'send')).toHaveLength(1)
    await type(model, 'up', 'up', 'up', 'kkr')
    expect(model.store.state.reply?.id).toBe(messageId(1))
  })

  test('sends nothing when nothing was written', async () => {
    const { engine, model } = await opened()
    model.paste('  \n ')
    await type(model, 'enter')
    expect(asked(engine, 'send')).toEqual([])
  })

  test('? shows the keys and once more writes it; / goes to a name and once more writes it', async () => {
    const { model } = await opened()
    await type(model, '?')
    expect(modeOf(model.store.state)).toBe('help')
    await type(model, '?', '?')
    expect(textOf(model.store.state.draft)).toBe('??')
    await type(model, 'esc')
    const other = await opened()
    await type(other.model, '/', '/')
    expect(textOf(other.model.store.state.draft)).toBe('/')
  })

  test('[SY-8] keeps drafts: a moment after the last key, and at once when one leaves', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { engine, model } = await opened()
      await type(model, 'a', 'b')
      expect(asked(engine, 'saveDraft')).toEqual([])
      vi.runAllTimers()
      expect(asked(engine, 'saveDraft')).toEqual([{ conversation: c1, text: 'ab' }])
      await type(model, 'c', 'nextOne')
      expect(asked(engine, 'saveDraft').at(-1)).toEqual({ conversation: c1, text: 'abc', settled: true })
      expect(textOf(model.store.state.draft)).toBe('half a tho')
    } finally {
      vi.useRealTimers()
    }
  })

  test('[SY-8] shows what another device makes of a draft that is not being changed here', async () => {
    const { engine, model } = await opened()
    engine.set('conversations', [summary(1, { draft: 'from afar' })])
    expect(textOf(model.store.state.draft)).toBe('from afar')
    model.paste(' and here')
    engine.set('conversations', [summary(1, { draft: 'from afar again' })])
    expect(textOf(model.store.state.draft)).toBe('from afar and here')
    await model.close()
    const kept = { conversation: c1, text: 'from afar and here', settled: true }
    expect(asked(engine, 'saveDraft')).toEqual([kept])
  })
})

describe('going about', () => {
  test('around the list by keys, with drafts', async () => {
    const { model } = await opened()
    await type(model, 'nextOne')
    expect(model.store.state.open).toBe(c2)
    await type(model, 'nextOne')
    expect(model.store.state.open).toBe(c1)
    await type(model, 'previousOne')
    expect(model.store.state.open).toBe(c2)
  })

  test('what was archived is not in the list, and is found by its name', async () => {
    const { engine, model } = await opened()
    const conversations = [
      summary(1),
      summary(2, { name: 'carol', archived: true }),
      summary(3, { name: 'dora' }),
    ]
    engine.set('conversations', conversations)
    await type(model, 'nextOne')
    expect(model.store.state.open).toBe(c3)
    await type(model, 'ctrlK', 'carol', 'enter')
    expect(model.store.state.open).toBe(c2)
  })

  test('in the list: opens, pins and mutes', async () => {
    const { engine, model } = await opened()
    engine.set('conversations', [summary(1), summary(2, { pinnedAt: 5, mutedUntil: 'always' })])
    await type(model, 'tab', 'p', 'm', 'down', 'p', 'm', 'enter')
    const commands = ['pin', 'mute', 'unpin', 'unmute']
    expect(commands.map((command) => asked(engine, command))).toMatchObject([
      [{ conversation: c1 }],
      [{ conversation: c1, until: 'always' }],
      [{ conversation: c2 }],
      [{ conversation: c2 }],
    ])
    expect(model.store.state).toMatchObject({ open: c2, focus: 'write' })
  })

  test('by name: the best match first, members of groups, and a new conversation', async () => {
    const { engine, model } = await opened()
    const group = summary(3, { kind: 'group', name: 'Tennis', members: [name('alice'), name('caspar')] })
    engine.set('conversations', [summary(1), group, summary(2, { name: 'carol' })])
    await type(model, 'ctrlK', 'ca')
    expect(choicesOf(model.store.state).map(choiceText)).toEqual([
      'carol',
      'Tennis',
      'Begin a conversation with ca',
    ])
    await type(model, 'down', 'enter')
    expect(model.store.state.open).toBe(c3)
    await type(model, '/', 'dora', 'enter')
    expect(asked(engine, 'openDirect')).toEqual([{ account: 'dora' }])
    expect(model.store.state.open).toBe(c2)
    await model.openWith('Not A Name')
    expect(model.store.state.notice).toContain('no account name')
  })

  test('goes to a day of what is open, by its name', async () => {
    const found = { message: { id: messageId(1), at: 5 }, whole: false }
    const { engine, model } = await opened({ answers: { firstOn: () => ok(found) } })
    await type(model, 'ctrlK', '2026-03-09', 'enter')
    const at = new Date(2026, 2, 9).getTime()
    expect(asked(engine, 'firstOn')).toEqual([{ conversation: c1, at }])
    expect(engine.watched.at(-1)?.params).toEqual({ conversation: c1, size: 100, around: messageId(1) })
    expect(model.store.state.notice).toContain('not come to this device yet')
  })

  test('searches as one types, goes to a hit, and back', async () => {
    const { engine, model } = await opened()
    await type(model, 'ctrlF', 'f', 'o')
    expect(asked(engine, 'search')).toEqual([
      { text: 'f', limit: 50 },
      { text: 'fo', limit: 50 },
    ])
    await type(model, 'enter')
    expect(model.store.state).toMatchObject({ open: c2, overlay: undefined })
    expect(engine.watched.at(-1)?.params).toEqual({ conversation: c2, size: 100, around: messageId(7) })
    await type(model, 'esc')
    expect(choicesOf(model.store.state).map(choiceText)).toEqual(['found'])
    await type(model, 'esc')
    expect(model.store.state).toMatchObject({ open: c1, overlay: undefined })
  })

  test('what is deleted or goes by itself leaves what was found, also while a hit is looked at', async () => {
    const { engine, model } = await opened()
    await type(model, 'ctrlF', 'fo')
    const panel = panelOf(model.store.state, { width: 60, height: 9, now: 0 })?.rows.flatMap(({ row }) => row)
    expect(panel?.filter(({ look }) => look === 'bold').map(({ text }) => text)).toContain('fo')
    engine.happen({ type: 'expired', conversation: c2, ids: [messageId(7)] })
    expect(choicesOf(model.store.state)).toEqual([])
    await type(model, 'u', 'enter')
    const gone = { conversation: c2, conversationName: 'carol', id: messageId(7), ofMine: false } as const
    const how = { by: name('carol'), mine: false, at: 0, quiet: true, what: { kind: 'deleted' } } as const
    engine.happen({ type: 'change', ...gone, ...how })
    await type(model, 'esc')
    expect(model.store.state.overlay).toMatchObject({ kind: 'search', hits: [] })
  })

  test('an answer that comes late is not shown for what is typed now', async () => {
    const { engine, model } = await opened({
      answers: { search: ({ text }: { text: string }) => ok(text === 'ab' ? answers.search().value : []) },
    })
    await type(model, 'ctrlF')
    for (const input of ['a', 'b', 'c']) model.press({ input })
    await settle()
    expect(asked(engine, 'search')).toEqual([
      { text: 'a', limit: 50 },
      { text: 'abc', limit: 50 },
    ])
    expect(choicesOf(model.store.state)).toEqual([])
  })

  test('a request is accepted, deleted or blocked, the last two after a question', async () => {
    const { engine, model } = await opened()
    const request = summary(1, { state: 'request', by: name('bob') })
    engine.set('conversations', [request, summary(2)])
    await type(model, 'h', 'i', 'enter')
    expect(asked(engine, 'send')).toEqual([])
    await type(model, 'a', 'x', 'n', 'b', 'y')
    expect(asked(engine, 'acceptRequest')).toEqual([{ conversation: c1 }])
    expect(asked(engine, 'block')).toEqual([{ account: 'bob' }])
    expect(asked(engine, 'deleteRequest')).toEqual([{ conversation: c1 }])
    expect(model.store.state.open).toBe(c2)
  })
})

describe('what the terminal is told', () => {
  test('the title counts what is unread, but not what is muted', async () => {
    const { engine, written } = await opened()
    expect(written.at(-1)).toBe('\u001b]2;(1) Sotto\u0007')
    engine.set('conversations', [summary(1), summary(2, { unread: 5, level: 'nothing' })])
    expect(written.at(-1)).toBe('\u001b]2;Sotto\u0007')
  })

  test('Ctrl-C leaves and Ctrl-Z sleeps', async () => {
    const { model, calls } = await opened()
    for (const input of ['z', 'c']) model.press({ ctrl: true, input })
    expect(calls).toEqual(['suspend', 'leave'])
  })

  test('nothing is told after it was closed', async () => {
    const { engine, model } = await opened()
    let told = 0
    model.store.subscribe(() => told++)
    const connection = { since: 0, caughtUp: false, waiting: 2, receiptsWaiting: 0 }
    engine.set('connection', { ...connection, state: 'offline' })
    expect(told).toBe(1)
    await model.close()
    engine.set('connection', { ...connection, state: 'online' })
    expect(told).toBe(1)
  })
})
