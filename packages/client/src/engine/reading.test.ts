import type { ConversationSummary, TimelineSnapshot } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

async function summary(
  person: Person,
  conversation: ConversationId,
): Promise<ConversationSummary | undefined> {
  const list = await person.look('conversations', undefined)
  return list.find((one) => one.conversation === conversation)
}

function textsOf(timeline: TimelineSnapshot | undefined): readonly string[] {
  return (timeline?.items ?? []).flatMap((item) => (item.type === 'message' ? [item.text] : []))
}

describe('reading', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let conversation: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    conversation = await befriend(alice, bob)
    for (let n = 0; n < 60; n++) await alice.queue(conversation, `number ${n}`)
    await bob.sees(conversation, 'number 59')
  })
  afterAll(() => harness.close())

  it('counts what is unread, opens there, widens on demand, and follows the end', async () => {
    expect((await summary(bob, conversation))?.unread).toBe(61)
    const [first] = (await bob.messages(conversation)).filter((one) => one.text === 'number 9')
    if (first === undefined) throw new Error('missing')
    must(await bob.engine.call('markRead', { conversation, upTo: first.id }))
    expect((await summary(bob, conversation))?.unread).toBe(50)
    const told: TimelineSnapshot[] = []
    const stop = bob.engine.watch('timeline', { conversation, size: 20 }, (snapshot) => told.push(snapshot))
    const opened = await until(() => told.at(-1), 'opened')
    const unread = opened.items.find((item) => item.type === 'message' && item.id === opened.firstUnread)
    expect(unread).toMatchObject({ text: 'number 10' })
    expect(opened).toMatchObject({ hasOlder: true, hasNewer: true })
    must(await bob.engine.call('loadNewer', { conversation, count: 100 }))
    await until(() => textsOf(told.at(-1)).at(-1) === 'number 59', 'the end')
    must(await bob.engine.call('loadOlder', { conversation, count: 100 }))
    await until(() => textsOf(told.at(-1))[0] === 'I am alice', 'the beginning')
    await alice.send(conversation, 'and one more')
    await until(() => textsOf(told.at(-1)).at(-1) === 'and one more', 'followed')
    expect(told.at(-1)).toMatchObject({ hasOlder: false, hasNewer: false })
    stop()
  })

  it('lets go of what is far above whoever follows the end, who has it again when they go back', async () => {
    const told: TimelineSnapshot[] = []
    const watch = { conversation, size: 60 }
    const stop = bob.engine.watch('timeline', watch, (snapshot) => told.push(snapshot))
    must(await bob.engine.call('loadNewer', { conversation, count: 100 }))
    await until(() => textsOf(told.at(-1)).at(-1) === 'and one more', 'the end')
    const whole = textsOf(told.at(-1))
    must(await bob.engine.call('leaveOlder', { conversation, keep: 5 }))
    await until(() => told.at(-1)?.items.length === 5, 'five are left')
    expect(textsOf(told.at(-1))).toEqual(whole.slice(-5))
    expect(told.at(-1)).toMatchObject({ hasOlder: true, hasNewer: false })
    must(await bob.engine.call('leaveOlder', { conversation, keep: 50 }))
    await alice.send(conversation, 'still followed')
    await until(() => textsOf(told.at(-1)).at(-1) === 'still followed', 'followed')
    expect(textsOf(told.at(-1))).toEqual([...whole.slice(-5), 'still followed'])
    must(await bob.engine.call('loadOlder', { conversation, count: 20 }))
    await until(() => textsOf(told.at(-1)).length === 26, 'older ones again')
    expect(textsOf(told.at(-1))).toEqual([...whole.slice(-25), 'still followed'])
    stop()
  })

  it('tells of a change with the very same objects for what did not change', async () => {
    const told: TimelineSnapshot[] = []
    const around = (await bob.messages(conversation)).at(-5)?.id
    if (around === undefined) throw new Error('missing')
    const watch = { conversation, size: 30, around }
    const stop = bob.engine.watch('timeline', watch, (snapshot) => told.push(snapshot))
    const opened = await until(() => told[0], 'opened')
    const id = await bob.send(conversation, 'is this new?')
    await alice.sees(conversation, 'is this new?')
    must(await alice.engine.call('react', { conversation, id, reaction: '👍' }))
    await until(() => JSON.stringify(told.at(-1)).includes('👍'), 'the reaction')
    stop()
    const last = told.at(-1)?.items ?? []
    expect(last.length).toBe(opened.items.length + 1)
    for (const [at, item] of opened.items.entries())
      if (JSON.stringify(item) === JSON.stringify(last[at])) expect(last[at]).toBe(item)
    expect(last[0]).toBe(opened.items[0])
  })

  it('with a pace tells, and makes, nothing before it settles, and then the newest', async () => {
    const [told, takes] = [[] as string[], [] as (() => void)[]]
    const newest = (list: readonly ConversationSummary[]) => void told.push(list[0]?.last?.text ?? '')
    const pace = () => new Promise<void>((resolve) => takes.push(resolve))
    const stop = bob.engine.watch('conversations', undefined, newest, pace)
    await until(() => told.length === 1, 'the first')
    for (const text of ['one', 'two', 'three']) await alice.send(conversation, text)
    await until(async () => (await summary(bob, conversation))?.last?.text === 'three', 'all are here')
    expect([told.length, takes.length]).toEqual([1, 1])
    takes[0]?.()
    await until(() => told.length === 2, 'the second')
    expect(told[1]).toBe('three')
    await alice.send(conversation, 'four')
    await until(async () => (await summary(bob, conversation))?.last?.text === 'four', 'it is here')
    stop()
    takes[1]?.()
    await alice.send(conversation, 'five')
    await until(async () => (await summary(bob, conversation))?.last?.text === 'five', 'it is here, too')
    expect(told).toHaveLength(2)
  })

  it('tells the sender how far it was read, and never takes it back', async () => {
    const id = await alice.send(conversation, 'read this')
    const received = await bob.sees(conversation, 'read this')
    must(await bob.engine.call('markRead', { conversation, upTo: received.id }))
    const state = async () => (await alice.messages(conversation)).find((one) => one.id === id)?.state
    await until(async () => (await state()) === 'read', 'read')
    const states = alice.events.flatMap((event) =>
      event.type === 'state' && event.id === id ? [event.state] : [],
    )
    const order = ['pending', 'sent', 'delivered', 'read']
    expect(states.map((one) => order.indexOf(one))).toEqual(
      states.map((one) => order.indexOf(one)).toSorted(),
    )
    expect((await summary(bob, conversation))?.unread).toBe(0)
  })

  it('finds words by their beginnings, in any message, and reads no search language', async () => {
    await alice.send(conversation, 'Die Straße nach Zürich AND "quotes"')
    await bob.sees(conversation, 'Die Straße nach Zürich AND "quotes"')
    const find = async (text: string) => must(await bob.engine.call('search', { text, limit: 10 }))
    expect((await find('zuri')).map((hit) => hit.message.text)).toEqual([
      'Die Straße nach Zürich AND "quotes"',
    ])
    expect((await find('"quotes" AND'))[0]?.conversationName).toBe('alice')
    expect(await find('* OR NOT (')).toEqual([])
    expect(await find('nowhere')).toEqual([])
  })

  it('[SY-8] keeps drafts until the message that they became is sent, and pages back', async () => {
    must(await bob.engine.call('saveDraft', { conversation, text: 'a whole tho' }))
    await bob.send(conversation, 'something else')
    expect((await summary(bob, conversation))?.draft).toBe('a whole tho')
    await bob.send(conversation, 'a whole thought')
    expect((await summary(bob, conversation))?.draft).toBe('')
    const page = must(await bob.engine.call('history', { conversation, limit: 3 }))
    const [oldest] = page
    if (oldest === undefined) throw new Error('missing')
    const before = must(await bob.engine.call('history', { conversation, limit: 3, before: oldest.id }))
    const all = (await bob.messages(conversation)).map((one) => one.id)
    expect([...before, ...page].map((one) => one.id)).toEqual(all.slice(-6))
  })

  it('writes a message once for one key', async () => {
    const params = { conversation, text: 'only once', until: 'queued', key: 'k1' } as const
    const one = must(await alice.engine.call('send', params))
    const other = must(await alice.engine.call('send', params))
    expect(other.id).toBe(one.id)
    await bob.sees(conversation, 'only once')
    expect((await bob.texts(conversation)).filter((text) => text === 'only once')).toHaveLength(1)
  })

  it('refuses empty messages and unknown conversations', async () => {
    const empty = await alice.engine.call('send', { conversation, text: '  ', until: 'queued' })
    expect(empty).toMatchObject({ ok: false, error: { code: 'empty_message' } })
    const unknown = `c_${'A'.repeat(22)}` as ConversationId
    const nowhere = await alice.engine.call('send', { conversation: unknown, text: 'x', until: 'queued' })
    expect(nowhere).toMatchObject({ ok: false, error: { code: 'unknown_conversation' } })
  })
})
