import { afterEach, describe, expect, test } from 'vitest'
import { message, messageId, name } from '../memory-engine.fixture.ts'
import { asked, c1, closeModels, opened, type } from './chat-model.fixture.ts'
import { modeOf } from './chat-model.ts'
import { textOf } from './line-editor.ts'
import { choicesOf, choiceText } from './picking.ts'

afterEach(closeModels)

describe('a message that is chosen', () => {
  const mine = message(2, { mine: true, from: name('alice'), text: 'my words' })

  test('up and down choose one; below the last one writes again', async () => {
    const { engine, model } = await opened()
    await type(model, 'up')
    expect(model.store.state).toMatchObject({ focus: 'messages', selected: messageId(2) })
    await type(model, 'up')
    expect(model.store.state.selected).toBe(messageId(1))
    await type(model, 'up')
    expect(asked(engine, 'loadOlder')).toHaveLength(1)
    await type(model, 'down', 'down')
    expect(model.store.state).toMatchObject({ focus: 'write', selected: undefined })
  })

  test('r answers it, Esc takes that back', async () => {
    const { engine, model } = await opened()
    await type(model, 'up', 'up', 'r')
    expect(model.store.state.reply).toEqual({ id: messageId(1), from: 'bob', text: 'message 1' })
    await type(model, 'yes', 'enter')
    expect(asked(engine, 'send')).toEqual([
      { conversation: c1, text: 'yes', until: 'queued', inReplyTo: messageId(1) },
    ])
    await type(model, 'up', 'r', 'esc')
    expect(model.store.state.reply).toBeUndefined()
  })

  test('+ reacts by name or by what is typed, and takes back', async () => {
    const given = { reaction: '🦀', by: [name('alice')], mine: true, pending: false }
    const { engine, model } = await opened({ items: [message(1, { reactions: [given] })] })
    await type(model, 'up', '+')
    expect(choicesOf(model.store.state).map(choiceText)[0]).toBe('🦀  given here  (take back)')
    await type(model, 'enter')
    expect(asked(engine, 'unreact')).toEqual([{ conversation: c1, id: messageId(1), reaction: '🦀' }])
    await type(model, '+', 'hea', 'enter')
    await type(model, '+', '🥑', 'enter')
    expect(asked(engine, 'react')).toEqual([
      { conversation: c1, id: messageId(1), reaction: '❤️' },
      { conversation: c1, id: messageId(1), reaction: '🥑' },
    ])
  })

  test('e edits an own one, with the draft kept; another’s can’t be', async () => {
    const { engine, model } = await opened({ items: [message(1), mine] })
    model.paste('unsent')
    await type(model, 'up', 'e', '!', 'enter')
    expect(asked(engine, 'editMessage')).toEqual([{ conversation: c1, id: messageId(2), text: 'my words!' }])
    expect(textOf(model.store.state.draft)).toBe('unsent')
    await type(model, 'up', 'up', 'e')
    expect(model.store.state.notice).toContain('Only who wrote')
    await type(model, 'esc', 'up', 'e', 'esc')
    expect(textOf(model.store.state.draft)).toBe('unsent')
    expect(asked(engine, 'saveDraft')).not.toContainEqual(expect.objectContaining({ text: 'my words' }))
  })

  test('d asks whether for everyone or for me; another’s goes only here', async () => {
    const { engine, model } = await opened({ items: [message(1), mine] })
    await type(model, 'up', 'd', 'esc')
    expect(asked(engine, 'deleteForEveryone')).toEqual([])
    await type(model, 'd', 'y', 'e')
    expect(asked(engine, 'deleteForEveryone')).toEqual([{ conversation: c1, id: messageId(2) }])
    await type(model, 'up', 'd', 'e')
    expect(modeOf(model.store.state)).toBe('confirm')
    await type(model, 'm')
    expect(asked(engine, 'deleteForMe')).toEqual([{ conversation: c1, id: messageId(1) }])
    expect(asked(engine, 'deleteForEveryone')).toHaveLength(1)
    expect(model.store.state.selected).toBe(messageId(2))
  })

  test('s stars it, or takes the star away, and a star is seen', async () => {
    const { engine, model } = await opened({ items: [message(1, { starred: true }), mine] })
    await type(model, 'up', 's', 'up', 's')
    expect(asked(engine, 'star')).toEqual([{ conversation: c1, id: messageId(2) }])
    expect(asked(engine, 'unstar')).toEqual([{ conversation: c1, id: messageId(1) }])
  })

  test('p pins it for everyone, or unpins it', async () => {
    const { engine, model } = await opened({ items: [message(1, { pinned: true }), mine] })
    await type(model, 'up', 'p', 'up', 'p')
    expect(asked(engine, 'pinMessage')).toEqual([{ conversation: c1, id: messageId(2) }])
    expect(asked(engine, 'unpinMessage')).toEqual([{ conversation: c1, id: messageId(1) }])
  })

  test('t tries again what failed, d lets it go', async () => {
    const one = message(2, { mine: true, state: 'failed' })
    const { engine, model } = await opened({ items: [message(1), one] })
    await type(model, 'up', 't', 'd', 'm', 'y')
    expect(asked(engine, 'retry')).toEqual([{ conversation: c1, id: messageId(2) }])
    expect(asked(engine, 'discard')).toEqual([{ conversation: c1, id: messageId(2) }])
    await type(model, 't')
    expect(model.store.state.notice).toBe('Nothing of this message has failed.')
  })

  test('c copies its text through the terminal', async () => {
    const { model, written } = await opened({ items: [mine] })
    await type(model, 'up', 'c')
    expect(written).toContain('\u001b]52;c;bXkgd29yZHM=\u0007')
  })

  test('o goes to what it answers, also outside of the window', async () => {
    const items = [
      message(1),
      message(2, { inReplyTo: messageId(1) }),
      message(3, { inReplyTo: messageId(50) }),
    ]
    const { engine, model } = await opened({ items })
    await type(model, 'up', 'o')
    expect(engine.watched.at(-1)?.params).toMatchObject({ around: messageId(50) })
    await type(model, 'up', 'up', 'o')
    expect(model.store.state.selected).toBe(messageId(1))
  })
})
