import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SearchHit } from '../../api/messages.ts'

const textsOf = (hits: readonly SearchHit[]) => hits.map(({ message }) => message.text)

describe('a search, among people who write', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    talk = await befriend(alice, bob)
    must(await bob.engine.call('setProfile', { name: 'Róbert Quist' }))
    await until(
      async () => (await alice.look('names', undefined)).some(({ name }) => name === 'Róbert Quist'),
      'alice knows what bob calls himself',
    )
  })
  afterAll(() => harness.close())

  const find = async (text: string) =>
    textsOf(must(await alice.engine.call('search', { text, limit: 50 }))).toSorted()

  it('finds people by their account and by what they call themselves, also for a new conversation', async () => {
    await bob.send(talk, 'a map: https://example.org')
    await alice.send(talk, 'thanks for the map')
    await alice.sees(talk, 'a map: https://example.org')
    const his = ['a map: https://example.org']
    for (const text of [
      'map from:bob',
      'from:robert has:link',
      'from:"róbert quist" map',
      'in:quist map has:link',
    ]) {
      expect(await find(text)).toEqual(his)
    }
    expect(await find('map from:me')).toEqual(['thanks for the map'])
    expect(await find('map after:yesterday')).toHaveLength(2)
    expect(await find('map before:today')).toEqual([])
    const { people } = await alice.look('people', { query: 'quis' })
    expect(people.map(({ account }) => account)).toEqual(['bob'])
  })

  it('drops what is deleted or goes by itself from what somebody looks at, and shows what is edited as it is', async () => {
    const [first, second] = [await bob.send(talk, 'plum one'), await bob.send(talk, 'plum two')]
    await bob.send(talk, 'plum three')
    must(
      await alice.engine.call('send', {
        conversation: talk,
        text: 'plum four',
        expiresAfter: 20,
        until: 'queued',
      }),
    )
    await alice.sees(talk, 'plum three')
    let hits: readonly SearchHit[] = []
    const stop = alice.engine.watch('found', { text: 'plum', limit: 10 }, (found) => {
      hits = found
    })
    await until(() => hits.length >= 3, 'they are found')
    must(await bob.engine.call('deleteForEveryone', { conversation: talk, id: first }))
    must(await bob.engine.call('editMessage', { conversation: talk, id: second, text: 'plum pie' }))
    await until(() => textsOf(hits).join() === 'plum three,plum pie', 'they are as they are now')
    const gone = hits.find(({ message }) => message.text === 'plum three')?.message.id
    if (gone === undefined) throw new Error('missing')
    must(await alice.engine.call('deleteForMe', { conversation: talk, id: gone }))
    await until(() => textsOf(hits).join() === 'plum pie', 'what was deleted for alice alone left it')
    stop()
  })
})
