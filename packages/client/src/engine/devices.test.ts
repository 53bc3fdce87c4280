import type { SessionSnapshot } from '@sotto/client'
import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('several devices of an account', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  it('are all let in, read everything from then on, and show own messages as own', async () => {
    const conversation = await alice.direct(bob)
    await alice.send(conversation, 'before the second device')
    await bob.sees(conversation, 'before the second device')
    const second = await harness.anotherDevice(alice)
    await until(async () => second.events.some((event) => event.type === 'conversation'), 'let in')
    await bob.send(conversation, 'to both')
    await second.sees(conversation, 'to both')
    await alice.sees(conversation, 'to both')
    await second.send(conversation, 'from the second')
    expect(await alice.sees(conversation, 'from the second')).toMatchObject({ mine: true, from: 'alice' })
    await bob.sees(conversation, 'from the second')
  })

  it('[S-3] [C-11] are put out when they sign out', async () => {
    const group = await bob.group('Devices', [alice])
    await bob.send(group, 'hello')
    const third = await harness.anotherDevice(alice)
    await until(async () => (await countOf(bob, group)) === 4, 'four devices')
    must(await third.engine.call('signOut'))
    await until(async () => (await countOf(bob, group)) === 3, 'three devices')
    await bob.send(group, 'still fine')
    await alice.sees(group, 'still fine')
    expect(bob.warnings()).not.toContain('device_omitted')
  })

  it('[S-3] are put out also when they sign out without a connection: as soon as there is one, or with the next start', async () => {
    for (const how of ['the page stays open', 'the next start'] as const) {
      const dora = await harness.newPerson(`dora-${how.replaceAll(' ', '-')}`)
      const group = await bob.group(how, [dora])
      await bob.send(group, 'hello')
      const away = await harness.anotherDevice(dora)
      await until(async () => (await countOf(bob, group)) === 3, 'three devices')
      away.goOffline()
      expect(must(await away.engine.call('signOut'))).toEqual({ told: false })
      expect(await sessionOf(away)).toEqual({ state: 'signed-out', reason: 'signed-out' })
      expect(away.disk.look('sotto', 'SELECT 1')).toEqual([])
      if (how === 'the next start') await away.restart()
      away.line.mend()
      await until(async () => (await countOf(bob, group)) === 2, 'put out')
      expect(await sessionOf(away)).toMatchObject({ state: 'signed-out' })
      const kept = () => away.disk.secrets.get('sotto-sign-outs')
      await until(async () => (await kept()) === undefined, 'nothing is kept for ever')
    }
  })

  it('[S-3] [C-11] are put out by another device of the account, and are told why, now or later', async () => {
    const erin = await harness.newPerson('erin')
    const group = await bob.group('Lost and found', [erin])
    await bob.send(group, 'hello')
    const [here, away] = [await harness.anotherDevice(erin), await harness.anotherDevice(erin)]
    await until(async () => (await countOf(bob, group)) === 4, 'four devices')
    away.goOffline()
    expect(
      must(await erin.engine.call('devices'))
        .map((one) => one.device)
        .sort(),
    ).toEqual([erin.device, here.device, away.device].sort())
    must(await erin.engine.call('signOutDevice', { device: here.device }))
    must(await erin.engine.call('signOutDevice', { device: away.device }))
    await until(async () => (await countOf(bob, group)) === 2, 'two devices')
    const kept = { account: 'erin', server: harness.url }
    const removed = { state: 'signed-out', reason: 'device-removed', kept }
    await until(async () => (await sessionOf(here)).state === 'signed-out', 'the one here signed out')
    expect(await sessionOf(here)).toEqual(removed)
    await away.goOnline()
    await until(async () => (await sessionOf(away)).state === 'signed-out', 'the one away signed out')
    await away.restart()
    expect(await sessionOf(away)).toEqual(removed)
    expect(must(await erin.engine.call('devices'))).toMatchObject([{ device: erin.device, current: true }])
    await bob.send(group, 'for erin alone')
    await erin.sees(group, 'for erin alone')
  })

  it('[C-11] stay members when the last one signs out, until another takes its place', async () => {
    const frank = await harness.newPerson('frank')
    const group = await bob.group('Between two devices', [frank])
    await bob.send(group, 'hello')
    await frank.sees(group, 'hello')
    must(await frank.engine.call('signOut'))
    await bob.send(group, 'frank is out')
    const back = await harness.newDevice()
    await back.signIn('frank')
    await until(() => back.events.some((event) => event.type === 'conversation'), 'let in')
    await bob.send(group, 'frank is back')
    await back.sees(group, 'frank is back')
    expect(await countOf(bob, group)).toBe(2)
  })

  it('[S-3] can’t sign out the device in use by the way for others, nor what is no device', async () => {
    for (const device of [bob.device, 'd_x' as never])
      expect(await bob.engine.call('signOutDevice', { device })).toMatchObject({
        error: { code: 'unknown_device' },
      })
  })

  it('[C-4] are let in also when they come between the question for an account’s devices and the change that adds it', async () => {
    const [gina, hugo] = [await harness.newPerson('gina'), await harness.newPerson('hugo')]
    const group = await bob.group('Late', [hugo])
    let isAsked = false
    bob.line.lie.instead = (frame) => {
      if (frame.kind !== 'commit') return undefined
      isAsked = true
      return [{ kind: 'refused', ref: frame.ref, code: 'unavailable', message: 'Not now.', retryAfter: 100 }]
    }
    const added = bob.engine.call('addMembers', { conversation: group, members: [gina.account] })
    await until(() => isAsked, 'the change is made')
    // nobody of the account itself is there to let it in
    gina.goOffline()
    const late = await harness.anotherDevice(gina)
    await until(() => isOnline(late), 'online')
    bob.line.lie = {}
    must(await added)
    await until(async () => (await countOf(bob, group)) === 4, 'all devices')
    await bob.send(group, 'for the late one, too')
    await late.sees(group, 'for the late one, too')
    await gina.goOnline()
  })

  it('are in a conversation that begins later', async () => {
    const carol = await harness.newPerson('carol')
    const carolToo = await harness.anotherDevice(carol)
    await until(() => isOnline(carolToo), 'online')
    const conversation = await alice.direct(carol)
    await alice.send(conversation, 'to all of carol')
    await carol.sees(conversation, 'to all of carol')
    await carolToo.sees(conversation, 'to all of carol')
  })
})

function sessionOf(person: Person): Promise<SessionSnapshot> {
  return person.look('session', undefined)
}

async function isOnline(person: Person): Promise<boolean> {
  const snapshot = await person.look('connection', undefined)
  return snapshot.state === 'online'
}

async function countOf(person: Person, conversation: Awaited<ReturnType<Person['direct']>>): Promise<number> {
  const details = await person.look('conversation', { conversation })
  return (details?.people ?? []).reduce((sum, one) => sum + one.devices, 0)
}
