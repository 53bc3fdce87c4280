import type { ConversationSummary } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('what is out of the list, and what looks unread', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    talk = await befriend(alice, bob)
    phone = await harness.anotherDevice(alice)
    await bob.send(talk, 'first')
    for (const one of [alice, phone]) await one.sees(talk, 'first')
  })
  afterAll(() => harness.close())

  const row = async (of: Person) =>
    (await of.look('conversations', undefined)).find((one) => one.conversation === talk)

  /** On both devices. */
  async function becomes(what: (row: ConversationSummary) => boolean, name: string): Promise<void> {
    for (const one of [alice, phone]) {
      await until(async () => {
        const found = await row(one)
        return found !== undefined && what(found)
      }, name)
    }
  }

  it('[SY-15] is archived on all devices until a message comes, or somebody takes it back', async () => {
    must(await alice.engine.call('archive', { conversation: talk }))
    await becomes(({ archived }) => archived === true, 'archived')
    await bob.send(talk, 'are you there?')
    await becomes(({ archived }) => archived === undefined, 'back by a message')
    must(await phone.engine.call('archive', { conversation: talk }))
    await becomes(({ archived }) => archived === true, 'archived again')
    must(await alice.engine.call('unarchive', { conversation: talk }))
    await becomes(({ archived }) => archived === undefined, 'back by hand')
  })

  it('[SY-15] stays archived while nothing is told of it, and is back when what came is heard', async () => {
    must(await alice.engine.call('setLevel', { conversation: talk, level: 'nothing' }))
    must(await alice.engine.call('archive', { conversation: talk }))
    await bob.send(talk, 'unheard')
    for (const one of [alice, phone]) await one.sees(talk, 'unheard')
    await becomes(({ archived, unread }) => archived === true && unread > 0, 'still archived')
    must(await phone.engine.call('setLevel', { conversation: talk, level: 'everything' }))
    await becomes(({ archived }) => archived === undefined, 'back')
  })

  it('[SY-15] looks unread on all devices until something in it is read', async () => {
    const last = await alice.sees(talk, 'unheard')
    must(await alice.engine.call('markRead', { conversation: talk, upTo: last.id }))
    must(await alice.engine.call('markUnread', { conversation: talk, unread: true }))
    await becomes(({ markedUnread, unread }) => markedUnread === true && unread === 0, 'marked')
    await bob.send(talk, 'one more')
    const next = await phone.sees(talk, 'one more')
    must(await phone.engine.call('markRead', { conversation: talk, upTo: next.id }))
    await becomes(({ markedUnread }) => markedUnread === undefined, 'read')
    must(await phone.engine.call('markUnread', { conversation: talk, unread: true }))
    await becomes(({ markedUnread }) => markedUnread === true, 'marked again')
    must(await alice.engine.call('markUnread', { conversation: talk, unread: false }))
    await becomes(({ markedUnread }) => markedUnread === undefined, 'taken back')
  })

  it('[SY-15] says so of a conversation that is not there', async () => {
    const nowhere = `c_${'A'.repeat(22)}` as ConversationId
    const error = { error: { code: 'unknown_conversation' } }
    expect(await alice.engine.call('archive', { conversation: nowhere })).toMatchObject(error)
    expect(await alice.engine.call('markUnread', { conversation: nowhere, unread: true })).toMatchObject(
      error,
    )
  })
})
