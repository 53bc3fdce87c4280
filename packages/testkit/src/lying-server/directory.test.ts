import type { ConversationId } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { Impostor } from './impostor.ts'
import { goesOn, isWarned, onAnswer, startAgain } from './lies.ts'

type Listed = { accountKey: string; devices: { device: string; credential: string }[] }
type Claimed = { devices: { account: string; device: string; accountKey: string; keyPackage: string }[] }
type Info = { members: { account: string; devices: string[]; state: string }[] }

describe('a server that lies about people', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    talk = await befriend(alice, bob)
  })
  afterEach(() => {
    for (const person of [alice, bob]) {
      person.line.lie = {}
      person.events.length = 0
    }
  })
  afterAll(() => harness.close())

  const devicesIn = async (person: Person, conversation: ConversationId) =>
    (await details(person, conversation)).map((one) => `${one.account} ${one.devices}`).sort()

  it('[M-7] slipping a device of its own making into the directory does not get it added', async () => {
    const impostor = new Impostor(bob.account)
    alice.line.lie = onAnswer<Listed>(/\/people\/bob$/, (json) => ({
      ...json,
      devices: [...json.devices, { device: impostor.device, credential: impostor.credential }],
    }))
    await startAgain(alice)
    await isWarned(alice, 'foreign_device')
    expect(await devicesIn(alice, talk)).toEqual(['alice 1', 'bob 1'])
    alice.line.lie = {}
    await goesOn(talk, alice, bob)
  })

  it('[C-11] leaving a device out of the directory does not put its account out', async () => {
    const group = await alice.group('Whole', [bob])
    await alice.send(group, 'begun')
    await bob.sees(group, 'begun')
    let asked = false
    alice.line.lie = {
      ...onAnswer<Listed>(/\/people\/bob$/, (json) => {
        asked = true
        return { ...json, devices: [] }
      }),
      ...noticeOf(bob),
    }
    await alice.send(group, 'looking')
    await until(() => asked, 'the directory asked')
    await alice.send(group, 'still with bob')
    await bob.sees(group, 'still with bob')
    alice.line.lie = {}
    await goesOn(group, alice, bob)
    expect(await devicesIn(alice, group)).toEqual(['alice 1', 'bob 1'])
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
    must(await alice.engine.call('acceptKey', { account: erin.account }))
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

function details(person: Person, conversation: ConversationId): Promise<readonly Someone[]> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('conversation', { conversation }, (snapshot) => {
      queueMicrotask(() => stop())
      resolve(snapshot?.people ?? [])
    })
  })
}

function conversationsOf(person: Person): Promise<readonly ConversationId[]> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('conversations', undefined, (list) => {
      queueMicrotask(() => stop())
      resolve(list.map((one) => one.conversation))
    })
  })
}
