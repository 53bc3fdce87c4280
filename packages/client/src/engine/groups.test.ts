import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { AccountName, ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

async function membersOf(person: Person, conversation: ConversationId): Promise<readonly AccountName[]> {
  const details = await person.look('conversation', { conversation })
  return [...(details?.members ?? [])].sort()
}

async function nameOf(person: Person, conversation: ConversationId): Promise<string> {
  const details = await person.look('conversation', { conversation })
  return details?.name ?? ''
}

function hasMembers(person: Person, conversation: ConversationId, names: string) {
  const look = async () => (await membersOf(person, conversation)).join(' ') === names
  return until(look, `${person.account} sees the members ${names}`)
}

describe('a group', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  let dave: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
    dave = await harness.newPerson('dave')
  })
  afterAll(() => harness.close())

  it('is made with a name and members, and everybody reads everybody', async () => {
    const group = await alice.group('  The four  ', [bob, carol])
    await alice.send(group, 'one')
    await bob.sees(group, 'one')
    await bob.send(group, 'two')
    await carol.sees(group, 'two')
    await carol.send(group, 'three')
    for (const person of [alice, bob, carol]) {
      await person.sees(group, 'three')
      expect(await person.texts(group)).toEqual(['one', 'two', 'three'])
      expect(await nameOf(person, group)).toBe('The four')
    }
  })

  it('[C-1] refuses names that nobody can have, and people that nobody is', async () => {
    const empty = await alice.engine.call('createGroup', { name: '   ', members: [bob.account] })
    expect(empty).toMatchObject({ ok: false, error: { code: 'bad_name' } })
    const long = await alice.engine.call('createGroup', { name: 'x'.repeat(81), members: [bob.account] })
    expect(long).toMatchObject({ ok: false, error: { code: 'bad_name' } })
    const nobody = await alice.engine.call('createGroup', { name: 'x', members: ['nobody' as AccountName] })
    expect(nobody).toMatchObject({ ok: false, error: { code: 'unknown_person' } })
  })

  it('[D-9] takes in and puts out people, who read only what is theirs', async () => {
    const group = await alice.group('Doors', [bob])
    await alice.send(group, 'before')
    must(await alice.engine.call('addMembers', { conversation: group, members: [dave.account] }))
    await hasMembers(dave, group, 'alice bob dave')
    await alice.send(group, 'with dave')
    await dave.sees(group, 'with dave')
    expect(await dave.texts(group)).toEqual(['with dave'])
    must(await bob.engine.call('removeMembers', { conversation: group, members: [dave.account] }))
    await hasMembers(alice, group, 'alice bob')
    await alice.send(group, 'without dave')
    await bob.sees(group, 'without dave')
    const refused = await dave.engine.call('send', {
      conversation: group,
      text: 'still here?',
      until: 'sent',
    })
    expect(refused.ok).toBe(false)
    expect(await dave.texts(group)).not.toContain('without dave')
  })

  it('[C-5] lets people leave, by their own word', async () => {
    const group = await alice.group('Leaving', [bob, carol])
    await alice.send(group, 'hello')
    await carol.sees(group, 'hello')
    must(await carol.engine.call('leaveGroup', { conversation: group }))
    await hasMembers(alice, group, 'alice bob')
    await hasMembers(bob, group, 'alice bob')
    await bob.send(group, 'carol has gone')
    await alice.sees(group, 'carol has gone')
    expect([...alice.warnings(), ...bob.warnings()]).toEqual([])
  })

  it('sends nothing again for who was put out, and says so: what failed stays, to be deleted', async () => {
    const group = await alice.group('Put out', [bob])
    await alice.send(group, 'hello')
    await bob.sees(group, 'hello')
    bob.goOffline()
    const id = await bob.queue(group, 'too late')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [bob.account] }))
    await bob.goOnline()
    const stateOf = async () => (await bob.messages(group)).find((one) => one.id === id)?.state
    await until(async () => (await stateOf()) === 'failed', 'given up')
    const again = await bob.engine.call('retry', { conversation: group, id })
    expect(again).toMatchObject({ ok: false, error: { code: 'unknown_conversation' } })
    expect(await stateOf()).toBe('failed')
    must(await bob.engine.call('discard', { conversation: group, id }))
    expect(await stateOf()).toBeUndefined()
  })

  it('[D-5] settles changes that three members make at once', async () => {
    const group = await alice.group('Concurrent', [bob, carol])
    await alice.send(group, 'ready')
    await bob.sees(group, 'ready')
    await carol.sees(group, 'ready')
    const outcomes = await Promise.all([
      alice.engine.call('addMembers', { conversation: group, members: [dave.account] }),
      bob.engine.call('renameGroup', { conversation: group, name: 'By Bob' }),
      carol.engine.call('renameGroup', { conversation: group, name: 'By Carol' }),
      alice.send(group, 'meanwhile'),
    ])
    expect(outcomes.slice(0, 3)).toEqual([0, 1, 2].map(() => ({ ok: true, value: null })))
    for (const person of [alice, bob, carol, dave]) await hasMembers(person, group, 'alice bob carol dave')
    for (const person of [alice, bob, carol]) await person.sees(group, 'meanwhile')
    const names = await Promise.all([alice, bob, carol, dave].map((person) => nameOf(person, group)))
    await until(async () => {
      const now = await Promise.all([alice, bob, carol, dave].map((person) => nameOf(person, group)))
      return new Set(now).size === 1
    }, 'one name')
    expect(names.every((name) => name.startsWith('By '))).toBe(true)
    for (const person of [alice, bob, carol, dave]) await person.send(group, `last of ${person.account}`)
    for (const person of [alice, bob, carol, dave]) {
      for (const other of [alice, bob, carol, dave]) await person.sees(group, `last of ${other.account}`)
    }
  })
})
