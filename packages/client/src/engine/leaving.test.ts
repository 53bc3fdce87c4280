import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('leaving a group, with several devices', () => {
  let harness: Harness
  let desk: Person
  let phone: Person
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    desk = await harness.newPerson('alice')
    phone = await harness.anotherDevice(desk)
    bob = await harness.newPerson('bob')
    await befriend(desk, bob)
  })
  afterAll(() => harness.close())

  async function groupOf(name: string): Promise<ConversationId> {
    const group = await bob.group(name, [desk])
    await bob.send(group, 'hello')
    for (const each of [desk, phone]) await each.sees(group, 'hello')
    return group
  }

  const detailsOf = (person: Person, conversation: ConversationId) =>
    person.look('conversation', { conversation })
  const isAlone = (group: ConversationId) =>
    until(async () => (await detailsOf(bob, group))?.members.join() === 'bob', 'bob is alone')

  /** Says that it leaves, and dies at the moment when the server is to be told. */
  async function leaveAndDie(group: ConversationId): Promise<void> {
    const died = new Promise<void>((resolve) => {
      desk.line.lie = {
        divert: (request) => {
          if (!request.url.endsWith('/leave')) return undefined
          desk.crash()
          resolve()
          return { ...request, url: `${harness.url}/v1/nowhere` }
        },
      }
    })
    void desk.engine.call('leaveGroup', { conversation: group })
    await died
  }

  it('[C-5] is finished by another device when the one that said it has died before it told the server', async () => {
    const group = await groupOf('Cut in two')
    await leaveAndDie(group)
    await isAlone(group)
    await until(async () => (await detailsOf(phone, group))?.state === 'left', 'the phone has left')
    expect(phone.disk.look('sotto', 'SELECT 1 FROM intents UNION SELECT 1 FROM outbox')).toEqual([])
    const told = bob.disk.look(
      'sotto',
      `SELECT json_extract(detail, '$.kind') AS kind FROM items WHERE conversation = ? AND type = 'happening'`,
      [group],
    )
    expect(told.map((row) => row.kind)).toEqual(['created', 'left'])
    await desk.start()
    await until(async () => (await detailsOf(desk, group))?.state === 'left', 'and so has the desk, later')
    expect([desk, phone, bob].flatMap((one) => one.warnings())).toEqual([])
  })

  it('[C-5] is not gone on with by a device that heard of it long ago, when its account is in again', async () => {
    const group = await groupOf('In again')
    let isHeard = () => {}
    const heard = new Promise<void>((resolve) => {
      isHeard = resolve
    })
    // what came after the word the log has let go before the phone could fetch it (D-10)
    phone.line.lie = {
      frame: (frame) => {
        if (frame.kind !== 'deliver') return [frame]
        const entries = frame.entries.filter((one) => one.conversation !== group || one.kind !== 'left')
        return entries.length === 0 ? [] : [{ ...frame, entries }]
      },
    }
    phone.onWrite = (statements) => {
      if (JSON.stringify(statements).includes('follow')) {
        phone.goOffline()
        isHeard()
      }
    }
    void desk.engine.call('leaveGroup', { conversation: group })
    await heard
    await isAlone(group)
    must(await bob.engine.call('addMembers', { conversation: group, members: [desk.account] }))
    await bob.send(group, 'welcome back')
    await desk.sees(group, 'welcome back')
    await phone.goOnline()
    await phone.sees(group, 'welcome back')
    expect(await detailsOf(phone, group)).toMatchObject({ state: 'active', members: ['alice', 'bob'] })
    expect(phone.disk.look('sotto', 'SELECT 1 FROM intents UNION SELECT 1 FROM outbox')).toEqual([])
    await phone.send(group, 'glad to be back')
    await bob.sees(group, 'glad to be back')
  })

  it('[C-5] [C-12] is said by a device that was set back as soon as it is let in again, and nobody is accused', async () => {
    const group = await groupOf('Left after a backup')
    await phone.close()
    const backup = phone.disk.copy()
    await phone.start()
    await phone.send(group, 'what the backup lacks')
    for (const each of [desk, bob]) await each.sees(group, 'what the backup lacks')
    await phone.close()
    phone.disk = backup
    await phone.start()
    await until(() => phone.warnings().includes('set_back'), 'it knows that it was set back')
    must(await phone.engine.call('leaveGroup', { conversation: group }))
    await isAlone(group)
    for (const each of [desk, phone])
      await until(async () => (await detailsOf(each, group))?.state === 'left', 'gone on every device')
    expect([desk, bob].flatMap((one) => one.warnings())).toEqual([])
    expect(phone.disk.look('sotto', 'SELECT 1 FROM intents UNION SELECT 1 FROM outbox')).toEqual([])
  })
})
