import type { ConversationId } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startFriends } from '../harness.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { Impostor } from './impostor.ts'
import {
  goesOn,
  isWarned,
  type Listed,
  makeHonest,
  onAnswer,
  onListed,
  recordUploads,
  startAgain,
} from './lies.ts'

type Claimed = { devices: { account: string; device: string; accountKey: string; keyPackage: string }[] }
type Info = { members: { account: string; devices: string[]; state: string }[] }

describe('a server that lies about people', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    ;({ harness, alice, bob, talk } = await startFriends())
  })
  afterEach(() => makeHonest(alice, bob))
  afterAll(() => harness.close())

  const devicesIn = async (person: Person, conversation: ConversationId) =>
    (await details(person, conversation)).map((one) => `${one.account} ${one.devices}`).sort()

  it('[M-7] slipping a device of its own making into the directory does not get it added', async () => {
    const impostor = new Impostor(bob.account)
    alice.line.lie = onListed(/^bob$/, (json) => ({
      ...json,
      devices: [...json.devices, { device: impostor.device, credential: impostor.credential }],
    }))
    await startAgain(alice)
    await isWarned(alice, 'foreign_device')
    expect(await devicesIn(alice, talk)).toEqual(['alice 1', 'bob 1'])
    alice.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[N-4] a device of its own making is not listed among one’s own, under whatever name', async () => {
    const impostor = new Impostor(alice.account)
    alice.line.lie = onAnswer<{ devices: object[] }>(/\/v1\/devices$/, (json) => ({
      ...json,
      devices: [
        ...json.devices.map((one) => ({ ...one, name: 'AAAA' })),
        { ...json.devices[0], device: impostor.device, credential: impostor.credential, current: false },
      ],
    }))
    const listed = must(await alice.engine.call('devices'))
    expect(listed.map((one) => one.device)).toEqual([alice.device])
    await isWarned(alice, 'foreign_device')
    expect(alice.events.filter((event) => event.type === 'device')).toEqual([])
    alice.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[C-11] leaving a device out of the directory is named and puts nobody out, also beside another', async () => {
    const frank = await harness.newPerson('frank')
    const second = await harness.anotherDevice(frank)
    const group = await alice.group('Whole', [bob, frank])
    await alice.send(group, 'begun')
    for (const one of [bob, frank, second]) await one.sees(group, 'begun')
    alice.line.lie = {
      ...onListed(/^frank$/, (json) => ({
        ...json,
        devices: json.devices.filter((one) => one.device !== second.device),
      })),
      ...noticeOf(frank),
    }
    await alice.send(group, 'looking')
    await isWarned(alice, 'device_omitted')
    await alice.send(group, 'still with both of frank')
    await second.sees(group, 'still with both of frank')
    expect(await devicesIn(alice, group)).toEqual(['alice 1', 'bob 1', 'frank 2'])
    alice.line.lie = {}
    await goesOn(group, alice, second)
  })

  it('[C-11] [A-17] a revocation that the account did not sign is named and puts nobody out', async () => {
    const gina = await harness.newPerson('gina')
    const second = await harness.anotherDevice(gina)
    const group = await alice.group('All of gina', [gina])
    await alice.send(group, 'begun')
    for (const one of [gina, second]) await one.sees(group, 'begun')
    const impostor = new Impostor(gina.account)
    const mallory = new Impostor((await harness.newPerson('mallory-revokes')).account)
    alice.line.lie = {
      ...onListed(/^gina$/, (json) => ({
        ...json,
        devices: json.devices.filter((one) => one.device !== second.device),
        revocations: [impostor.revocationOf(second.device), mallory.revocationOf(second.device), 'AAAA'],
      })),
      ...noticeOf(gina),
    }
    await alice.send(group, 'looking')
    await isWarned(alice, 'forged_revocation')
    await isWarned(alice, 'device_omitted')
    await alice.send(group, 'still with both of gina')
    await second.sees(group, 'still with both of gina')
    expect(await devicesIn(alice, group)).toEqual(['alice 1', 'gina 2'])
    alice.line.lie = {}
    await goesOn(group, alice, second)
  })

  it('[C-11] [A-17] an account’s own revocation says nothing of a device of another account', async () => {
    const heidi = await harness.newPerson('heidi')
    const group = await alice.group('With a liar', [bob, heidi])
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    // a client that lies too: a sound statement of heidi's account about a device that is not hers
    must(await heidi.engine.call('signOutDevice', { device: bob.device }))
    let told: string[] = []
    alice.line.lie = {
      ...onListed(/^(heidi|bob)$/, (json) => {
        if (json.revocations.length > 0) told = json.revocations
        return { ...json, revocations: told }
      }),
      ...noticeOf(heidi),
    }
    await alice.send(group, 'looking at heidi')
    await until(() => told.length > 0, 'heidi’s word told')
    alice.line.lie = { ...alice.line.lie, ...noticeOf(bob) }
    await alice.send(group, 'looking at bob')
    await isWarned(alice, 'forged_revocation')
    await alice.send(group, 'still with bob')
    await bob.sees(group, 'still with bob')
    expect(await devicesIn(alice, group)).toEqual(['alice 1', 'bob 1', 'heidi 1'])
    alice.line.lie = {}
    await goesOn(group, alice, bob)
  })

  it('[C-11] an old answer does not bring a device back that was signed out', async () => {
    const ivan = await harness.newPerson('ivan')
    const second = await harness.newDevice()
    const uploads = recordUploads(second)
    await second.signIn('ivan')
    await until(() => uploads.lastResort.length > 0, 'packages')
    const group = await alice.group('Without the lost one', [ivan])
    await alice.send(group, 'begun')
    await second.sees(group, 'begun')
    const kept: { person?: Listed; told?: boolean } = {}
    alice.line.lie = {
      ...onListed(/^ivan$/, (json) => {
        kept.person ??= json
        kept.told ||= json.revocations.length > 0
        return json
      }),
      ...noticeOf(ivan),
    }
    await alice.send(group, 'looking')
    await until(() => kept.person !== undefined, 'the answer kept')
    const lost = second.device
    must(await ivan.engine.call('signOutDevice', { device: lost }))
    await until(async () => (await devicesIn(alice, group)).includes('ivan 1'), 'one device of ivan')
    await until(() => kept.told === true, 'the revocation seen')
    const old = kept.person
    expect(old?.devices.map((one) => one.device)).toContain(lost)
    let replays = 0
    alice.line.lie = {
      ...onListed(/^ivan$/, (json) => {
        replays++
        return { ...json, ...old }
      }),
      ...noticeOf(ivan),
    }
    await alice.send(group, 'looking again')
    await isWarned(alice, 'revoked_device')
    await startAgain(alice)
    await until(() => replays > 1, 'asked again after a restart')
    await alice.send(group, 'not for the lost one')
    await ivan.sees(group, 'not for the lost one')
    expect(await devicesIn(alice, group)).toEqual(['alice 1', 'ivan 1'])
    const [keyPackage = ''] = uploads.lastResort
    alice.line.lie = onAnswer<Claimed>(/\/claim$/, ({ devices }) => ({
      devices: [...devices, ...devices.slice(0, 1).map((one) => ({ ...one, device: lost, keyPackage }))],
    }))
    const another = await alice.group('Begun after that', [ivan])
    expect(await devicesIn(alice, another)).toEqual(['alice 1', 'ivan 1'])
    alice.line.lie = {}
    await goesOn(group, alice, ivan)
  })

  it('[K-2] a key package of another device is not taken for the one that was asked for', async () => {
    const carol = await harness.newPerson('carol')
    const mallory = await harness.newPerson('mallory')
    let stolen = ''
    alice.line.lie = onAnswer<Claimed>(/\/claim$/, ({ devices }) => {
      stolen = devices.find((one) => one.account === 'mallory')?.keyPackage ?? stolen
      return {
        devices: devices.map((one) => (one.account === 'carol' ? { ...one, keyPackage: stolen } : one)),
      }
    })
    const withMallory = await alice.direct(mallory)
    await alice.send(withMallory, 'hello')
    const withCarol = await alice.direct(carol)
    await alice.queue(withCarol, 'for carol alone')
    await isWarned(alice, 'foreign_device')
    expect(await conversationsOf(mallory)).not.toContain(withCarol)
    alice.line.lie = {}
    await carol.sees(withCarol, 'for carol alone')
    await goesOn(withCarol, carol, alice)
  })

  it('[A-7] an impostor’s key package under a known name is not taken', async () => {
    const dave = await harness.newPerson('dave')
    const withDave = await befriend(alice, dave)
    const claimed = await new Impostor(dave.account).claimed()
    alice.line.lie = onAnswer<Claimed>(/\/claim$/, ({ devices }) => ({
      devices: [
        ...devices.filter((one) => one.account !== 'dave'),
        { ...claimed, accountKey: devices.find((one) => one.account === 'dave')?.accountKey },
      ],
    }))
    const made = await alice.engine.call('createGroup', {
      name: 'With an impostor',
      members: [dave.account],
    })
    expect(made).toMatchObject({ ok: false })
    await isWarned(alice, 'foreign_device')
    alice.line.lie = {}
    await goesOn(withDave, alice, dave)
    await goesOn(await alice.group('Without', [dave]), alice, dave)
  })

  it('[A-14] a changed account key never replaces the one that was seen', async () => {
    const erin = await harness.newPerson('erin')
    const withErin = await befriend(alice, erin)
    const claimed = await new Impostor(erin.account).claimed()
    alice.line.lie = onAnswer<Claimed>(/\/claim$/, ({ devices }) => ({
      devices: [...devices.filter((one) => one.account !== 'erin'), claimed],
    }))
    const made = await alice.engine.call('createGroup', { name: 'Never', members: [erin.account] })
    expect(made).toMatchObject({ ok: false })
    await isWarned(alice, 'key_changed')
    await alice.queue(withErin, 'waits for a decision')
    alice.line.lie = {}
    await alice.restart()
    expect((await alice.messages(withErin)).at(-1)).toMatchObject({ state: 'pending' })
    expect(await erin.texts(withErin)).not.toContain('waits for a decision')
    const { offered } = must(await alice.engine.call('key', { account: erin.account }))
    must(await alice.engine.call('rejectKey', { account: erin.account, number: offered ?? '' }))
    await erin.sees(withErin, 'waits for a decision')
    await goesOn(withErin, alice, erin)
  })

  it('[C-3] a foreign device on the roster is reported', async () => {
    const impostor = new Impostor(bob.account)
    alice.line.lie = {
      ...onAnswer<Info>(new RegExp(`/conversations/${talk}$`), (json) => ({
        ...json,
        members: json.members.map((one) =>
          one.account === 'bob' ? { ...one, devices: [...one.devices, impostor.device] } : one,
        ),
      })),
      ...noticeOf(bob),
    }
    await alice.send(talk, 'looking')
    await isWarned(alice, 'roster_differs')
    alice.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[C-3] a member’s device that is left off the roster is reported as well', async () => {
    alice.line.lie = {
      ...onAnswer<Info>(new RegExp(`/conversations/${talk}$`), (json) => ({
        ...json,
        members: json.members.map((one) => (one.account === 'bob' ? { ...one, devices: [] } : one)),
      })),
      ...noticeOf(bob),
    }
    await alice.send(talk, 'looking again')
    await isWarned(alice, 'roster_differs')
    alice.line.lie = {}
    await goesOn(talk, alice, bob)
  })
})

/** With the next frame the server says that somebody's devices have changed. */
function noticeOf(person: Person): Lie {
  let told = false
  return {
    frame: (frame) => {
      if (told) return [frame]
      told = true
      return [frame, { kind: 'notice', notice: 'devices', subject: person.account }]
    },
  }
}

type Someone = { readonly account: string; readonly devices: number }

async function details(person: Person, conversation: ConversationId): Promise<readonly Someone[]> {
  const snapshot = await person.look('conversation', { conversation })
  return snapshot?.people ?? []
}

async function conversationsOf(person: Person): Promise<readonly ConversationId[]> {
  const list = await person.look('conversations', undefined)
  return list.map((one) => one.conversation)
}
