import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { goesOn, nameOf, rename } from './lies.ts'

describe('a server that shows two halves of a group two truths', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  let dave: Person
  let erin: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
    dave = await harness.newPerson('dave')
    erin = await harness.newPerson('erin')
    for (const other of [bob, carol, dave, erin]) await befriend(alice, other)
  })
  afterAll(() => harness.close())

  async function begin(): Promise<ConversationId> {
    const others = [bob, carol, dave, erin]
    const group = await alice.group('One group', others)
    await alice.send(group, 'begun')
    for (const other of others) await other.sees(group, 'begun')
    return group
  }

  /** So many changes by the first, and then a word that all of this half read. */
  async function goApart(half: readonly [Person, ...Person[]], group: ConversationId, changes: number) {
    const [first, ...others] = half
    for (let n = 1; n <= changes; n++) must(await rename(first, group, `What ${first.account} did ${n}`))
    await first.send(group, `to those with ${first.account}`)
    const isSent = async () => (await first.sees(group, `to those with ${first.account}`)).state !== 'pending'
    await until(isSent, 'taken by the server that lies')
    for (const other of others) await other.sees(group, `to those with ${first.account}`)
  }

  it.each([
    [1, 1],
    [3, 1],
    [1, 6],
  ])(
    '[C-10] [C-8] three people and two find out, and get together again, after %i changes there and %i here',
    async (there, here) => {
      const group = await begin()
      const host = await harness.forkServer()
      for (const person of [bob, erin]) person.line.leadTo(host)
      await goApart([alice, carol, dave], group, there)
      await goApart([bob, erin], group, here)
      expect(await dave.texts(group)).not.toContain('to those with bob')
      expect(await erin.texts(group)).not.toContain('to those with alice')
      for (const person of [bob, erin]) {
        person.events.length = 0
        person.line.leadTo(undefined)
      }
      for (const one of [alice, carol, dave]) await goesOn(group, one, bob)
      for (const one of [alice, bob]) await goesOn(group, one, erin)
      for (const person of [bob, carol, dave, erin]) {
        const isSame = async () => (await nameOf(person, group)) === (await nameOf(alice, group))
        await until(isSame, `one name for ${person.account} and alice`)
      }
      for (const person of [bob, erin]) expect(person.warnings(), person.account).not.toEqual([])
      expect(await erin.texts(group)).toContain('to those with bob')
    },
  )

  it('[C-12] somebody whose own history is the longer one finds out without writing a word', async () => {
    const group = await begin()
    bob.line.leadTo(await harness.forkServer())
    await goApart([bob], group, 6)
    bob.events.length = 0
    bob.line.leadTo(undefined)
    await goesOn(group, alice, bob)
    await goesOn(group, carol, bob)
    expect(bob.warnings()).toContain('forked_conversation')
  })
})
