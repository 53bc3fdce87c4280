import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { type ConversationId, linkedMentions } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('[CT-27] unread messages that name somebody', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let team: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    await befriend(alice, bob)
    team = await bob.group('Team', [alice])
    phone = await harness.anotherDevice(alice)
    await bob.send(team, 'hello team')
    for (const one of [alice, phone]) await one.sees(team, 'hello team')
  })
  afterAll(() => harness.close())

  const details = (of: Person) => of.look('conversation', { conversation: team })
  async function counts(of: Person, mentions: number) {
    await until(async () => {
      const list = await of.look('conversations', undefined)
      const row = list.find(({ conversation }) => conversation === team)
      return row?.mentions === mentions && (await details(of))?.mentioned.length === mentions
    }, `${of.account} has ${mentions} of them`)
  }

  it('are counted on all devices, told in order, and are none once they were read, deleted or edited', async () => {
    const group = { conversation: team, members: [alice.account, bob.account], isGroup: true }
    const first = await bob.send(team, linkedMentions('look, @alice', group))
    await bob.send(team, 'nothing, `@alice`, [@alice](sotto:user/bob)')
    const second = await bob.send(team, '@everyone: lunch')
    const third = await bob.send(team, 'nobody')
    for (const one of [alice, phone]) await counts(one, 2)
    expect((await details(alice))?.mentioned).toEqual([first, second])
    must(await bob.engine.call('editMessage', { conversation: team, id: third, text: 'but @Alice' }))
    for (const one of [alice, phone]) await counts(one, 3)
    must(await bob.engine.call('deleteForEveryone', { conversation: team, id: second }))
    for (const one of [alice, phone]) await counts(one, 2)
    must(await phone.engine.call('markRead', { conversation: team, upTo: first }))
    for (const one of [alice, phone]) await counts(one, 1)
    expect((await details(alice))?.mentioned).toEqual([third])
    // one's own are none
    await counts(bob, 0)
  })
})
