import type { ConversationSummary } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { type ConversationId, limits } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

function listOf(person: Person): Promise<readonly ConversationSummary[]> {
  return person.look('conversations', undefined)
}

async function summary(
  person: Person,
  conversation: ConversationId,
): Promise<ConversationSummary | undefined> {
  return (await listOf(person)).find((one) => one.conversation === conversation)
}

async function stateOf(
  person: Person,
  conversation: ConversationId,
  text: string,
): Promise<string | undefined> {
  return (await person.messages(conversation)).find((one) => one.text === text)?.state
}

describe('people who do not know each other yet', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  it('[C-6] ask first, get no receipts until they are accepted, and then all of them', async () => {
    const conversation = await alice.direct(bob)
    await alice.send(conversation, 'May I?')
    await bob.sees(conversation, 'May I?')
    expect(await summary(bob, conversation)).toMatchObject({ state: 'request', by: 'alice', unread: 1 })
    expect(await stateOf(alice, conversation, 'May I?')).toBe('sent')
    must(await bob.engine.call('acceptRequest', { conversation }))
    await until(async () => (await stateOf(alice, conversation, 'May I?')) === 'delivered', 'delivered')
    expect(await summary(bob, conversation)).toMatchObject({ state: 'active' })
  })

  it('[C-6] can be declined without a word, and write again later', async () => {
    const carol = await harness.newPerson('carol')
    const conversation = await carol.direct(bob)
    await carol.send(conversation, 'Buy this')
    await bob.sees(conversation, 'Buy this')
    must(await bob.engine.call('deleteRequest', { conversation }))
    expect(await summary(bob, conversation)).toBeUndefined()
    expect(carol.warnings()).toEqual([])
    const again = await bob.direct(carol)
    expect(again).toBe(conversation)
    await bob.send(conversation, 'On second thoughts')
    await carol.sees(conversation, 'On second thoughts')
    await carol.send(conversation, 'Good')
    await bob.sees(conversation, 'Good')
  })

  it('[C-5] [C-6] are left by a device whose other device has declined meanwhile', async () => {
    const heidi = await harness.newPerson('heidi')
    const ivan = await harness.newPerson('ivan')
    const phone = await harness.anotherDevice(ivan)
    const conversation = await heidi.group('Team', [ivan])
    await heidi.send(conversation, 'Join us')
    await Promise.all([ivan, phone].map((one) => one.sees(conversation, 'Join us')))
    ivan.goOffline()
    must(await ivan.engine.call('leaveGroup', { conversation }))
    must(await phone.engine.call('deleteRequest', { conversation }))
    await until(async () => (await summary(phone, conversation)) === undefined, 'declined')
    await ivan.goOnline()
    const wishes = () => ivan.disk.look('sotto', 'SELECT * FROM intents')
    await until(() => wishes().length === 0, 'left')
    await until(async () => (await summary(ivan, conversation)) === undefined, 'gone from the account')
  })

  it('[C-5] [C-6] are left for good by who has written as much as may be unanswered, and nobody is accused of it', async () => {
    const [heidi, ivan] = [await harness.newPerson('hilda'), await harness.newPerson('igor')]
    const phone = await harness.anotherDevice(heidi)
    const conversation = await heidi.group('Offers', [ivan])
    for (let count = 0; count < limits.messagesBeforeAccept; count++)
      await heidi.send(conversation, `offer ${count}`)
    await phone.sees(conversation, `offer ${limits.messagesBeforeAccept - 1}`)
    must(await heidi.engine.call('leaveGroup', { conversation }))
    await until(
      async () => (await summary(phone, conversation))?.state === 'left',
      'the other device has left',
    )
    must(await ivan.engine.call('acceptRequest', { conversation }))
    await until(async () => (await summary(ivan, conversation))?.members.length === 1, 'she is out')
    expect([heidi, phone, ivan].map((one) => one.warnings())).toEqual([[], [], []])
  })

  it('[C-6] [C-12] take nobody for lost who is held back what comes after the request, also when the group has changed', async () => {
    const [judy, ken] = [await harness.newPerson('judy'), await harness.newPerson('ken')]
    const leo = await harness.newPerson('leo')
    await befriend(judy, ken)
    const conversation = await judy.group('Busy', [ken])
    await judy.send(conversation, 'welcome')
    await ken.sees(conversation, 'welcome')
    leo.goOffline()
    // he does not know yet that somebody has come, and what he seals is not for them
    ken.line.lie = { frame: (frame) => (frame.kind === 'deliver' ? [] : [frame]) }
    must(await judy.engine.call('addMembers', { conversation, members: [leo.account] }))
    await ken.send(conversation, 'sealed before')
    ken.line.lie = {}
    for (let count = 0; count < limits.messagesBeforeAccept; count++)
      await judy.send(conversation, `number ${count}`)
    must(await judy.engine.call('renameGroup', { conversation, name: 'Busier' }))
    let isCompared = false
    leo.line.lie = {
      answer: ({ url }, response) => {
        isCompared ||= url.endsWith(conversation)
        return response
      },
    }
    await leo.goOnline()
    await leo.sees(conversation, 'number 0')
    await until(() => isCompared, 'it compares where it stands')
    must(await leo.engine.call('acceptRequest', { conversation }))
    const last = `number ${limits.messagesBeforeAccept - 1}`
    await leo.sees(conversation, last)
    await until(async () => (await summary(leo, conversation))?.name === 'Busier', 'it is told of the change')
    await leo.send(conversation, 'here I am')
    await judy.sees(conversation, 'here I am')
    expect([judy, ken, leo].flatMap((one) => one.warnings())).toEqual([])
  })

  it('[C-5] [C-6] are told by whoever declines what another device of theirs has accepted', async () => {
    const frank = await harness.newPerson('frank')
    const grace = await harness.newPerson('grace')
    const phone = await harness.anotherDevice(grace)
    const conversation = await frank.group('Team', [grace])
    await frank.send(conversation, 'Join us')
    await Promise.all([grace, phone].map((one) => one.sees(conversation, 'Join us')))
    phone.goOffline()
    must(await grace.engine.call('acceptRequest', { conversation }))
    must(await phone.engine.call('deleteRequest', { conversation }))
    await phone.goOnline()
    const membersOf = async (one: Person) => (await summary(one, conversation))?.members.join()
    await until(async () => (await membersOf(frank)) === 'frank', 'grace is out')
    await until(async () => (await summary(grace, conversation)) === undefined, 'gone from the account')
    for (const one of [frank, grace, phone]) expect(one.warnings()).toEqual([])
  })

  it('[C-7] can be blocked', async () => {
    const dave = await harness.newPerson('dave')
    const conversation = await befriend(dave, bob)
    must(await bob.engine.call('block', { account: dave.account }))
    const refused = await dave.engine.call('send', { conversation, text: 'Hello?', until: 'sent' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not_accepting' } })
    expect(await stateOf(dave, conversation, 'Hello?')).toBe('failed')
    must(await bob.engine.call('unblock', { account: dave.account }))
    const [failed] = (await dave.messages(conversation)).filter((one) => one.state === 'failed')
    if (failed === undefined) throw new Error('nothing failed')
    must(await dave.engine.call('retry', { conversation, id: failed.id }))
    expect((await bob.sees(conversation, 'Hello?')).id).toBe(failed.id)
  })

  it('discards what failed', async () => {
    const erin = await harness.newPerson('erin')
    must(await bob.engine.call('block', { account: erin.account }))
    const conversation = await erin.direct(bob)
    const refused = await erin.engine.call('send', { conversation, text: 'No', until: 'sent' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not_accepting' } })
    const [failed] = await erin.messages(conversation)
    if (failed === undefined) throw new Error('nothing there')
    must(await erin.engine.call('discard', { conversation, id: failed.id }))
    expect(await erin.texts(conversation)).toEqual([])
  })

  it('keeps nothing of a conversation that was deleted, neither of what had failed nor of what was waiting', async () => {
    const gina = await harness.newPerson('gina')
    await befriend(alice, gina)
    const conversation = await alice.group('Short', [gina])
    await alice.send(conversation, 'hello')
    await gina.sees(conversation, 'hello')
    gina.goOffline()
    await gina.queue(conversation, 'what had failed')
    must(await alice.engine.call('removeMembers', { conversation, members: [gina.account] }))
    await gina.goOnline()
    const failed = () => gina.disk.look('sotto', 'SELECT 1 FROM failed_contents')
    await until(() => failed().length === 1, 'given up')
    must(await gina.engine.call('deleteRequest', { conversation }))
    expect(failed()).toEqual([])
    const other = await alice.group('Shorter', [gina])
    await alice.send(other, 'hello')
    await gina.sees(other, 'hello')
    gina.goOffline()
    await gina.queue(other, 'what was waiting')
    must(await gina.engine.call('deleteRequest', { conversation: other }))
    await gina.goOnline()
    await until(async () => (await summary(gina, other)) === undefined, 'gone')
    const waits = () => gina.disk.look('sotto', 'SELECT 1 FROM outbox UNION SELECT 1 FROM intents')
    await until(() => waits().length === 0, 'left')
    expect(failed()).toEqual([])
  })

  it('cannot be found when they do not exist', async () => {
    const nobody = await alice.engine.call('openDirect', { account: 'nobody' as never })
    expect(nobody).toMatchObject({ ok: false, error: { code: 'unknown_person' } })
  })
})
