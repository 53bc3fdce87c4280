// What every adapter of the bus keeps to. An adapter may deliver later than `publish` returns: the suite
// waits for what it expects.

import type { AccountName } from '@sotto/wire'
import { parseAccountName } from '@sotto/wire'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Bus } from './bus.ts'
import { type PresenceEvent, topics } from './topics.ts'

export function busContract(name: string, open: () => Promise<Bus>): void {
  describe(`the bus (${name})`, () => {
    let bus: Bus
    beforeEach(async () => {
      bus = await open()
    })
    afterEach(() => bus.close())

    const heard = (account: string) => {
      const messages: PresenceEvent[] = []
      const stop = bus.subscribe(topics.presence(nameOf(account)), (message) => messages.push(message))
      return { messages, stop }
    }
    const say = (account: string, lastSeen: number) =>
      bus.publish(topics.presence(nameOf(account)), { account: nameOf(account), status: 'offline', lastSeen })

    test('a message reaches every subscriber of its topic, and no other', async () => {
      const [one, two, other] = [heard('alice'), heard('alice'), heard('bob')]
      say('alice', 1)
      await vi.waitFor(() => expect([one.messages.length, two.messages.length]).toEqual([1, 1]))
      expect(one.messages[0]).toEqual({ account: 'alice', status: 'offline', lastSeen: 1 })
      expect(other.messages).toEqual([])
    })

    test('messages of one topic arrive in the order they were published', async () => {
      const { messages } = heard('alice')
      for (let i = 0; i < 100; i += 1) say('alice', i)
      await vi.waitFor(() => expect(messages).toHaveLength(100))
      expect(messages.map((message) => message.lastSeen)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    })

    test('bytes arrive as bytes', async () => {
      const got: unknown[] = []
      const topic = { name: 'test/bytes', of: '' } as { name: string; of: string; message?: Uint8Array }
      bus.subscribe(topic, (message) => got.push(message))
      bus.publish(topic, Uint8Array.of(0, 255, 7))
      await vi.waitFor(() => expect(got).toEqual([Uint8Array.of(0, 255, 7)]))
    })

    test('who has unsubscribed hears nothing more, the others do', async () => {
      const [one, two] = [heard('alice'), heard('alice')]
      one.stop()
      one.stop()
      say('alice', 1)
      await vi.waitFor(() => expect(two.messages).toHaveLength(1))
      expect(one.messages).toEqual([])
    })

    test('who came and went does not take the others along', async () => {
      heard('alice').stop()
      const [one, two, three] = [heard('alice'), heard('alice'), heard('alice')]
      two.stop()
      three.stop()
      say('alice', 1)
      await vi.waitFor(() => expect(one.messages).toHaveLength(1))
      one.stop()
      const later = heard('alice')
      say('alice', 2)
      await vi.waitFor(() => expect(later.messages).toHaveLength(1))
      expect([one.messages.length, two.messages, three.messages]).toEqual([1, [], []])
    })

    test('a topic without subscribers swallows its messages', () => {
      expect(() => say('alice', 1)).not.toThrow()
    })

    test('nothing is delivered after close', async () => {
      const { messages } = heard('alice')
      await bus.close()
      say('alice', 1)
      expect(messages).toEqual([])
    })
  })
}

function nameOf(text: string): AccountName {
  const name = parseAccountName(text)
  if (name === undefined) throw new Error(`not a name: ${text}`)
  return name
}
