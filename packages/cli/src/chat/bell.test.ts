import { expect, test } from 'vitest'
import { conversationId, MemoryEngine, message } from '../memory-engine.fixture.ts'
import { ringBell } from './bell.ts'

test('[SY-14] the bell rings for what comes elsewhere, unless it is to be quiet or has no sound', async () => {
  const engine = new MemoryEngine({})
  const said: string[] = []
  const stop = ringBell({
    engine,
    open: () => conversationId(1),
    ring: (text) => void said.push(text),
  })
  const hear = (number: number, quiet = false) => {
    const elsewhere = message(number, { conversation: conversationId(number) })
    engine.happen({ type: 'message', message: elsewhere, conversationName: 'bob', quiet })
  }
  hear(1)
  expect(said).toEqual([])
  hear(2)
  expect(said).toEqual(['New message from bob'])
  hear(2, true)
  expect(said).toEqual(['New message from bob'])
  engine.set('settings', { noticeSound: 'off' })
  await Promise.resolve()
  hear(2)
  expect(said).toHaveLength(1)
  engine.set('settings', {})
  await Promise.resolve()
  stop()
  hear(2)
  expect(said).toHaveLength(1)
})

test('the bell says of the writer what notifications are to show, and never what was written', async () => {
  const engine = new MemoryEngine({})
  const said: string[] = []
  const stop = ringBell({ engine, open: () => undefined, ring: (text) => void said.push(text) })
  const event = { type: 'message', message: message(1), conversationName: 'Tennis', quiet: false } as const
  engine.happen(event)
  engine.set('settings', { noticeContents: 'nothing' })
  engine.happen(event)
  expect(said).toEqual(['New message from bob in Tennis', 'New message'])
  stop()
})
