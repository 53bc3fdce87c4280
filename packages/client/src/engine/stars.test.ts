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

describe('starred messages', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    phone = await harness.anotherDevice(alice)
    talk = await befriend(alice, bob)
    for (const one of [alice, phone]) await one.sees(talk, 'I am bob')
  })
  afterAll(() => harness.close())

  async function sent(by: Person, text: string, expiresAfter?: number): Promise<MessageId> {
    const lifetime = expiresAfter === undefined ? {} : { expiresAfter }
    const { id } = must(
      await by.engine.call('send', { conversation: talk, text, until: 'sent', ...lifetime }),
    )
    // from its author's devices what goes by itself may have gone by then
    for (const one of [alice, phone]) await one.sees(talk, text)
    return id
  }
  const star = async (on: Person, id: MessageId) =>
    must(await on.engine.call('star', { conversation: talk, id }))
  const texts = async (on: Person) => (await on.look('starred', undefined)).messages.map(({ text }) => text)
  const lists = (on: Person, expected: readonly string[]) =>
    until(
      async () => JSON.stringify(await texts(on)) === JSON.stringify(expected),
      `${on.account} lists ${expected.join(', ')}`,
    )
  /** What a device keeps of stars, and whether the others can know of it. */
  const kept = (on: Person) =>
    on.disk.look('sotto', `SELECT name FROM synced WHERE kind = 'star' AND (value > 0 OR told < 2)`)

  it('[SY-17] are listed on every device of the account, the last starred first, and on nobody else’s', async () => {
    const first = await sent(bob, 'the code of the door is 4711')
    const second = await sent(alice, 'my own word')
    await star(alice, first)
    await lists(phone, ['the code of the door is 4711'])
    await star(phone, second)
    for (const one of [alice, phone]) {
      await lists(one, ['my own word', 'the code of the door is 4711'])
      const { messages, elsewhere } = await one.look('starred', undefined)
      expect(elsewhere).toBe(0)
      expect(messages[1]).toMatchObject({
        ...{ conversation: talk, conversationName: 'bob', id: first, from: 'bob', mine: false },
        starredAt: expect.any(Number),
      })
      const shown = await one.messages(talk)
      expect(shown.filter(({ starred }) => starred).map(({ id }) => id)).toEqual([first, second])
    }
    expect(await texts(bob)).toEqual([])
    // it says what the message says now
    must(
      await bob.engine.call('editMessage', {
        conversation: talk,
        id: first,
        text: 'it is 4712',
        until: 'sent',
      }),
    )
    for (const one of [alice, phone]) await lists(one, ['my own word', 'it is 4712'])
    must(await phone.engine.call('unstar', { conversation: talk, id: first }))
    for (const one of [alice, phone]) await lists(one, ['my own word'])
    must(await alice.engine.call('unstar', { conversation: talk, id: second }))
    for (const one of [alice, phone]) await lists(one, [])
    expect([alice, phone, bob].flatMap((one) => one.warnings())).toEqual([])
  })

  it('[SY-17] lose their star with the message: deleted for everyone, for oneself, or gone by itself', async () => {
    const deleted = await sent(bob, 'to be deleted')
    const mine = await sent(bob, 'to be deleted for me')
    const passing = await sent(bob, 'to go by itself', 20)
    const stays = await sent(bob, 'to stay')
    for (const id of [deleted, mine, passing, stays]) await star(alice, id)
    const all = ['to stay', 'to go by itself', 'to be deleted for me', 'to be deleted']
    for (const one of [alice, phone]) await lists(one, all)
    must(await bob.engine.call('deleteForEveryone', { conversation: talk, id: deleted, until: 'sent' }))
    must(await phone.engine.call('deleteForMe', { conversation: talk, id: mine }))
    must(await alice.engine.call('markRead', { conversation: talk, upTo: stays }))
    for (const one of [alice, phone]) {
      await lists(one, ['to stay'])
      await until(() => kept(one).length === 1, 'of the others no star is kept, and all know')
      expect((await one.look('starred', undefined)).elsewhere).toBe(0)
    }
  })

  it('[SY-17] lose it also where the star comes after the message went', async () => {
    const id = await sent(bob, 'starred while it goes')
    phone.goOffline()
    await star(phone, id)
    expect(await texts(phone)).toEqual(['starred while it goes', 'to stay'])
    must(await alice.engine.call('deleteForMe', { conversation: talk, id }))
    await isArchived(alice)
    await phone.goOnline()
    for (const one of [alice, phone]) {
      await until(async () => !(await one.messages(talk)).some((message) => message.id === id), 'gone')
      await lists(one, ['to stay'])
      await until(() => kept(one).length === 1, 'no star is left, and all know')
    }
  })

  it('[SY-17] are on a device that comes later; what is not there is counted', async () => {
    for (const one of [alice, phone]) await isArchived(one)
    const later = await harness.anotherDevice(alice)
    await lists(later, ['to stay'])
    later.disk.look('sotto', `DELETE FROM items WHERE text = 'to stay'`)
    expect(await later.look('starred', undefined)).toEqual({ messages: [], elsewhere: 1 })
    await later.close()
  })

  it('[SY-17] are none that is not here, was deleted or was not sent, and no more than a thousand', async () => {
    const call = (id: MessageId) => alice.engine.call('star', { conversation: talk, id })
    const none = 'm_AQCYnNiAOXmRay6mZhCdcpgqg488dJDx3kchHAsphC8' as MessageId
    expect(await call(none)).toMatchObject({ error: { code: 'message_not_found' } })
    const id = await sent(alice, 'soon deleted')
    must(await alice.engine.call('deleteForEveryone', { conversation: talk, id, until: 'sent' }))
    expect(await call(id)).toMatchObject({ error: { code: 'message_deleted' } })
    alice.goOffline()
    const waiting = must(
      await alice.engine.call('send', { conversation: talk, text: 'waits', until: 'queued' }),
    )
    expect(await call(waiting.id)).toMatchObject({ error: { code: 'on_its_way' } })
    await alice.goOnline()
    await bob.sees(talk, 'waits')
    await until(async () => (await alice.messages(talk)).at(-1)?.state !== 'pending', 'sent')
    for (let at = 1; at < 1000; at++) {
      alice.disk.look(
        'sotto',
        `INSERT INTO synced VALUES (49, 'star', '${talk} m_${String(at).padStart(43, 'A')}', ${at}, 1, 0, 2)`,
      )
    }
    expect(await call(waiting.id)).toMatchObject({ error: { code: 'too_many_stars' } })
    const [last] = (await alice.look('starred', undefined)).messages
    // what is there already stays so, and room is made by taking one away
    if (last !== undefined) expect(await call(last.id)).toMatchObject({ ok: true })
    must(await alice.engine.call('unstar', { conversation: talk, id: last?.id ?? none }))
    expect(await call(waiting.id)).toMatchObject({ ok: true })
  })
})
