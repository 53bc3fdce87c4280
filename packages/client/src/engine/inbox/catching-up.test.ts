import { befriend, type Harness, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const missed = 600
/** Far fewer than messages, whatever the network does to what waits for them. */
const few = missed / 20

const numbered = Array.from({ length: missed }, (_, number) => `number ${number}`)

/** What is counted while somebody catches up. */
type Counted = { readonly lists: number; readonly timelines: number; readonly transactions: number }

/** How many messages one report tells of (`receipts.ts`). */
const perReport = 200

describe('catching up', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let conversation: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    conversation = await befriend(alice, bob)
  })
  afterAll(() => harness.close())

  async function writeAll(name: string): Promise<readonly string[]> {
    const texts = numbered.map((text) => `${name}: ${text}`)
    await Promise.all(texts.slice(0, -1).map((text) => bob.queue(conversation, text)))
    await bob.send(conversation, texts.at(-1) ?? '')
    return texts
  }

  async function catchUp(last: string): Promise<Counted> {
    const counted = { lists: 0, timelines: 0, transactions: alice.batches }
    const stops = [
      alice.engine.watch('conversations', undefined, () => counted.lists++),
      alice.engine.watch('timeline', { conversation, size: 60 }, () => counted.timelines++),
    ]
    await alice.goOnline()
    await alice.sees(conversation, last)
    for (const stop of stops) stop()
    return { ...counted, transactions: alice.batches - counted.transactions }
  }

  it('[D-6] stores many missed messages by few transactions, and tells of them by few snapshots', async () => {
    alice.goOffline()
    const texts = await writeAll('missed')
    const { lists, timelines, transactions } = await catchUp(texts.at(-1) ?? '')
    expect((await alice.texts(conversation)).slice(-missed)).toEqual(texts)
    expect(Math.max(lists, timelines, transactions)).toBeLessThan(few)
  }, 120_000)

  it('[D-14] tells that they have arrived once all are here, in as few reports as hold them', async () => {
    const areTold = (texts: readonly string[]) => async () =>
      (await bob.messages(conversation)).every(
        (one) => !texts.includes(one.text) || one.state === 'delivered',
      )
    await until(areTold(numbered.map((text) => `missed: ${text}`)), 'nothing is owed from before')
    alice.goOffline()
    const texts = await writeAll('receipts')
    let [reports, isOver] = [0, false]
    alice.line.lie = {
      frame: (frame) => (isOver || frame.kind !== 'notice' || frame.notice !== 'caught-up' ? [frame] : []),
      send: (frame) => {
        if (frame.kind === 'send') reports += 1
        return frame
      },
    }
    await alice.goOnline()
    await alice.sees(conversation, texts.at(-1) ?? '')
    for (const text of numbered.slice(0, 20)) await alice.send(conversation, text)
    expect(reports - 20).toBe(0)
    isOver = true
    alice.goOffline()
    await alice.goOnline()
    await until(areTold(texts), 'all are told of')
    expect(reports - 20).toBe(missed / perReport)
    alice.line.lie = {}
  }, 120_000)

  it.each(['before', 'after'] as const)(
    '[D-2] [D-6] [D-11] loses and doubles nothing when the process dies %s a transaction in the middle',
    async (when) => {
      alice.crash()
      const texts = await writeAll(when)
      for (const at of [2, 3]) {
        const died = new Promise<void>((resolve) => void alice.start({ at, when, died: resolve }))
        await died
      }
      await alice.start()
      await alice.sees(conversation, texts.at(-1) ?? '')
      expect((await alice.texts(conversation)).slice(-missed)).toEqual(texts)
      await alice.send(conversation, `${when}: and on it goes`)
      await bob.sees(conversation, `${when}: and on it goes`)
    },
    120_000,
  )
})
