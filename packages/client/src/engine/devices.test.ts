import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('several devices of an account', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  it('are all let in, read everything from then on, and show own messages as own', async () => {
    const conversation = await alice.direct(bob)
    await alice.send(conversation, 'before the second device')
    await bob.sees(conversation, 'before the second device')
    const second = await harness.anotherDevice(alice)
    await until(async () => second.events.some((event) => event.type === 'conversation'), 'let in')
    await bob.send(conversation, 'to both')
    await second.sees(conversation, 'to both')
    await alice.sees(conversation, 'to both')
    await second.send(conversation, 'from the second')
    expect(await alice.sees(conversation, 'from the second')).toMatchObject({ mine: true, from: 'alice' })
    await bob.sees(conversation, 'from the second')
  })

  it('[S-3] are put out when they sign out', async () => {
    const group = await bob.group('Devices', [alice])
    await bob.send(group, 'hello')
    const third = await harness.anotherDevice(alice)
    await until(async () => (await countOf(bob, group)) === 4, 'four devices')
    must(await third.engine.call('signOut'))
    await until(async () => (await countOf(bob, group)) === 3, 'three devices')
    await bob.send(group, 'still fine')
    await alice.sees(group, 'still fine')
  })

  it('are in a conversation that begins later', async () => {
    const carol = await harness.newPerson('carol')
    const carolToo = await harness.anotherDevice(carol)
    await until(() => isOnline(carolToo), 'online')
    const conversation = await alice.direct(carol)
    await alice.send(conversation, 'to all of carol')
    await carol.sees(conversation, 'to all of carol')
    await carolToo.sees(conversation, 'to all of carol')
  })
})

function isOnline(person: Person): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('connection', undefined, (snapshot) => {
      queueMicrotask(() => stop())
      resolve(snapshot.state === 'online')
    })
  })
}

function countOf(person: Person, conversation: Awaited<ReturnType<Person['direct']>>): Promise<number> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('conversation', { conversation }, (details) => {
      queueMicrotask(() => stop())
      resolve((details?.people ?? []).reduce((sum, one) => sum + one.devices, 0))
    })
  })
}
