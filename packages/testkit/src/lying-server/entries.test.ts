import { envelopeIdOf } from '@sotto/crypto'
import { bytesToBase64url, type ConversationId, type Entry, type Schemas } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, startFriends } from '../harness.ts'
import type { Person } from '../person.ts'
import { until } from '../until.ts'
import {
  altered,
  busy,
  emptyLog,
  goesOn,
  isOf,
  isWarned,
  lookInto,
  makeHonest,
  onAnswer,
  onEntries,
  onFirst,
  onRequest,
  record,
  timeline,
} from './lies.ts'

describe('a server that lies about entries', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    ;({ harness, alice, bob, talk } = await startFriends())
  })
  afterEach(async () => {
    makeHonest(alice, bob)
    await atRest(alice, bob)
  })
  afterAll(() => harness.close())

  /** The next message of the conversation is told otherwise. */
  const placed = (change: (entry: Entry) => Entry) =>
    onFirst(isOf(talk, 'message'), (entry) => [change(entry)])
  /** The log says that it goes on, too. */
  const longerLog = onAnswer<Schemas['LogPage']>(/\/log\?/, (json) => ({
    ...json,
    lastSeq: json.lastSeq + 5000,
  }))

  const count = async (text: string) => (await bob.texts(talk)).filter((one) => one === text).length

  it('[ID-4] swapping the envelopes of two conversations gets neither shown in the wrong place', async () => {
    const group = await alice.group('Elsewhere', [bob])
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    const kept = record(bob)
    await alice.send(group, 'said in the group')
    await bob.sees(group, 'said in the group')
    const foreign = kept.filter(isOf(group, 'message')).at(-1)
    if (foreign === undefined) throw new Error('nothing recorded')
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [
      { ...entry, id: foreign.id, bytes: foreign.bytes },
    ])
    await alice.send(talk, 'swapped away')
    await isWarned(bob, 'forged_entry')
    expect(await count('said in the group')).toBe(0)
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
    await goesOn(group, alice, bob)
  })

  it('[D-1] swapping two places within a conversation shows each once and loses none', async () => {
    let first: Entry | undefined
    bob.line.lie = onEntries((entry) => {
      if (!isOf(talk, 'message')(entry)) return [entry]
      if (first === undefined) {
        first = entry
        return []
      }
      const held = first
      bob.line.lie = {}
      const { seq } = entry
      return [
        { ...entry, seq: held.seq },
        { ...held, seq },
      ]
    })
    await alice.send(talk, 'written first')
    await alice.send(talk, 'written second')
    await bob.sees(talk, 'written first')
    await bob.sees(talk, 'written second')
    expect([await count('written first'), await count('written second')]).toEqual([1, 1])
    await goesOn(talk, alice, bob)
  })

  it('[D-1] delivering in reverse puts them in order, each once', async () => {
    const held: Entry[] = []
    bob.line.lie = onEntries((entry) => {
      if (!isOf(talk, 'message')(entry) || held.length === 3) return [entry]
      held.unshift(entry)
      return held.length < 3 ? [] : held
    })
    for (const text of ['one of three', 'two of three', 'three of three']) await alice.send(talk, text)
    await bob.sees(talk, 'three of three')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
    const texts = await bob.texts(talk)
    expect(texts.filter((text) => text.endsWith('of three'))).toEqual([
      'one of three',
      'two of three',
      'three of three',
    ])
  })

  it('[M-5] altering bytes and their id alike shows nothing and names it', async () => {
    const isMessage = isOf(talk, 'message')
    // each of them: the first may be a receipt
    bob.line.lie = onEntries((entry) => {
      if (!isMessage(entry)) return [entry]
      const bytes = altered(entry.bytes, entry.bytes.length - 20)
      return [{ ...entry, bytes, id: envelopeIdOf(bytes) }]
    })
    await alice.send(talk, 'altered on the way')
    await isWarned(bob, 'unreadable_entry')
    expect(await count('altered on the way')).toBe(0)
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-15] naming somebody else as the sender changes nothing about who wrote it, and is named', async () => {
    const carol = await harness.newPerson('carol')
    const group = await alice.group('Who said it', [bob, carol])
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    const uploader = { account: carol.account, device: carol.device }
    bob.line.lie = onFirst(isOf(group, 'message'), (entry) => [{ ...entry, uploader }])
    await alice.send(group, 'not by carol')
    expect(await bob.sees(group, 'not by carol')).toMatchObject({ from: 'alice' })
    await isWarned(bob, 'false_sender')
    bob.line.lie = onFirst(isOf(group, 'commit'), (entry) => [{ ...entry, uploader }])
    await alice.engine.call('renameGroup', { conversation: group, name: 'By alice' })
    await until(() => bob.warnings().filter((code) => code === 'false_sender').length === 2, 'named again')
    const renamed = (await timeline(bob, group)).flatMap((one) =>
      one.type === 'happening' && one.what.kind === 'renamed' ? [one.what.by] : [],
    )
    expect(renamed).toEqual(['alice'])
  })

  it('[D-15] naming somebody who is not in the conversation for what cannot be opened names nobody', async () => {
    const dave = await harness.newPerson('dave')
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => {
      const bytes = altered(entry.bytes, entry.bytes.length - 20)
      const uploader = { account: dave.account, device: dave.device }
      return [{ ...entry, bytes, id: envelopeIdOf(bytes), uploader }]
    })
    await alice.send(talk, 'said to be by dave')
    await isWarned(bob, 'unreadable_entry')
    expect(JSON.stringify([bob.events, await timeline(bob, talk)])).not.toContain('dave')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-8] calling a foreign message our own does not lose it, nor show it as ours', async () => {
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [{ ...entry, bytes: new Uint8Array() }])
    await alice.send(talk, 'not yours')
    await isWarned(bob, 'foreign_entry')
    expect((await bob.messages(talk)).filter((one) => one.text === 'not yours' && one.mine)).toEqual([])
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-8] calling a foreign message our own is repaired from the log', async () => {
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [{ ...entry, bytes: new Uint8Array() }])
    await alice.send(talk, 'repaired')
    expect(await bob.sees(talk, 'repaired')).toMatchObject({ mine: false, from: 'alice' })
  })

  it('[D-8] calling a foreign commit our own leaves nobody behind', async () => {
    const group = await alice.group('Whose commit', [bob])
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    bob.line.lie = onFirst(isOf(group, 'commit'), (entry) => [{ ...entry, bytes: new Uint8Array() }])
    await alice.engine.call('renameGroup', { conversation: group, name: 'Hers' })
    await isWarned(bob, 'foreign_entry')
    bob.line.lie = {}
    await goesOn(group, alice, bob)
  })

  it('[D-13] a gap that is none is named and does not make what comes later vanish', async () => {
    bob.line.lie = {
      ...placed((entry) => ({ ...entry, kind: 'gap', seq: entry.seq + 4000, bytes: new Uint8Array() })),
      ...longerLog,
    }
    await alice.send(talk, 'hidden by a gap')
    await until(async () => JSON.stringify(await timeline(bob, talk)).includes('missing'), 'named')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-13] a place far ahead does not make what comes later vanish', async () => {
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [{ ...entry, seq: 2 ** 50 }])
    await alice.send(talk, 'at a place that no log has')
    await isWarned(bob, 'forged_entry')
    bob.line.lie = { ...placed((entry) => ({ ...entry, seq: entry.seq + 1000 })), ...longerLog }
    await alice.send(talk, 'far ahead')
    await isWarned(bob, 'missing_entries')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
    await goesOn(talk, bob, alice)
  })

  it('[D-13] a place beyond the end of the log is refused, and what was on its way still comes', async () => {
    const kept = record(bob)
    await alice.send(talk, 'told again later')
    await bob.sees(talk, 'told again later')
    const old = kept.filter(isOf(talk, 'message')).at(-1)
    if (old === undefined) throw new Error('nothing recorded')
    bob.line.lie = placed((entry) => ({ ...old, seq: entry.seq + 1000 }))
    await alice.send(talk, 'on its way')
    await until(() => bob.warnings().length > 0, 'something is wrong')
    await bob.send(talk, 'whatever is to be acknowledged is by now')
    bob.goOffline()
    bob.line.lie = {}
    await bob.goOnline()
    await bob.sees(talk, 'on its way')
    expect(bob.warnings()).toEqual(['forged_entry'])
    await goesOn(talk, alice, bob)
  })

  it('[D-13] [C-8] what comes at a place passed before is opened also by a device that is lost', async () => {
    bob.line.lie = { ...placed((entry) => ({ ...entry, seq: entry.seq + 1000 })), ...longerLog }
    await alice.send(talk, 'far ahead again')
    await bob.sees(talk, 'far ahead again')
    let asked = 0
    bob.line.lie = {
      ...placed((entry) => ({ ...entry, kind: 'welcome', seq: entry.seq + 2000 })),
      ...longerLog,
      divert: (request) => {
        if (!request.url.endsWith('/rejoin')) return undefined
        asked++
        return { ...request, method: 'GET', url: new URL('/healthz', request.url).href }
      },
    }
    await alice.send(talk, 'leads astray')
    await until(() => asked > 0, 'bob is lost')
    await alice.send(talk, 'for the lost one')
    await bob.sees(talk, 'for the lost one')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-13] an old message given a new place, one too many, does not hide the next one', async () => {
    const kept = record(bob)
    await alice.send(talk, 'heard before')
    await bob.sees(talk, 'heard before')
    const old = kept.filter(isOf(talk, 'message')).at(-1)
    if (old === undefined) throw new Error('nothing recorded')
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [entry, { ...old, seq: entry.seq + 1 }])
    await alice.send(talk, 'followed by an old one')
    await isWarned(bob, 'replayed_entry')
    bob.line.lie = {}
    await alice.send(talk, 'in the place of the old one')
    await bob.sees(talk, 'in the place of the old one')
    expect(await count('heard before')).toBe(1)
    await goesOn(talk, alice, bob)
  })

  it('[D-12] refusing to fill a hole, again and again, is named once and does not hold up what follows', async () => {
    let asked = 0
    const drops = onFirst(isOf(talk, 'message'), () => [])
    const refuses = onRequest(/\/log\?/, () => {
      asked++
      return busy
    })
    bob.line.lie = { ...drops, ...refuses }
    await alice.send(talk, 'in a hole that nobody fills')
    await alice.send(talk, 'after the hole')
    await bob.sees(talk, 'after the hole')
    expect(bob.warnings().filter((code) => code === 'missing_entries')).toHaveLength(1)
    expect(asked).toBeLessThan(20)
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-12] a hole that is filled by one entry at a time, without end, is given up', async () => {
    let asked = 0
    const far = onFirst(isOf(talk, 'message'), (entry) => [{ ...entry, seq: entry.seq + 1_000_000 }])
    const trickles = onRequest(/\/log\?/, (request) => {
      asked++
      const seq = Number(new URL(request.url).searchParams.get('after')) + 1
      const bytes = bytesToBase64url(new TextEncoder().encode('nobody'))
      return { entries: [{ seq, at: 0, kind: 'left', id: `e_${'A'.repeat(22)}`, bytes }], lastSeq: seq }
    })
    bob.line.lie = { ...far, ...trickles }
    await alice.send(talk, 'beyond a hole without end')
    await bob.sees(talk, 'beyond a hole without end')
    expect(bob.warnings()).toContain('missing_entries')
    expect(asked).toBeLessThan(100)
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[D-12] dropping a message from the log as well is named', async () => {
    const drops = onFirst(isOf(talk, 'message'), () => [])
    bob.line.lie = { ...drops, ...emptyLog(talk) }
    await alice.send(talk, 'dropped everywhere')
    await alice.send(talk, 'after it')
    await bob.sees(talk, 'after it')
    await isWarned(bob, 'missing_entries')
    expect(await count('dropped everywhere')).toBe(0)
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })
})

/** No report of what has arrived is still to come, which a lie about the next message would be told of instead. */
async function atRest(...people: readonly Person[]): Promise<void> {
  const owed = 'SELECT (SELECT count(*) FROM receipts_due) + (SELECT count(*) FROM outbox) AS owed'
  for (const person of people) {
    await until(() => lookInto(person, owed)[0]?.owed === 0, `nothing owed by ${person.account}`)
  }
}
