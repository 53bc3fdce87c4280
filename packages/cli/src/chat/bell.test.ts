import { expect, test } from 'vitest'
import { conversationId, MemoryEngine, message } from '../memory-engine.fixture.ts'
import { ringBell } from './bell.ts'

test('[SY-14] the bell rings for what comes elsewhere, unless it is to be quiet or has no sound', async () => {
  const engine = new MemoryEngine({})
  let rung = 0
  const stop = ringBell({
    engine,
    open: () => conversationId(1),
    ring: () => {
      rung += 1
    },
  })
  const hear = (number: number, quiet = false) => {
    const elsewhere = message(number, { conversation: conversationId(number) })
    engine.happen({ type: 'message', message: elsewhere, conversationName: 'bob', quiet })
  }
  hear(1)
  expect(rung).toBe(0)
  hear(2)
  expect(rung).toBe(1)
  hear(2, true)
  expect(rung).toBe(1)
  engine.set('settings', { noticeSound: 'off' })
  await Promise.resolve()
  hear(2)
  expect(rung).toBe(1)
  engine.set('settings', {})
  await Promise.resolve()
  stop()
  hear(2)
  expect(rung).toBe(1)
})
