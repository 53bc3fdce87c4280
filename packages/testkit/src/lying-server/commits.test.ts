import type { ConversationId, Entry, ServerFrame } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { emptyLog, goesOn, isOf, isWarned, nameOf, onEntries, onFirst, record, rename } from './lies.ts'

describe('a server that lies about changes of a group', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
    await befriend(alice, bob)
    await befriend(alice, carol)
    await befriend(bob, carol)
  })
  afterEach(() => {
    for (const person of [alice, bob, carol]) {
      person.line.lie = {}
      person.events.length = 0
    }
  })
  afterAll(() => harness.close())

  async function newGroup(name: string): Promise<ConversationId> {
    const group = await alice.group(name, [bob, carol])
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    await carol.sees(group, 'begun')
    return group
  }

  it('[D-5] an old change served again changes nothing and is named', async () => {
    const group = await newGroup('Changed once')
    const kept = record(bob)
    must(await rename(alice, group, 'Second name'))
    must(await rename(alice, group, 'Third name'))
    await until(async () => (await nameOf(bob, group)) === 'Third name', 'followed')
    const old = kept.find(isOf(group, 'commit'))
    if (old === undefined) throw new Error('nothing recorded')
    bob.line.lie = onFirst(isOf(group, 'message'), (entry) => [
      { ...old, seq: entry.seq },
      { ...entry, seq: entry.seq + 1 },
    ])
    await alice.send(group, 'after the old change')
    await isWarned(bob, 'replayed_entry')
    await bob.sees(group, 'after the old change')
    expect(await nameOf(bob, group)).toBe('Third name')
    bob.line.lie = {}
    await goesOn(group, alice, bob)
  })

  it('[C-8] a change withheld from one member is noticed, and the member let in again', async () => {
    const group = await newGroup('Withheld')
    bob.line.lie = {
      ...onEntries((entry) => (isOf(group, 'commit')(entry) ? [] : [entry])),
      ...emptyLog(group),
    }
    must(await rename(alice, group, 'Bob does not know'))
    await alice.send(group, 'in a time bob does not know')
    await isWarned(bob, 'missing_entries')
    bob.line.lie = {}
    await goesOn(group, alice, bob)
    await goesOn(group, carol, bob)
    expect(await nameOf(bob, group)).toBe('Bob does not know')
  })

  it('[C-8] a change withheld, with everything renumbered, is noticed as well', async () => {
    const group = await newGroup('Renumbered')
    let withheld = 0
    bob.line.lie = onEntries((entry) => {
      if (entry.conversation !== group) return [entry]
      if (entry.kind === 'commit') withheld++
      return entry.kind === 'commit' ? [] : [{ ...entry, seq: entry.seq - withheld }]
    })
    must(await rename(alice, group, 'Bob is kept apart'))
    await alice.send(group, 'which bob can not read')
    await until(() => withheld > 0, 'withheld')
    bob.line.lie = {}
    await goesOn(group, alice, bob)
    expect(await nameOf(bob, group)).toBe('Bob is kept apart')
  })

  it('[C-10] two members told of different changes for one moment find out, and get together again', async () => {
    const group = await newGroup('Forked')
    const [place, answers] = forkFor(bob, group)
    must(await rename(alice, group, 'What alice did'))
    await until(() => place.withheld !== undefined, 'alice’s change withheld from bob')
    const renamed = rename(bob, group, 'What bob did')
    await until(() => answers.told, 'bob told that his won')
    must(await renamed)
    await alice.send(group, 'sealed where bob is not')
    bob.line.lie = {}
    await bob.send(group, 'sealed where alice is not').catch(() => undefined)
    await goesOn(group, alice, bob)
    await goesOn(group, carol, bob)
    const named = [...alice.warnings(), ...bob.warnings()]
    expect(named.some((code) => forkCodes.includes(code))).toBe(true)
  })

  it('[C-12] a change said to stand where the log showed another does not fork the group', async () => {
    const group = await newGroup('Promised')
    let place = 0
    let promised: number | undefined
    bob.line.lie = {
      ...onEntries((entry) => {
        if (entry.conversation === group) place = entry.seq
        return [entry]
      }),
      instead: (frame) => {
        if (frame.kind !== 'commit' || frame.conversation !== group || promised !== undefined)
          return undefined
        promised = place
        return [{ kind: 'accepted', ref: frame.ref, seq: place, at: Date.now() }]
      },
    }
    must(await rename(alice, group, 'What alice did'))
    await until(async () => (await nameOf(bob, group)) === 'What alice did', 'followed')
    must(await rename(bob, group, 'What bob did'))
    expect(promised).toBeGreaterThan(0)
    await until(async () => (await nameOf(alice, group)) === 'What bob did', 'truly made')
    expect(bob.warnings()).toEqual(['rewritten_log'])
    await goesOn(group, alice, bob)
    await goesOn(group, carol, bob)
  })

  it('[C-10] nor does a fork of a direct conversation end it', async () => {
    const talk = await befriend(alice, bob)
    const [, answers] = forkFor(bob, talk)
    const another = await harness.anotherDevice(alice)
    await until(() => answers.told, 'both have let the new device in')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
    await goesOn(talk, another, bob)
  })
})

const forkCodes = ['unreadable_entry', 'missing_entries', 'forked_conversation']

/**
 * Withholds from somebody the others' change and what follows it, and accepts theirs for the same place
 * without keeping it, as soon as both are made.
 */
function forkFor(
  person: Person,
  conversation: ConversationId,
): readonly [{ withheld: Entry | undefined }, { told: boolean }] {
  const place: { withheld: Entry | undefined } = { withheld: undefined }
  const answers = { told: false }
  let ref: number | undefined
  const accepted = (): ServerFrame[] => {
    if (place.withheld === undefined || ref === undefined || answers.told) return []
    answers.told = true
    return [{ kind: 'accepted', ref, seq: place.withheld.seq, at: place.withheld.at }]
  }
  const hiding = onEntries((entry) => {
    if (entry.conversation !== conversation || answers.told) return [entry]
    if (entry.kind === 'commit') place.withheld ??= entry
    return place.withheld === undefined ? [entry] : []
  })
  person.line.lie = {
    ...hiding,
    frame: (frame) => [...(hiding.frame?.(frame) ?? [frame]), ...accepted()],
    instead: (frame) => {
      if (frame.kind !== 'commit' || frame.conversation !== conversation || answers.told) return undefined
      ref = frame.ref
      return accepted()
    },
  }
  return [place, answers]
}
