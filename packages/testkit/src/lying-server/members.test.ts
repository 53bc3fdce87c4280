import type { ClientFrame, ConversationId } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { altered, goesOn, isOf, isWarned, onEntries, record, timeline } from './lies.ts'

const speed = 20

describe('a member with a client of their own', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  let mallory: Person
  beforeAll(async () => {
    harness = await startHarness({ speed })
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
    mallory = await harness.newPerson('mallory')
    for (const person of [bob, carol, mallory]) await befriend(alice, person)
  })
  afterEach(() => {
    for (const person of [alice, bob, carol, mallory]) {
      person.line.lie = {}
      person.events.length = 0
    }
  })
  afterAll(() => harness.close())

  async function newGroup(name: string): Promise<ConversationId> {
    const group = await alice.group(name, [bob, carol, mallory])
    await alice.send(group, 'begun')
    for (const person of [bob, carol, mallory]) await person.sees(group, 'begun')
    return group
  }

  it('[C-10] who sends what nobody can verify silences nobody, and gets little out of more of it', async () => {
    const group = await newGroup('Flooded')
    const kept = record(carol)
    const begun = Date.now()
    mallory.line.lie = garbage(group, 'send')
    for (let count = 0; count < 30; count++) {
      await mallory.send(group, `garbage ${count}`)
      if (count % 5 === 4) {
        await alice.send(group, `meanwhile ${count}`)
        await bob.sees(group, `meanwhile ${count}`)
      }
    }
    await carol.sees(group, 'meanwhile 29')
    const asked = kept.filter(isOf(group, 'rejoin')).length
    // of each of the three at once, a minute later, and from then on after twice as long each time
    const minutes = ((Date.now() - begun) * speed) / 60_000
    expect(asked).toBeLessThanOrEqual(3 * (2 + Math.log2(1 + minutes)))
    mallory.line.lie = {}
    for (const person of [alice, bob]) {
      const texts = (await person.texts(group)).filter((text) => text.startsWith('meanwhile'))
      expect(texts).toHaveLength(6)
    }
    await goesOn(group, alice, bob)
    await goesOn(group, carol, bob)
  })

  it('[D-15] who sends what nobody can open is named to the others', async () => {
    const group = await newGroup('Named')
    mallory.line.lie = garbage(group, 'send')
    await mallory.send(group, 'garbage')
    await mallory.send(group, 'more garbage')
    await alice.send(group, 'after it')
    await bob.sees(group, 'after it')
    expect(named(bob)).toEqual(['mallory'])
    const missing = (await timeline(bob, group)).flatMap((one) =>
      one.type === 'happening' && one.what.kind === 'missing' ? [one.what] : [],
    )
    // receipts too are spoiled by this client
    expect(missing.map((one) => one.from)).toEqual(missing.map(() => 'mallory'))
    expect(missing.reduce((sum, one) => sum + one.count, 0)).toBeGreaterThanOrEqual(2)
  })

  it('[C-8] who makes a change that nobody can follow stops the group for moments, and no message is lost', async () => {
    const group = await newGroup('Broken')
    // what alice writes before she hears of it is sealed for the time before
    alice.line.lie = onEntries((entry) => (entry.conversation === group ? [] : [entry]))
    const kept = record(carol)
    mallory.line.lie = garbage(group, 'commit')
    must(await mallory.engine.call('renameGroup', { conversation: group, name: 'Garbage' }))
    await until(() => kept.some(isOf(group, 'commit')), 'made')
    // only she could let anybody in, into a group that the others have never seen
    mallory.goOffline()
    await alice.send(group, 'sealed before, sent after')
    mallory.line.lie = {}
    alice.line.lie = {}
    for (const person of [bob, carol]) await person.sees(group, 'sealed before, sent after')
    for (const person of [alice, bob, carol]) await person.queue(group, `after it by ${person.account}`)
    for (const person of [alice, bob, carol]) {
      for (const other of [alice, bob, carol]) await person.sees(group, `after it by ${other.account}`)
    }
    await isWarned(bob, 'unreadable_entry')
    expect(named(bob)).toEqual(['mallory'])
    await goesOn(group, alice, bob)
    await goesOn(group, carol, bob)
    await mallory.goOnline()
    await goesOn(group, mallory, bob)
  })
})

/** Whom this person was told to have sent what could not be opened. */
function named(person: Person): readonly string[] {
  const told = person.events.flatMap((event) =>
    event.type === 'warning' && event.code === 'unreadable_entry' ? [event.from ?? 'nobody'] : [],
  )
  return [...new Set(told)]
}

/** What this client sends of that kind has the right form, and nobody can open it. */
function garbage(conversation: ConversationId, kind: 'send' | 'commit'): Lie {
  const spoil = (bytes: Uint8Array) => altered(bytes, bytes.length - 1)
  return {
    send(frame: ClientFrame): ClientFrame {
      if (frame.kind !== kind || frame.conversation !== conversation) return frame
      return frame.kind === 'send'
        ? { ...frame, envelope: spoil(frame.envelope) }
        : { ...frame, commit: spoil(frame.commit) }
    },
  }
}
