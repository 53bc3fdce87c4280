import { befriend, type Harness, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId, ServerFrame } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('a conversation that nobody can mend', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
  })
  afterAll(() => harness.close())

  /** What others send is served as invitations that lead nowhere; counts the requests that come of it. */
  function breakNext(
    person: Person,
    conversation: ConversationId,
    kind: 'message' | 'commit' = 'message',
  ): { asked: number; taken: number } {
    const counter = { asked: 0, taken: 0 }
    person.line.lie = {
      frame: (frame: ServerFrame) => {
        if (frame.kind !== 'deliver') return [frame]
        const entries = frame.entries.map((entry) =>
          entry.conversation === conversation && entry.kind === kind && entry.bytes.length > 0
            ? ({ ...entry, kind: 'welcome' } as const)
            : entry,
        )
        return [{ ...frame, entries }]
      },
      answer: (request, response) => {
        if (!request.url.endsWith('/rejoin')) return response
        counter.asked++
        if (response.kind === 'answer' && response.status < 300) counter.taken++
        return response
      },
    }
    return counter
  }

  async function becomesLost(
    person: Person,
    conversation: ConversationId,
    by: Person,
  ): Promise<() => number> {
    const counter = breakNext(person, conversation)
    await by.send(conversation, 'served as something else')
    by.goOffline()
    await until(() => counter.asked > 0, 'asks')
    const { frame: _, ...counting } = person.line.lie
    person.line.lie = counting
    return () => counter.asked
  }

  /** Nobody answers, and somebody's clock is set on instead of a minute going by. */
  async function asksInVain(person: Person, asked: () => number): Promise<void> {
    for (const times of [1, 2, 3]) {
      await until(() => asked() >= times, `asks ${times} times`)
      person.goOffline()
      person.jump(60_000)
      await person.goOnline()
    }
  }

  function generationOf(person: Person, conversation: ConversationId): number {
    const sql = `SELECT json_extract(record, '$.generation') AS generation FROM conversations WHERE id = ?`
    return Number(person.disk.look('sotto', sql, [conversation])[0]?.generation)
  }

  it('[C-8] of two begins anew after three requests that nobody answers, and keeps what was written', async () => {
    const talk = await befriend(alice, bob)
    const asked = await becomesLost(bob, talk, alice)
    await bob.queue(talk, 'written while lost')
    await asksInVain(bob, asked)
    await until(async () => (await bob.messages(talk)).at(-1)?.state === 'sent', 'begun anew')
    expect(asked()).toBe(3)
    await alice.queue(talk, 'written while away')
    await alice.goOnline()
    await alice.sees(talk, 'written while lost')
    await bob.sees(talk, 'written while away')
    await alice.send(talk, 'together again')
    await bob.sees(talk, 'together again')
  })

  it('[RJ-1] by the others is asked for also by a device whose clock is hours ahead, and it is let in', async () => {
    const talk = await befriend(carol, alice)
    await carol.restartLater(5 * 3_600_000)
    const counter = breakNext(carol, talk)
    await alice.send(talk, 'served as something else')
    await until(() => counter.taken > 0, 'the server takes it')
    carol.line.lie = {}
    await carol.send(talk, 'in time again')
    await alice.sees(talk, 'in time again')
  })

  it('[C-8] of two begins anew also for what only the other one writes', async () => {
    const talk = await befriend(carol, bob)
    // so that it is not he who lets it in
    bob.goOffline()
    const another = await harness.anotherDevice(carol)
    await another.send(talk, 'beyond what bob knows')
    // nobody hears that he is lost, and he has nothing to say
    const counter = breakNext(bob, talk, 'commit')
    bob.line.lie.divert = (request) =>
      request.url.endsWith('/rejoin')
        ? { ...request, method: 'GET', url: new URL('/healthz', request.url).href }
        : undefined
    await bob.goOnline()
    await asksInVain(bob, () => counter.asked)
    bob.line.lie = {}
    await until(() => generationOf(carol, talk) === 1, 'carol is in what bob began')
    await carol.send(talk, 'do you read me')
    await bob.sees(talk, 'do you read me')
  })

  it('[C-12] of two that is said to be begun anew already, and is not shown: who is left out asks to be let in', async () => {
    const [dave, erin] = [await harness.newPerson('dave'), await harness.newPerson('erin')]
    const talk = await befriend(dave, erin)
    const asked = await becomesLost(erin, talk, dave)
    let creations = 0
    erin.line.lie = {
      ...erin.line.lie,
      instead: (frame) => {
        if (frame.kind !== 'create') return undefined
        creations += 1
        return [{ kind: 'refused', ref: frame.ref, code: 'already_exists', message: '', retryAfter: 0 }]
      },
    }
    await erin.queue(talk, 'written while lost')
    await asksInVain(erin, asked)
    await until(() => creations > 0, 'wants to begin anew')
    await dave.goOnline()
    await dave.sees(talk, 'written while lost')
    await dave.send(talk, 'together again')
    await erin.sees(talk, 'together again')
    expect(generationOf(erin, talk)).toBe(0)
  })

  it('[C-8] of several begins anew with all of them, and under its name', async () => {
    await befriend(alice, carol)
    const group = await alice.group('The three', [bob, carol])
    await alice.send(group, 'begun')
    for (const person of [bob, carol]) await person.sees(group, 'begun')
    carol.goOffline()
    await becomesLost(bob, group, alice)
    await bob.queue(group, 'written while lost')
    await until(async () => (await bob.messages(group)).at(-1)?.state === 'sent', 'begun anew')
    for (const person of [alice, carol]) {
      await person.goOnline()
      await person.sees(group, 'written while lost')
    }
    await carol.send(group, 'we are all here')
    for (const person of [alice, bob]) await person.sees(group, 'we are all here')
    const details = await carol.look('conversation', { conversation: group })
    expect(details?.name).toBe('The three')
    expect(details?.members.toSorted()).toEqual(['alice', 'bob', 'carol'])
  })
})
