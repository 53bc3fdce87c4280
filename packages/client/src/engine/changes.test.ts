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

describe('messages that are changed', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let pad: Person
  let talk: ConversationId
  let group: ConversationId
  let all: readonly Person[]
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    phone = await harness.anotherDevice(alice)
    pad = await harness.anotherDevice(bob)
    talk = await befriend(alice, bob)
    group = await alice.group('Four devices', [bob])
    await alice.send(group, 'welcome')
    all = [alice, phone, bob, pad]
    for (const one of all) await one.sees(group, 'welcome')
    for (const one of all) await one.sees(talk, 'I am bob')
  })
  afterAll(() => harness.close())

  const messageOf = async (of: Person, id: MessageId, where = group) =>
    (await of.messages(where)).find((one) => one.id === id)

  /** All devices come to tell the same of a message, and it fits. */
  async function allTell(id: MessageId, fits: object, where = group, who = all): Promise<void> {
    for (const one of who) {
      await until(
        async () => {
          const message = await messageOf(one, id, where)
          return message !== undefined && expect.objectContaining(fits).asymmetricMatch(message)
        },
        `${one.account} tells ${JSON.stringify(fits)}`,
      )
    }
  }

  const holds = (of: Person, text: string) => [
    ...['items', 'outbox', 'authorship', 'failed_contents'].flatMap((table) =>
      of.disk.look('sotto', `SELECT * FROM ${table}`).filter((row) =>
        Object.values(row).some((value) => {
          const words = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
          return typeof words === 'string' && words.includes(text)
        }),
      ),
    ),
  ]

  async function sent(from: Person, text: string, where = group): Promise<MessageId> {
    const id = await from.send(where, text)
    for (const one of all) await one.sees(where, text)
    return id
  }

  it('[CT-6] [CT-15] says what its author wrote last, on every device, and what it said before', async () => {
    const id = await sent(alice, 'the frist version')
    const first = { conversation: group, id, until: 'sent' } as const
    expect(must(await alice.engine.call('editMessage', { ...first, text: 'the first version' }))).toEqual({
      conversation: group,
      id,
      state: 'sent',
    })
    await allTell(id, { text: 'the first version' })
    // any device of the author may, and an edit points at the first version however often
    must(await phone.engine.call('editMessage', { ...first, text: 'the last version' }))
    await allTell(id, { text: 'the last version', edited: { at: expect.any(Number), pending: false } })
    for (const one of all) {
      const versions = must(await one.engine.call('versions', { conversation: group, id }))
      expect(versions.map(({ text }) => text)).toEqual([
        'the frist version',
        'the first version',
        'the last version',
      ])
      const hits = must(await one.engine.call('search', { text: 'version', limit: 10 }))
      expect(hits.map(({ message }) => message.text)).toEqual(['the last version'])
      expect(must(await one.engine.call('search', { text: 'frist', limit: 10 }))).toEqual([])
    }
  })

  it('[CT-15] is changed by nobody else, and not where there is nothing to change', async () => {
    const id = await sent(bob, 'written by bob')
    const at = { conversation: group, id }
    const none = { conversation: group, id: 'm_AQCYnNiAOXmRay6mZhCdcpgqg488dJDx3kchHAsphC8' as MessageId }
    const refusals = [
      [await alice.engine.call('editMessage', { ...at, text: 'forged' }), 'not_yours'],
      [await alice.engine.call('deleteForEveryone', at), 'not_yours'],
      [await bob.engine.call('editMessage', { ...at, text: '  ' }), 'empty_message'],
      [await bob.engine.call('editMessage', { ...none, text: 'x' }), 'message_not_found'],
      [await bob.engine.call('react', { ...none, reaction: '👍' }), 'message_not_found'],
      [await bob.engine.call('deleteForMe', none), 'message_not_found'],
      [await bob.engine.call('react', { ...at, reaction: 'two' }), 'bad_reaction'],
      [await bob.engine.call('react', { ...at, reaction: ' ' }), 'bad_reaction'],
    ] as const
    for (const [outcome, code] of refusals) expect(outcome).toMatchObject({ ok: false, error: { code } })
    await allTell(id, { text: 'written by bob', reactions: [] })
  })

  it('[CT-16] is deleted for everyone: a line stays, its words are nowhere', async () => {
    const id = await sent(alice, 'a seecret word')
    const at = { conversation: group, id, until: 'sent' } as const
    must(await alice.engine.call('editMessage', { ...at, text: 'a secret word' }))
    await allTell(id, { text: 'a secret word' })
    const answer = must(
      await bob.engine.call('send', { conversation: group, text: 'which?', inReplyTo: id, until: 'sent' }),
    )
    await allTell(
      answer.id,
      { quote: { kind: 'message', id, from: 'alice', mine: false, text: 'a secret word' } },
      group,
      [bob, pad],
    )
    must(await phone.engine.call('deleteForEveryone', at))
    await allTell(id, { text: '', deleted: { pending: false }, reactions: [] })
    await allTell(answer.id, { quote: { kind: 'deleted', id, from: 'alice', mine: true } }, group, [
      alice,
      phone,
    ])
    for (const one of all) {
      for (const words of ['seecret', 'secret']) {
        expect(must(await one.engine.call('search', { text: words, limit: 10 }))).toEqual([])
        expect(holds(one, words)).toEqual([])
      }
      expect(must(await one.engine.call('versions', { conversation: group, id }))).toEqual([])
    }
    expect(await alice.engine.call('editMessage', { ...at, text: 'again' })).toMatchObject({
      error: { code: 'message_deleted' },
    })
    expect(await bob.engine.call('react', { ...at, reaction: '👍' })).toMatchObject({
      error: { code: 'message_deleted' },
    })
    // once more is as good as once
    must(await alice.engine.call('deleteForEveryone', at))
  })

  it('[CT-18] is reacted to by everybody, and less so by who takes it back, from whichever device', async () => {
    const id = await sent(alice, 'what do you think?')
    const at = { conversation: group, id, until: 'sent' } as const
    must(await bob.engine.call('react', { ...at, reaction: '👩🏽‍⚕️' }))
    must(await phone.engine.call('react', { ...at, reaction: '👩🏽‍⚕️' }))
    must(await pad.engine.call('react', { ...at, reaction: '👍' }))
    // the same again changes nothing
    must(await bob.engine.call('react', { ...at, reaction: '👍' }))
    const given = (own: string) => [
      { reaction: '👩🏽‍⚕️', by: ['bob', 'alice'], mine: true, pending: false },
      { reaction: '👍', by: ['bob'], mine: own === 'bob', pending: false },
    ]
    await allTell(id, { reactions: given('alice') }, group, [alice, phone])
    await allTell(id, { reactions: given('bob') }, group, [bob, pad])
    const notice = { type: 'change', id, ofMine: true, by: 'bob', what: { kind: 'reacted', reaction: '👍' } }
    expect(alice.events).toContainEqual(expect.objectContaining(notice))
    must(await pad.engine.call('unreact', { ...at, reaction: '👩🏽‍⚕️' }))
    await allTell(id, { reactions: [{ ...given('alice')[0], by: ['alice'] }, given('alice')[1]] }, group, [
      alice,
    ])
    must(await bob.engine.call('unreact', { ...at, reaction: '👍' }))
    await allTell(id, { reactions: [{ ...given('alice')[0], by: ['alice'] }] }, group, [alice, phone])
  })

  it('[CT-18] counts as many reactions of one person as there may be, and no more', async () => {
    const id = await sent(alice, 'too much')
    const at = { conversation: group, id }
    const letters = Array.from('abcdefghijklmnopqrst')
    for (const reaction of letters) must(await bob.engine.call('react', { ...at, reaction }))
    expect(await bob.engine.call('react', { ...at, reaction: 'u' })).toMatchObject({
      error: { code: 'too_many_reactions' },
    })
    // who takes one back has room for another
    must(await bob.engine.call('unreact', { ...at, reaction: 'a' }))
    must(await bob.engine.call('react', { ...at, reaction: 'u', until: 'sent' }))
    await until(async () => {
      const reactions = (await messageOf(alice, id))?.reactions.map(({ reaction }) => reaction)
      return reactions?.join('') === 'bcdefghijklmnopqrstu'
    }, 'twenty reactions')
  })

  it('are no news to be counted', async () => {
    const id = await sent(alice, 'read this')
    must(await bob.engine.call('markRead', { conversation: group, upTo: id }))
    const unread = async () => (await bob.look('conversation', { conversation: group }))?.unread
    await until(async () => (await unread()) === 0, 'read')
    const told = bob.events.filter(({ type }) => type === 'message').length
    must(
      await alice.engine.call('editMessage', { conversation: group, id, text: 'read that', until: 'sent' }),
    )
    must(await alice.engine.call('react', { conversation: group, id, reaction: '🎉', until: 'sent' }))
    await allTell(
      id,
      { text: 'read that', reactions: [expect.objectContaining({ reaction: '🎉' })] },
      group,
      [bob],
    )
    expect(await unread()).toBe(0)
    expect(bob.events.filter(({ type }) => type === 'message')).toHaveLength(told)
    // one that was deleted unread is none to be read any more
    const other = await sent(alice, 'never mind')
    await until(async () => (await unread()) === 1, 'unread')
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id: other, until: 'sent' }))
    await until(async () => (await unread()) === 0, 'nothing to read')
    expect((await bob.look('conversation', { conversation: group }))?.last).toMatchObject({
      text: '',
      deleted: true,
    })
  })

  it('[CT-15] end alike everywhere when two devices of the author edit at once, by the places of the log', async () => {
    const id = await sent(alice, 'draft')
    const at = { conversation: group, id }
    for (const one of [alice, phone]) one.goOffline()
    must(await alice.engine.call('editMessage', { ...at, text: 'from the desk' }))
    must(await phone.engine.call('editMessage', { ...at, text: 'from the phone' }))
    // each shows its own at once, as on its way
    expect(await messageOf(alice, id)).toMatchObject({ text: 'from the desk', edited: { pending: true } })
    expect(await messageOf(phone, id)).toMatchObject({ text: 'from the phone', edited: { pending: true } })
    await phone.goOnline()
    await until(async () => (await messageOf(bob, id))?.text === 'from the phone', 'the phone was first')
    await alice.goOnline()
    await allTell(id, { text: 'from the desk', edited: { at: expect.any(Number), pending: false } })
  })

  it('what is changed without a connection waits in its order, is shown at once, and comes through a crash', async () => {
    const id = await sent(alice, 'before the tunnel')
    const at = { conversation: group, id }
    alice.goOffline()
    must(await alice.engine.call('editMessage', { ...at, text: 'in the tunnel' }))
    must(await alice.engine.call('react', { ...at, reaction: '🚇' }))
    expect(await messageOf(alice, id)).toMatchObject({
      text: 'in the tunnel',
      reactions: [{ reaction: '🚇', by: ['alice'], mine: true, pending: true }],
    })
    await alice.restart()
    await alice.goOnline()
    await allTell(id, { text: 'in the tunnel', reactions: [expect.objectContaining({ reaction: '🚇' })] })
    alice.goOffline()
    const late = await alice.queue(group, 'written in the tunnel')
    must(
      await alice.engine.call('editMessage', { conversation: group, id: late, text: 'edited in the tunnel' }),
    )
    must(await alice.engine.call('deleteForEveryone', at))
    expect(await messageOf(alice, id)).toMatchObject({ text: '', deleted: { pending: true } })
    await alice.goOnline()
    await allTell(id, { deleted: { pending: false } })
    await allTell(late, { text: 'edited in the tunnel', state: expect.any(String) })
  })

  it('[CT-16] what was deleted before it was sent is never sent', async () => {
    alice.goOffline()
    const id = await alice.queue(group, 'on second thoughts')
    must(await alice.engine.call('editMessage', { conversation: group, id, text: 'on third thoughts' }))
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id }))
    expect(await messageOf(alice, id)).toBeUndefined()
    expect(holds(alice, 'thoughts')).toEqual([])
    await alice.goOnline()
    await sent(alice, 'after all')
    for (const one of all) expect(await messageOf(one, id)).toBeUndefined()
  })

  it('[AR-4] a message is taken out everywhere, also while it is just being brought to the archive', async () => {
    const words = 'taken out while it is brought'
    const removed: Promise<unknown>[] = []
    alice.line.lie = {
      divert: ({ method, url }) => {
        const isWrite = method === 'POST' && url.endsWith('/v1/records')
        const [row] = isWrite
          ? alice.disk.look('sotto', 'SELECT key FROM items WHERE text = ? AND archived = 0', [words])
          : []
        if (row !== undefined && removed.length === 0) {
          const id = row.key as MessageId
          removed.push(alice.engine.call('deleteForMe', { conversation: group, id }).then(must))
        }
        return undefined
      },
    }
    const id = await bob.send(group, words)
    await phone.sees(group, words)
    await until(() => removed.length > 0, 'taken out')
    await removed[0]
    alice.line.lie = {}
    await until(async () => (await messageOf(phone, id)) === undefined, 'gone from the phone')
    expect(await messageOf(alice, id)).toBeUndefined()
  })

  it('[CT-17] a message that a device takes out goes from the others with what that device has not heard of it yet', async () => {
    const id = await sent(bob, 'soon in other words')
    const change = { conversation: group, id, until: 'sent' } as const
    phone.line.lie = { frame: (frame) => (frame.kind === 'deliver' ? [] : [frame]) }
    must(await bob.engine.call('editMessage', { ...change, text: 'in better words' }))
    must(await bob.engine.call('react', { ...change, reaction: '🌒' }))
    await until(async () => (await messageOf(alice, id))?.reactions.length === 1, 'both have come to alice')
    must(await phone.engine.call('deleteForMe', { conversation: group, id }))
    await until(async () => (await messageOf(alice, id)) === undefined, 'gone from alice')
    for (const words of ['other words', 'better words', '🌒']) expect(holds(alice, words)).toEqual([])
    phone.line.lie = {}
    await sent(bob, 'and so on')
    for (const words of ['other words', 'better words', '🌒']) expect(holds(phone, words)).toEqual([])
    await Promise.all([alice, phone].map(isArchived))
    const third = await harness.anotherDevice(alice)
    await until(async () => (await third.look('archive', undefined)).state === 'complete', 'complete')
    for (const words of ['other words', 'better words', '🌒']) expect(holds(third, words)).toEqual([])
    await third.close()
  })

  it('[AR-4] [CT-21] a device that was set back to before it sent what its account has taken out does not send it again', async () => {
    const words = 'sent, taken out, and forgotten'
    phone.goOffline()
    await phone.queue(group, words)
    await phone.close()
    const backup = phone.disk.copy()
    await phone.start()
    await bob.sees(group, words)
    const { id } = await alice.sees(group, words)
    must(await alice.engine.call('deleteForMe', { conversation: group, id }))
    await until(async () => (await messageOf(phone, id)) === undefined, 'gone from the phone')
    await Promise.all([alice, phone].map(isArchived))
    await phone.close()
    phone.disk = backup
    await phone.start()
    await until(async () => (await messageOf(phone, id)) === undefined, 'gone once more')
    const next = await sent(bob, 'said after that')
    await phone.send(group, 'here again')
    for (const one of all) await one.sees(group, 'here again')
    expect(await messageOf(phone, next)).toBeDefined()
    for (const one of [alice, phone]) expect(holds(one, words)).toEqual([])
    expect((await bob.messages(group)).filter(({ text }) => text === words)).toHaveLength(1)
  })

  it('[AR-4] a device that comes later has the final state, and what was said before', async () => {
    const edited = await sent(alice, 'to be edited')
    const deleted = await sent(alice, 'to be deleted')
    const hidden = await sent(bob, 'to be hidden')
    must(await alice.engine.call('editMessage', { conversation: group, id: edited, text: 'was edited' }))
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id: deleted }))
    must(await bob.engine.call('react', { conversation: group, id: edited, reaction: '🌍', until: 'sent' }))
    await allTell(edited, { text: 'was edited', reactions: [expect.objectContaining({ reaction: '🌍' })] })
    await allTell(deleted, { deleted: { pending: false } })
    must(await alice.engine.call('deleteForMe', { conversation: group, id: hidden }))
    await until(async () => (await messageOf(phone, hidden)) === undefined, 'gone from the phone')
    expect(await messageOf(bob, hidden)).toMatchObject({ text: 'to be hidden' })
    await Promise.all([alice, phone].map(isArchived))
    for (const one of [alice, phone, bob, pad]) one.goOffline()
    const third = await harness.anotherDevice(alice)
    await until(async () => (await third.look('archive', undefined)).state === 'complete', 'complete')
    expect(await third.messages(group)).toEqual(await alice.messages(group))
    const versions = must(await third.engine.call('versions', { conversation: group, id: edited }))
    expect(versions.map(({ text }) => text)).toEqual(['to be edited', 'was edited'])
    for (const words of ['to be deleted', 'to be hidden', 'secret']) expect(holds(third, words)).toEqual([])
    for (const one of all) await one.goOnline()
    // what is said later about what is not here is not here either
    must(
      await bob.engine.call('editMessage', {
        conversation: group,
        id: hidden,
        text: 'still hidden',
        until: 'sent',
      }),
    )
    await sent(bob, 'and on')
    await third.sees(group, 'and on')
    for (const one of [alice, phone, third]) expect(holds(one, 'still hidden')).toEqual([])
  })
})
