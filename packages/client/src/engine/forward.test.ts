import { befriend, type Harness, isArchived, must, type Person, startHarness } from '@sotto/testkit/harness'
import type { ConversationId, MessageId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('messages that are forwarded', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let carol: Person
  let talk: ConversationId
  let group: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
    phone = await harness.anotherDevice(alice)
    talk = await befriend(alice, bob)
    await befriend(alice, carol)
    group = await alice.group('Plans', [carol])
    await alice.send(group, 'welcome')
    for (const one of [alice, phone]) await one.sees(talk, 'I am bob')
    for (const one of [phone, carol]) await one.sees(group, 'welcome')
  })
  afterAll(() => harness.close())

  const forward = (id: MessageId, to = group, key?: string) =>
    alice.engine.call('forward', {
      ...{ conversation: talk, id, to, until: 'sent' },
      ...(key === undefined ? {} : { key }),
    })

  it('[CT-26] arrive as the forwarder’s own, marked, without a word of whose they were', async () => {
    const question = await alice.send(talk, 'where?')
    await bob.sees(talk, 'where?')
    const { id } = must(
      await bob.engine.call('send', {
        conversation: talk,
        text: 'at nien',
        inReplyTo: question,
        until: 'sent',
      }),
    )
    await alice.sees(talk, 'at nien')
    must(await bob.engine.call('editMessage', { conversation: talk, id, text: 'at nine', until: 'sent' }))
    must(await bob.engine.call('react', { conversation: talk, id, reaction: '👍', until: 'sent' }))
    await alice.sees(talk, 'at nine')
    const sent = must(await forward(id))
    expect(sent).toEqual({ conversation: group, id: expect.any(String), state: 'sent' })
    for (const one of [phone, carol]) {
      const message = await one.sees(group, 'at nine')
      expect(message).toMatchObject({ id: sent.id, from: 'alice', forwarded: true, reactions: [] })
      expect(message.quote).toBeUndefined()
      expect(message.edited).toBeUndefined()
      expect(JSON.stringify(await one.messages(group))).not.toContain('bob')
    }
    expect(carol.events).toContainEqual(
      expect.objectContaining({ type: 'message', message: expect.objectContaining({ forwarded: true }) }),
    )
    // the mark stays when its sender edits it, and on devices that come later
    must(
      await alice.engine.call('editMessage', {
        conversation: group,
        id: sent.id,
        text: 'at ten',
        until: 'sent',
      }),
    )
    expect(await carol.sees(group, 'at ten')).toMatchObject({ forwarded: true })
    for (const one of [alice, carol]) await isArchived(one)
    const later = await harness.anotherDevice(carol)
    expect(await later.sees(group, 'at ten')).toMatchObject({ forwarded: true, from: 'alice' })
    await later.close()
    expect([alice, phone, bob, carol].flatMap((one) => one.warnings())).toEqual([])
  })

  it('[CT-22] [CT-26] live as long as the conversation they go to says; what disappears stays where it is', async () => {
    const id = await bob.send(talk, 'to keep')
    await alice.sees(talk, 'to keep')
    must(await alice.engine.call('setTimer', { conversation: group, seconds: 3600 }))
    must(await forward(id))
    expect(await carol.sees(group, 'to keep')).toMatchObject({ forwarded: true, expires: { after: 3600 } })
    const passing = must(
      await bob.engine.call('send', { conversation: talk, text: 'to go', expiresAfter: 3600, until: 'sent' }),
    )
    await alice.sees(talk, 'to go')
    expect(await forward(passing.id)).toMatchObject({ error: { code: 'not_forwardable' } })
  })

  it('[CT-26] are sent once, also when asked for again, and leave the draft alone', async () => {
    const id = await bob.send(talk, 'only once')
    await alice.sees(talk, 'only once')
    must(await alice.engine.call('saveDraft', { conversation: group, text: 'only' }))
    const first = must(await forward(id, group, 'key'))
    expect(must(await forward(id, group, 'key')).id).toBe(first.id)
    await carol.sees(group, 'only once')
    expect((await alice.messages(group)).filter(({ text }) => text === 'only once')).toHaveLength(1)
    expect((await alice.look('conversation', { conversation: group }))?.draft).toBe('only')
  })

  it('[CT-26] are none that is not here or was deleted, and go nowhere where one may not write', async () => {
    const none = 'm_AQCYnNiAOXmRay6mZhCdcpgqg488dJDx3kchHAsphC8' as MessageId
    expect(await forward(none)).toMatchObject({ error: { code: 'message_not_found' } })
    const deleted = await alice.send(talk, 'soon deleted')
    must(await alice.engine.call('deleteForEveryone', { conversation: talk, id: deleted, until: 'sent' }))
    expect(await forward(deleted)).toMatchObject({ error: { code: 'message_deleted' } })
    const id = await bob.send(talk, 'still here')
    await alice.sees(talk, 'still here')
    const elsewhere = 'c_AAAAAAAAAAAAAAAAAAAAAA' as ConversationId
    expect(await forward(id, elsewhere)).toMatchObject({ error: { code: 'unknown_conversation' } })
  })
})
