import { directConversationId, envelopeIdOf } from '@sotto/crypto'
import type { ConversationId, Entry } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { Impostor } from './impostor.ts'
import { delivery, goesOn, isOf, isWarned, onAnswer, onFirst, record, recordUploads } from './lies.ts'

type Claimed = { devices: { account: string; device: string; accountKey: string; keyPackage: string }[] }

describe('a server that forges or repeats invitations', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let bobsUploads: ReturnType<typeof recordUploads>
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newDevice()
    bobsUploads = recordUploads(bob)
    await bob.signUp('bob')
    await until(() => bobsUploads.lastResort.length > 0 && bobsUploads.oneTime.length > 10, 'packages')
  })
  afterAll(() => harness.close())

  /** The server says that bob's packages are used up, so that the welcome works more than once. */
  const lastResortOnly = () =>
    onAnswer<Claimed>(/\/claim$/, ({ devices }) => ({
      devices: devices.map((one) =>
        one.device === bob.device ? { ...one, keyPackage: bobsUploads.lastResort[0] } : one,
      ),
    }))

  it('[M-21] an old invitation by a last-resort key package leads nobody back', async () => {
    const carol = await harness.newPerson('carol')
    const kept = record(bob)
    alice.line.lie = lastResortOnly()
    const group = await alice.group('Moving on', [bob, carol])
    alice.line.lie = {}
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [carol.account] }))
    await alice.send(group, 'carol is gone')
    await bob.sees(group, 'carol is gone')
    const old = kept.find(isOf(group, 'welcome'))
    if (old === undefined) throw new Error('no welcome recorded')
    bob.line.lie = onFirst(isOf(group, 'message'), (entry) => [
      { ...old, seq: entry.seq },
      { ...entry, seq: entry.seq + 1 },
    ])
    await alice.send(group, 'not for carol')
    await bob.sees(group, 'not for carol')
    await isWarned(bob, 'welcome_refused')
    bob.line.lie = {}
    expect(await membersOf(bob, group)).toEqual(['alice', 'bob'])
    await goesOn(group, alice, bob)
  })

  it('[M-21] not even after the server has made the device ask to be let in again', async () => {
    const dave = await harness.newPerson('dave')
    const kept = record(bob)
    alice.line.lie = lastResortOnly()
    const group = await alice.group('Asked again', [bob, dave])
    alice.line.lie = {}
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [dave.account] }))
    await alice.send(group, 'dave is gone')
    await bob.sees(group, 'dave is gone')
    const old = kept.find(isOf(group, 'welcome'))
    if (old === undefined) throw new Error('no welcome recorded')
    bob.events.length = 0
    bob.line.lie = onFirst(isOf(group, 'message'), (entry) => [
      { ...entry, kind: 'welcome', bytes: new Uint8Array(300) },
      { ...old, seq: entry.seq + 1 },
    ])
    await alice.send(group, 'hidden')
    await until(() => bob.warnings().filter((code) => code === 'welcome_refused').length === 2, 'both named')
    bob.line.lie = {}
    await goesOn(group, alice, bob)
    expect(await membersOf(bob, group)).toEqual(['alice', 'bob'])
  })

  it('[M-21] [A-14] an invitation in the name of somebody known, under another account key, is not theirs', async () => {
    const talk = await befriend(alice, bob)
    const impostor = new Impostor(alice.account)
    const forged = await impostor.begin(talk, { packages: [last(bobsUploads.oneTime)], generation: 1 })
    const sealed = await impostor.seal(forged.state, talk, 'send the papers to the new address')
    bob.events.length = 0
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [
      { ...entry, kind: 'welcome', bytes: forged.welcome },
      { ...entry, seq: entry.seq + 1, ...sealed },
    ])
    await alice.send(talk, 'replaced by a forged invitation')
    await isWarned(bob, 'welcome_refused')
    expect(await bob.texts(talk)).not.toContain('send the papers to the new address')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[C-9] a group by somebody else under the name of a direct conversation is not one', async () => {
    const talk = await befriend(alice, bob)
    const mallory = new Impostor((await harness.newPerson('mallory')).account)
    const forged = await mallory.begin(talk, { packages: [last(bobsUploads.oneTime)], generation: 2 })
    const sealed = await mallory.seal(forged.state, talk, 'it is me, alice')
    bob.events.length = 0
    bob.line.lie = onFirst(isOf(talk, 'message'), (entry) => [
      { ...entry, kind: 'welcome', bytes: forged.welcome },
      { ...entry, seq: entry.seq + 1, ...sealed },
    ])
    await alice.send(talk, 'replaced by a stranger’s group')
    await isWarned(bob, 'welcome_refused')
    expect(await bob.texts(talk)).not.toContain('it is me, alice')
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[C-9] nor is one that came before the two had ever written', async () => {
    const erin = await harness.newPerson('erin')
    const talk = directConversationId(bob.account, erin.account)
    const eve = new Impostor((await harness.newPerson('eve')).account)
    const forged = await eve.begin(talk, { packages: [last(bobsUploads.oneTime)], name: 'erin' })
    await deliverTo(bob, { conversation: talk, seq: 1, bytes: forged.welcome })
    expect(await bob.direct(erin)).toBe(talk)
    await bob.queue(talk, 'for erin alone')
    await erin.sees(talk, 'for erin alone')
    expect(await membersOf(bob, talk)).toEqual(['bob', 'erin'])
    await goesOn(talk, erin, bob)
  })

  it('[C-3] a stranger who takes a group over from who has to sign in again is named', async () => {
    const mallory = new Impostor((await harness.newPerson('mallory-too')).account)
    const heidi = await harness.newPerson('heidi')
    const group = await alice.group('Papers', [heidi])
    await alice.send(group, 'all of them')
    await heidi.sees(group, 'all of them')
    alice.goOffline()
    heidi.line.lie = { frame: () => [{ kind: 'bye', code: 'session_revoked', message: 'Signed out.' }] }
    const newcomer = await harness.newPerson('newcomer-to-heidi')
    await newcomer.queue(await newcomer.direct(heidi), 'hello')
    await until(() => isOut(heidi), 'signed out')
    const uploads = recordUploads(heidi)
    await heidi.signIn('heidi')
    await until(() => uploads.oneTime.length > 10, 'packages')
    const forged = await mallory.begin(group, {
      packages: [last(uploads.oneTime)],
      generation: 1,
      name: 'Papers',
    })
    await deliverTo(heidi, { conversation: group, seq: 1000, bytes: forged.welcome })
    await until(async () => (await timelineOf(heidi, group)).includes('"by":"mallory-too"'), 'mallory named')
    await alice.goOnline()
  })

  /** Something comes from the server that nobody sent. */
  async function deliverTo(
    person: Person,
    given: { readonly conversation: ConversationId; readonly seq: number; readonly bytes: Uint8Array },
  ): Promise<void> {
    const entry: Entry = { ...given, at: Date.now(), kind: 'welcome', id: envelopeIdOf(given.bytes) }
    const pinged = new Promise<void>((resolve) => {
      person.line.lie = {
        frame: (frame) => {
          person.line.lie = {}
          resolve()
          return [frame, delivery(entry)]
        },
      }
    })
    await befriendAnew(person)
    await pinged
  }

  let newcomers = 0
  /** Something honest that the server has to tell. */
  async function befriendAnew(person: Person): Promise<void> {
    const newcomer = await harness.newPerson(`newcomer-${++newcomers}`)
    const conversation = await newcomer.direct(person)
    await newcomer.send(conversation, 'hello')
    await person.sees(conversation, 'hello')
  }
})

function last(packages: readonly string[]): string {
  const one = packages.at(-1)
  if (one === undefined) throw new Error('nothing uploaded')
  return one
}

function membersOf(person: Person, conversation: ConversationId): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('conversation', { conversation }, (details) => {
      queueMicrotask(() => stop())
      resolve([...(details?.members ?? [])].sort())
    })
  })
}

function isOut(person: Person): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('session', undefined, ({ state }) => {
      queueMicrotask(() => stop())
      resolve(state === 'signed-out')
    })
  })
}

function timelineOf(person: Person, conversation: ConversationId): Promise<string> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('timeline', { conversation, size: 100 }, ({ items }) => {
      queueMicrotask(() => stop())
      resolve(JSON.stringify(items))
    })
  })
}
