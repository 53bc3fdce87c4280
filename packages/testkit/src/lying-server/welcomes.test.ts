import type { KeySnapshot } from '@sotto/client'
import { directConversationId, envelopeIdOf, groupConversationId, type MlsDevice } from '@sotto/crypto'
import type { ConversationId, Entry } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { isArchived } from '../is-archived.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { Impostor } from './impostor.ts'
import {
  delivery,
  goesOn,
  isOf,
  isWarned,
  makeHonest,
  onAnswer,
  onFirst,
  record,
  recordUploads,
} from './lies.ts'

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

  it('[C-9] [AR-6] nor does a stranger who holds one on a new device take anything of it from the archive', async () => {
    const frida = await harness.newPerson('frida')
    const talk = await befriend(frida, alice)
    await isArchived(frida)
    const before = await frida.texts(talk)
    for (const one of [frida, alice]) one.goOffline()
    const other = await harness.newDevice()
    const uploads = recordUploads(other)
    const withheld: NonNullable<Lie['answer']> = (request, response) =>
      request.url.includes('/v1/records') ? { kind: 'unreachable' } : response
    const { answer: kept = (_, response) => response } = other.line.lie
    other.line.lie = { answer: (request, response) => withheld(request, kept(request, response)) }
    await other.signIn('frida')
    await until(() => uploads.oneTime.length > 10, 'packages')
    const eve = new Impostor((await harness.newPerson('eve-on-a-new-device')).account)
    const forged = await eve.begin(talk, { packages: [last(uploads.oneTime)], name: 'alice' })
    const seq = nextPlace(frida, talk) - 1
    await deliverTo(other, { conversation: talk, seq, bytes: forged.welcome }, { answer: withheld })
    await until(async () => (await membersOf(other, talk)).includes(eve.account), 'the stranger holds it')
    makeHonest(other)
    other.goOffline()
    await other.goOnline()
    await isWarned(other, 'forged_conversation')
    await alice.goOnline()
    await goesOn(talk, alice, other)
    expect((await other.texts(talk)).slice(0, before.length)).toEqual(before)
    expect(await membersOf(other, talk)).toEqual(['alice', 'frida'])
    await isArchived(other)
    await frida.goOnline()
    await goesOn(talk, alice, frida)
    expect((await frida.texts(talk)).slice(0, before.length)).toEqual(before)
  })

  it('[C-8] a stranger does not take a group over from who has to sign in again', async () => {
    const mallory = new Impostor((await harness.newPerson('mallory-too')).account)
    const heidi = await harness.newDevice()
    const uploads = recordUploads(heidi)
    await heidi.signUp('heidi')
    await until(() => uploads.oneTime.length > 10, 'packages')
    const group = await alice.group('Papers', [heidi])
    await alice.send(group, 'all of them')
    await heidi.sees(group, 'all of them')
    alice.goOffline()
    heidi.line.lie = { frame: () => [{ kind: 'bye', code: 'session_revoked', message: 'Signed out.' }] }
    const newcomer = await harness.newPerson('newcomer-to-heidi')
    await newcomer.queue(await newcomer.direct(heidi), 'hello')
    await until(() => isOut(heidi), 'signed out')
    heidi.line.lie = {}
    await heidi.signIn('heidi')
    const forged = await mallory.begin(group, {
      packages: [last(uploads.oneTime)],
      generation: 1,
      name: 'Papers',
    })
    await deliverTo(heidi, { conversation: group, seq: nextPlace(heidi, group), bytes: forged.welcome })
    await isWarned(heidi, 'welcome_refused')
    expect(await membersOf(heidi, group)).not.toContain('mallory-too')
    await alice.goOnline()
    await goesOn(group, alice, heidi)
    expect(await membersOf(heidi, group)).toEqual(['alice', 'heidi'])
  })

  it('[C-8] nobody but its members brings back who was removed', async () => {
    const judy = await harness.newDevice()
    const uploads = recordUploads(judy)
    await judy.signUp('judy')
    await until(() => uploads.oneTime.length > 10, 'packages')
    await befriend(alice, judy)
    const group = await alice.group('Without judy', [judy])
    await alice.send(group, 'begun')
    await judy.sees(group, 'begun')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [judy.account] }))
    await until(async () => (await stateOf(judy, group)) === 'removed', 'removed')
    const mallory = new Impostor((await harness.newPerson('mallory-brings-back')).account)
    const packages = [last(uploads.oneTime)]
    const forged = await mallory.begin(group, { packages, generation: 1, name: 'Without judy' })
    await deliverTo(judy, { conversation: group, seq: nextPlace(judy, group), bytes: forged.welcome })
    await isWarned(judy, 'welcome_refused')
    expect(await stateOf(judy, group)).toBe('removed')
    must(await alice.engine.call('addMembers', { conversation: group, members: [judy.account] }))
    await goesOn(group, alice, judy)
  })

  it('[C-8] a member smuggles nobody in with a next generation', async () => {
    const kim = await harness.newPerson('kim')
    const leo = await harness.newDevice()
    const uploads = recordUploads(leo)
    await leo.signUp('leo')
    await until(() => uploads.oneTime.length > 10, 'packages')
    const group = await kim.group('The three of us', [leo, alice])
    await kim.send(group, 'begun')
    for (const one of [leo, alice]) await one.sees(group, 'begun')
    kim.crash()
    const member = new Impostor(kim.account, await deviceOn(kim))
    await kim.restart()
    const third = await new Impostor((await harness.newPerson('smuggled')).account).claimed()
    const packages = [last(uploads.oneTime), third.keyPackage]
    const forged = await member.begin(group, { packages, generation: 1, name: 'The three of us' })
    leo.events.length = 0
    leo.line.lie = onFirst(isOf(group, 'message'), (entry) => [
      { ...entry, kind: 'welcome', bytes: forged.welcome },
    ])
    await kim.send(group, 'in the place of the forged one')
    await isWarned(leo, 'welcome_refused')
    expect(await membersOf(leo, group)).toEqual(['alice', 'kim', 'leo'])
    leo.line.lie = {}
    await goesOn(group, kim, leo)
    expect(await membersOf(leo, group)).toEqual(['alice', 'kim', 'leo'])
  })

  it('[A-14] nothing is sent into a group that holds somebody under a declined key, until it is accepted', async () => {
    const carol = await harness.newPerson('carol-known')
    await befriend(bob, carol)
    const mallory = new Impostor((await harness.newPerson('mallory-brings')).account)
    const fake = await new Impostor(carol.account).claimed()
    const group = groupConversationId()
    const packages = [bobsUploads.oneTime.at(-2) ?? '', fake.keyPackage]
    const forged = await mallory.begin(group, { packages, name: 'With carol' })
    bob.events.length = 0
    await deliverTo(bob, { conversation: group, seq: 1, bytes: forged.welcome })
    await isWarned(bob, 'key_changed')
    const sent: string[] = []
    bob.line.lie = {
      instead: (frame) => {
        if (frame.kind === 'send') sent.push(frame.conversation)
        return undefined
      },
    }
    // who brings her is looked up too, and is not whom they give out to be
    const both = async () => (await changedIn(bob, group)).length === 2
    await until(both, 'both are known to be others')
    const [changed, brings] = await changedIn(bob, group)
    expect([changed?.account, brings?.account]).toEqual(['carol-known', mallory.account])
    const known = { account: mallory.account, number: brings?.offered ?? '' }
    must(await bob.engine.call('rejectKey', known))
    const choice = { account: carol.account, number: changed?.offered ?? '' }
    must(await bob.engine.call('rejectKey', choice))
    await bob.queue(group, 'not for an impostor')
    expect(await changedIn(bob, group)).toMatchObject([{ declined: choice.number }])
    const talk = await bob.direct(carol)
    await bob.send(talk, 'to carol as I know her')
    expect(sent).toEqual([talk])
    must(await bob.engine.call('acceptKey', choice))
    await until(() => sent.includes(group), 'what waited was sent')
    bob.line.lie = {}
  })

  /** Where the server's next entry would stand, for all that this device knows. */
  function nextPlace(person: Person, conversation: ConversationId): number {
    const sql = `SELECT json_extract(record, '$.cursor') AS cursor FROM conversations WHERE id = ?`
    return Number(person.disk.look('sotto', sql, [conversation])[0]?.cursor) + 1
  }

  /** Something comes from the server that nobody sent. */
  async function deliverTo(
    person: Person,
    given: { readonly conversation: ConversationId; readonly seq: number; readonly bytes: Uint8Array },
    lie: Lie = {},
  ): Promise<void> {
    const entry: Entry = { ...given, at: Date.now(), kind: 'welcome', id: envelopeIdOf(given.bytes) }
    const pinged = new Promise<void>((resolve) => {
      person.line.lie = {
        ...lie,
        frame: (frame) => {
          person.line.lie = lie
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

async function membersOf(person: Person, conversation: ConversationId): Promise<readonly string[]> {
  const details = await person.look('conversation', { conversation })
  return [...(details?.members ?? [])].sort()
}

async function isOut(person: Person): Promise<boolean> {
  const { state } = await person.look('session', undefined)
  return state === 'signed-out'
}

async function stateOf(person: Person, conversation: ConversationId): Promise<string | undefined> {
  const details = await person.look('conversation', { conversation })
  return details?.state
}

async function changedIn(person: Person, conversation: ConversationId): Promise<readonly KeySnapshot[]> {
  const details = await person.look('conversation', { conversation })
  return details?.changedKeys ?? []
}

/** The keys on the disk of somebody whose process has died. */
async function deviceOn(person: Person): Promise<MlsDevice> {
  const key = await person.disk.secrets.get('sotto-database-key')
  const sql = await person.disk.storage.open('sotto', key ?? new Uint8Array())
  const rows = await sql.all('SELECT name, value FROM settings')
  await sql.close()
  const bytes = (name: string) => {
    const value = rows.find((row) => row.name === name)?.value
    if (!(value instanceof Uint8Array)) throw new Error(`no ${name} on the disk`)
    return value
  }
  return {
    credential: bytes('credential'),
    signaturePublicKey: bytes('signaturePublicKey'),
    signaturePrivateKey: bytes('signaturePrivateKey'),
  }
}
