import {
  befriend,
  type Harness,
  isArchived,
  must,
  type Person,
  startHarness,
  until,
} from '@sotto/testkit/harness'
import type { ConversationId, MessageId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('messages that are pinned for everyone', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let group: ConversationId
  let all: readonly Person[]
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    phone = await harness.anotherDevice(alice)
    await befriend(alice, bob)
    group = await alice.group('Plans', [bob])
    must(await alice.engine.call('setHistory', { conversation: group, history: { kind: 'all' } }))
    await alice.send(group, 'welcome')
    all = [alice, phone, bob]
    for (const one of all) await one.sees(group, 'welcome')
  })
  afterAll(() => harness.close())

  async function sent(by: Person, text: string, expiresAfter?: number): Promise<MessageId> {
    const lifetime = expiresAfter === undefined ? {} : { expiresAfter }
    const { id } = must(
      await by.engine.call('send', { conversation: group, text, until: 'sent', ...lifetime }),
    )
    // from its author's devices it may have gone by then
    for (const one of expiresAfter === undefined ? all : [bob]) await one.sees(group, text)
    return id
  }
  const call = (on: Person, command: 'pinMessage' | 'unpinMessage', id: MessageId) =>
    on.engine.call(command, { conversation: group, id, until: 'sent' })
  const pinned = (on: Person) => on.look('pinned', { conversation: group })
  const texts = async (on: Person) => (await pinned(on)).map(({ text }) => text)
  const haveAll = async (expected: readonly string[], who = all) => {
    for (const one of who) {
      await until(
        async () => JSON.stringify(await texts(one)) === JSON.stringify(expected),
        `${one.account} has pinned: ${expected.join(', ')}`,
      )
    }
  }
  const lines = async (on: Person) => {
    const { items } = await on.look('timeline', { conversation: group, size: 500 })
    return items.flatMap((one) => (one.type === 'happening' && one.what.kind === 'pinned' ? [one.what] : []))
  }

  it('[CT-25] stand above the messages of everybody, the last pinned first, whoever pinned, and anyone takes them away', async () => {
    const first = await sent(alice, 'the plan')
    const second = await sent(bob, 'the address')
    expect(must(await call(bob, 'pinMessage', first))).toEqual({
      conversation: group,
      id: first,
      state: 'sent',
    })
    await haveAll(['the plan'])
    must(await call(phone, 'pinMessage', second))
    await haveAll(['the address', 'the plan'])
    for (const one of all) {
      expect((await pinned(one))[1]).toMatchObject({ id: first, from: 'alice', by: 'bob' })
      expect(await lines(one)).toEqual([
        { kind: 'pinned', by: 'bob', id: first },
        { kind: 'pinned', by: 'alice', id: second },
      ])
      expect((await one.messages(group)).filter((message) => message.pinned)).toHaveLength(2)
      expect((await one.look('conversation', { conversation: group }))?.unread).toBeLessThanOrEqual(3)
    }
    expect(bob.events).toContainEqual(
      expect.objectContaining({ type: 'change', id: second, by: 'alice', what: { kind: 'pinned' } }),
    )
    // what is so already is not said again
    must(await call(alice, 'pinMessage', first))
    expect(await lines(alice)).toHaveLength(2)
    must(await bob.engine.call('editMessage', { conversation: group, id: second, text: 'the new address' }))
    await haveAll(['the new address', 'the plan'])
    must(await call(alice, 'unpinMessage', second))
    must(await call(bob, 'unpinMessage', first))
    await haveAll([])
    expect(all.flatMap((one) => one.warnings())).toEqual([])
  })

  it('[CT-25] end alike everywhere when two pin and unpin at once, by the places of the log', async () => {
    const id = await sent(alice, 'disputed')
    phone.goOffline()
    const pin = { conversation: group, id, until: 'queued' } as const
    must(await phone.engine.call('pinMessage', pin))
    expect(await texts(phone)).toEqual(['disputed'])
    must(await call(bob, 'pinMessage', id))
    must(await call(bob, 'unpinMessage', id))
    await phone.goOnline()
    await haveAll(['disputed'])
    must(await call(bob, 'unpinMessage', id))
    await haveAll([])
  })

  it('[CT-25] [CT-21] leave with their message: deleted for everyone, for oneself, gone by itself', async () => {
    const deleted = await sent(alice, 'to be deleted')
    const mine = await sent(alice, 'to be deleted for me')
    const passing = await sent(alice, 'to go by itself', 20)
    for (const id of [deleted, mine, passing]) must(await call(bob, 'pinMessage', id))
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id: deleted, until: 'sent' }))
    must(await bob.engine.call('deleteForMe', { conversation: group, id: mine }))
    must(await bob.engine.call('markRead', { conversation: group, upTo: passing }))
    await haveAll([], [bob])
    await haveAll(['to be deleted for me'], [alice, phone])
    // nor does a line about what has gone stay
    for (const one of all)
      await until(async () => !(await lines(one)).some(({ id }) => id === passing), 'the line is gone')
    must(await call(alice, 'unpinMessage', mine))
    await haveAll([])
  })

  it('[CT-17] [AR-4] [NH-5] are known to devices and members that come later', async () => {
    const id = await sent(alice, 'for newcomers')
    must(await call(alice, 'pinMessage', id))
    await haveAll(['for newcomers'])
    for (const one of all) await isArchived(one)
    const later = await harness.anotherDevice(bob)
    await haveAll(['for newcomers'], [later])
    const carol = await harness.newPerson('carol')
    await befriend(alice, carol)
    must(await alice.engine.call('addMembers', { conversation: group, members: [carol.account] }))
    await carol.sees(group, 'for newcomers')
    await haveAll(['for newcomers'], [carol])
    expect((await pinned(carol))[0]).toMatchObject({ by: 'alice', id })
    must(await call(carol, 'unpinMessage', id))
    await haveAll([], [...all, later, carol])
    await later.close()
  })

  it('[CT-25] are none that is not here, was deleted or comes from a request; and no more than fifty', async () => {
    const none = 'm_AQCYnNiAOXmRay6mZhCdcpgqg488dJDx3kchHAsphC8' as MessageId
    expect(await call(alice, 'pinMessage', none)).toMatchObject({ error: { code: 'message_not_found' } })
    const id = await sent(alice, 'soon deleted')
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id, until: 'sent' }))
    expect(await call(alice, 'pinMessage', id)).toMatchObject({ error: { code: 'message_deleted' } })
    const dora = await harness.newPerson('dora')
    const { conversation } = must(await dora.engine.call('openDirect', { account: bob.account }))
    const asked = await dora.send(conversation, 'hello, I am dora')
    await bob.sees(conversation, 'hello, I am dora')
    const early = { conversation, id: asked }
    expect(await bob.engine.call('pinMessage', early)).toMatchObject({ error: { code: 'request_open' } })
    const many = Array.from({ length: 51 }, (_, at) => `pin ${at}`)
    const ids: MessageId[] = []
    for (const text of many) {
      ids.push(must(await alice.engine.call('send', { conversation: group, text, until: 'queued' })).id)
    }
    await bob.sees(group, 'pin 50')
    for (const one of ids.slice(0, 50)) {
      must(await alice.engine.call('pinMessage', { conversation: group, id: one }))
    }
    await haveAll(many.slice(0, 50).toReversed(), [bob])
    const [first = none, last = none] = [ids[0], ids[50]]
    expect(await call(bob, 'pinMessage', last)).toMatchObject({ error: { code: 'too_many_pins' } })
    // a program that pins all the same gains nothing but the place of the oldest
    phone.goOffline()
    must(await call(alice, 'unpinMessage', first))
    await haveAll(many.slice(1, 50).toReversed(), [alice, bob])
    must(await call(bob, 'pinMessage', last))
    const again = { conversation: group, id: first, until: 'queued' } as const
    must(await phone.engine.call('unpinMessage', again))
    must(await phone.engine.call('pinMessage', again))
    await phone.goOnline()
    await haveAll(['pin 0', ...many.slice(2).toReversed()])
  })
})
