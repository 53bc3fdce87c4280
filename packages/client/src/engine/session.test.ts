import type { SessionSnapshot } from '@sotto/client'
import {
  befriend,
  type Harness,
  must,
  type Person,
  startHarness,
  testPassword,
  until,
} from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

function session(person: Person): Promise<SessionSnapshot> {
  return person.look('session', undefined)
}

async function devicesIn(person: Person, conversation: ConversationId): Promise<number> {
  const details = await person.look('conversation', { conversation })
  return (details?.people ?? []).reduce((sum, one) => sum + one.devices, 0)
}

describe('a session', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  it('begins with a sign-up, is there after a restart, and ends with a sign-out that leaves nothing', async () => {
    const alice = await harness.newDevice()
    expect(await session(alice)).toEqual({ state: 'signed-out' })
    const params = { server: harness.url, account: 'Alice', password: testPassword }
    const made = must(await alice.engine.call('signUp', params))
    expect(made).toMatchObject({
      account: 'alice',
      recoveryCode: expect.stringMatching(/^(\w{4}-){6}\w{4}$/),
    })
    expect(await alice.engine.call('signUp', params)).toMatchObject({ error: { code: 'already_signed_in' } })
    await alice.restart()
    expect(await session(alice)).toMatchObject({ state: 'signed-in', account: 'alice', device: made.device })
    must(await alice.engine.call('signOut'))
    expect(await session(alice)).toEqual({ state: 'signed-out', reason: 'signed-out' })
    await alice.restart()
    expect(await session(alice)).toEqual({ state: 'signed-out' })
    const again = must(await alice.engine.call('signIn', params))
    expect(again.account).toBe('alice')
    expect(again.device).not.toBe(made.device)
  })

  it('refuses what is no name, no password, or not the right one', async () => {
    const device = await harness.newDevice()
    const call = async (command: 'signUp' | 'signIn', account: string, password: string) => {
      const outcome = await device.engine.call(command, { server: harness.url, account, password })
      return outcome.ok ? 'ok' : outcome.error.code
    }
    expect(await call('signUp', 'no_good', testPassword)).toBe('bad_name')
    expect(await call('signUp', 'short', '1234567')).toBe('weak_password')
    expect(await call('signUp', 'alice', testPassword)).toBe('name_taken')
    expect(await call('signIn', 'alice', 'not the password')).toBe('wrong_password')
    expect(await call('signIn', 'nobody', testPassword)).toBe('wrong_password')
    expect(await device.engine.call('openDirect', { account: 'alice' as never })).toMatchObject({
      error: { code: 'not_signed_in' },
    })
  })

  it('says plainly that signing up and in need the server', async () => {
    const device = await harness.newDevice()
    device.goOffline()
    for (const command of ['signUp', 'signIn'] as const) {
      const params = { server: harness.url, account: 'zoe', password: testPassword }
      const outcome = await device.engine.call(command, params)
      expect(outcome).toMatchObject({ ok: false, error: { code: 'offline' } })
      expect(outcome.ok ? '' : outcome.error.message).toContain(`at ${harness.url}, and signing in needs it`)
    }
    expect(await session(device)).toEqual({ state: 'signed-out' })
  })

  it('stops while the store fails, and goes on by itself when it can be written again', async () => {
    const bob = await harness.newPerson('bob')
    const carol = await harness.newPerson('carol')
    const conversation = await befriend(bob, carol)
    carol.disk.failing = 'full'
    await bob.send(conversation, 'while the disk is full')
    await until(async () => (await session(carol)).state === 'store-failed', 'stopped')
    const refused = await carol.engine.call('send', { conversation, text: 'no room', until: 'queued' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'device_storage_full' } })
    carol.disk.failing = undefined
    await carol.sees(conversation, 'while the disk is full')
    await carol.send(conversation, 'there is room again')
    await bob.sees(conversation, 'there is room again')
    expect(await carol.texts(conversation)).not.toContain('no room')
  })

  it('[G-7] [S-5] that was ended signs out, and the same device comes back and reads what was sent meanwhile', async () => {
    const frank = await harness.newPerson('frank')
    const grace = await harness.newPerson('grace')
    const conversation = await befriend(frank, grace)
    const { device } = frank
    frank.line.lie = { frame: () => [{ kind: 'bye', code: 'session_revoked', message: 'Signed out.' }] }
    await grace.send(conversation, 'while frank is out')
    await until(async () => (await session(frank)).state === 'signed-out', 'signed out')
    const kept = { account: 'frank', server: harness.url }
    expect(await session(frank)).toEqual({ state: 'signed-out', reason: 'session-ended', kept })
    await frank.restart()
    expect(await session(frank)).toEqual({ state: 'signed-out', reason: 'session-ended', kept })
    const asGrace = { server: harness.url, account: 'grace', password: 'not the one of grace' }
    const unasked = await frank.engine.call('signIn', asGrace)
    expect(unasked).toMatchObject({ ok: false, error: { code: 'other_account' } })
    const agreed = await frank.engine.call('signIn', { ...asGrace, forget: true })
    expect(agreed).toMatchObject({ ok: false, error: { code: 'wrong_password' } })
    await frank.signIn('frank')
    expect(frank.device).toBe(device)
    await frank.sees(conversation, 'while frank is out')
    expect(await frank.texts(conversation)).toEqual(['I am frank', 'I am grace', 'while frank is out'])
    await frank.send(conversation, 'back again')
    await grace.sees(conversation, 'back again')
    await grace.send(conversation, 'welcome back')
    await frank.sees(conversation, 'welcome back')
    expect(must(await frank.engine.call('devices')).map((one) => one.device)).toEqual([device])
    expect([...frank.warnings(), ...grace.warnings()]).toEqual([])
  })

  it('[S-5] of a device that its account has signed out comes back as another device, with the history', async () => {
    const heidi = await harness.newPerson('heidi')
    const ivan = await harness.newPerson('ivan')
    const conversation = await befriend(heidi, ivan)
    const other = await harness.anotherDevice(heidi)
    const { device } = heidi
    must(await other.engine.call('signOutDevice', { device }))
    await until(async () => (await session(heidi)).state === 'signed-out', 'signed out')
    await heidi.signIn('heidi')
    expect(heidi.device).not.toBe(device)
    expect(await heidi.texts(conversation)).toEqual(['I am heidi', 'I am ivan'])
    await heidi.send(conversation, 'back as another')
    await ivan.sees(conversation, 'back as another')
    await ivan.send(conversation, 'to the new one')
    await heidi.sees(conversation, 'to the new one')
  })

  it('[S-5] [A-16] a server that lies about a device being gone costs a new one, and the old one is signed out', async () => {
    const judy = await harness.newPerson('judy')
    const karl = await harness.newPerson('karl')
    const conversation = await befriend(judy, karl)
    const { device } = judy
    judy.line.lie = { frame: () => [{ kind: 'bye', code: 'session_revoked', message: 'Signed out.' }] }
    await karl.send(conversation, 'heard by nobody')
    await until(async () => (await session(judy)).state === 'signed-out', 'signed out')
    let lies = 0
    judy.line.lie = {
      answer: (request, response) => {
        if (request.method !== 'POST' || !request.url.endsWith('/v1/devices') || lies++ > 0) return response
        const json = { type: 'about:blank', title: 'Gone', status: 403, code: 'forbidden' }
        return { kind: 'answer', status: 403, json }
      },
    }
    await judy.signIn('judy')
    expect(judy.device).not.toBe(device)
    const listed = async () => must(await judy.engine.call('devices')).map((one) => one.device)
    await until(async () => !(await listed()).includes(device), 'the old one is signed out')
    expect(await listed()).toEqual([judy.device])
    await judy.send(conversation, 'back as another')
    await karl.sees(conversation, 'back as another')
    await until(async () => (await devicesIn(karl, conversation)) === 2, 'one for the other')
    await karl.send(conversation, 'to the new one')
    await judy.sees(conversation, 'to the new one')
    expect(await judy.texts(conversation)).toContain('I am karl')
  })

  it('shows who is online to those who know each other', async () => {
    const dave = await harness.newPerson('dave')
    const erin = await harness.newPerson('erin')
    await befriend(dave, erin)
    const seen: string[] = []
    dave.engine.watch('people', { query: 'erin' }, ({ people }) => seen.push(people[0]?.presence ?? 'nobody'))
    await until(() => seen.at(-1) === 'online', 'online')
    erin.goOffline()
    await until(() => seen.at(-1) === 'offline', 'offline')
    await erin.goOnline()
    await until(() => seen.at(-1) === 'online', 'online again')
  })
})

it('[B-2] does the work that a server asks for before it answers, without anybody noticing', async () => {
  const defence = JSON.stringify({ accountsPerAddress: 1, addressesPerAccount: 1 })
  const harness = await startHarness({ env: { SOTTO_RATE_FACTOR: '1', SOTTO_DEFENCE: defence } })
  try {
    const alice = await harness.newPerson('alice')
    await harness.newPerson('bob')
    const asked = await fetch(`${harness.url}/metrics`).then((answer) => answer.text())
    expect(asked).toContain('sotto_http_refusals_total{code="work_required"} 1')
    expect((await harness.anotherDevice(alice)).account).toBe('alice')
  } finally {
    await harness.close()
  }
})
