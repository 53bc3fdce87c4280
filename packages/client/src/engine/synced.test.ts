import type { ConversationDetails, ConversationSummary, KeySnapshot, Topics } from '@sotto/client'
import {
  befriend,
  type Harness,
  Impostor,
  must,
  type Person,
  startHarness,
  until,
} from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('what follows the account between its devices', () => {
  let harness: Harness
  let bob: Person
  let carla: Person
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
    carla = await harness.newPerson('carla')
  })
  afterAll(() => harness.close())

  /** An account with a conversation with bob, on so many devices that all know it. */
  async function devicesOf(name: string, count: number): Promise<{ all: Person[]; talk: ConversationId }> {
    const first = await harness.newPerson(name)
    const talk = await befriend(first, bob)
    const all = [first]
    while (all.length < count) all.push(await harness.anotherDevice(first))
    for (const one of all) await one.sees(talk, 'I am bob')
    return { all, talk }
  }

  async function draft(on: Person, talk: ConversationId, text: string): Promise<void> {
    must(await on.engine.call('saveDraft', { conversation: talk, text }))
  }

  it('[SY-8] a draft written on one device is on the others a moment later, and goes with the message', async () => {
    const { all, talk } = await devicesOf('alice', 3)
    const [desk, phone, tablet] = three(all)
    await draft(desk, talk, 'Dear bo')
    await draft(desk, talk, 'Dear bob')
    for (const one of [phone, tablet]) await has(one, talk, { draft: 'Dear bob' })
    await draft(phone, talk, 'Dear bob, ')
    for (const one of [desk, tablet]) await has(one, talk, { draft: 'Dear bob, ' })
    await tablet.send(talk, 'Dear bob, how are you?')
    for (const one of all) await has(one, talk, { draft: '' })
    expect(all.flatMap((one) => one.warnings())).toEqual([])
  })

  it('[SY-8] a draft leaves at once when the person leaves off', async () => {
    const { all, talk } = await devicesOf('anna', 2)
    const [desk, phone] = two(all)
    must(await desk.engine.call('saveDraft', { conversation: talk, text: 'on my way out', settled: true }))
    expect(untold(desk)).toEqual([])
    await has(phone, talk, { draft: 'on my way out' })
  })

  it('[SY-9] of two drafts written at once the later stands, and the other is kept beside it until somebody says', async () => {
    const { all, talk } = await devicesOf('carol', 3)
    const [desk, phone, tablet] = three(all)
    await draft(desk, talk, 'Shall we')
    await has(phone, talk, { draft: 'Shall we' })
    phone.goOffline()
    await draft(phone, talk, 'Shall we meet?')
    await draft(desk, talk, 'Shall we talk by phone?')
    await has(tablet, talk, { draft: 'Shall we talk by phone?' })
    await phone.goOnline()
    for (const one of all) {
      await hasDetails(one, talk, { draft: 'Shall we talk by phone?', otherDraft: 'Shall we meet?' })
    }
    must(await tablet.engine.call('dropOtherDraft', { conversation: talk }))
    for (const one of all)
      await until(async () => (await details(one, talk)).otherDraft === undefined, 'gone')
    await has(phone, talk, { draft: 'Shall we talk by phone?' })
  })

  it('[SY-9] what was being written elsewhere stays when the message is sent here', async () => {
    const { all, talk } = await devicesOf('dora', 2)
    const [desk, phone] = two(all)
    await draft(desk, talk, 'One')
    await has(phone, talk, { draft: 'One' })
    phone.goOffline()
    await draft(phone, talk, 'One, and a half')
    await desk.send(talk, 'One.')
    await has(desk, talk, { draft: '' })
    await phone.goOnline()
    await has(desk, talk, { draft: 'One, and a half' })
    expect((await details(desk, talk)).otherDraft).toBeUndefined()
  })

  it('[SY-10] pins, mutes and settings are the same everywhere, and pinned conversations come first', async () => {
    const { all, talk } = await devicesOf('erin', 2)
    const [desk, phone] = two(all)
    const group = await desk.group('Plans', [bob])
    await until(async () => (await list(phone)).length === 2, 'both')
    must(await desk.engine.call('pin', { conversation: talk }))
    await until(async () => (await list(phone))[0]?.conversation === talk, 'pinned first')
    await desk.send(group, 'newer')
    await phone.sees(group, 'newer')
    expect((await list(phone)).map((one) => one.conversation)).toEqual([talk, group])
    must(await phone.engine.call('mute', { conversation: group, until: 'always' }))
    await has(desk, group, { mutedUntil: 'always' })
    must(await phone.engine.call('choose', { theme: 'dark' }))
    await until(async () => (await seen(desk, 'settings', undefined)).theme === 'dark', 'dark')
    must(await desk.engine.call('unpin', { conversation: talk }))
    must(await desk.engine.call('unmute', { conversation: group }))
    await until(async () => (await list(phone))[0]?.conversation === group, 'the newest first')
    await until(async () => (await summary(phone, group))?.mutedUntil === undefined, 'heard again')
  })

  it('[SY-10] a mute for a time ends by itself, and none is taken that has ended', async () => {
    const { all, talk } = await devicesOf('frank', 1)
    const [desk = bob] = all
    const past = { conversation: talk, until: Date.now() - 1 }
    expect(await desk.engine.call('mute', past)).toMatchObject({ error: { code: 'bad_time' } })
    must(await desk.engine.call('mute', { conversation: talk, until: Date.now() + 3_600_000 }))
    await has(desk, talk, { mutedUntil: expect.any(Number) })
    const ended = new Promise<void>((resolve) => {
      const stop = desk.engine.watch('conversations', undefined, (all) => {
        if (all[0]?.mutedUntil !== undefined) return
        queueMicrotask(() => stop())
        resolve()
      })
    })
    desk.jump(3_400_000)
    // looks at what there is to wait for
    must(await desk.engine.call('pin', { conversation: talk }))
    await ended
  })

  it('[SY-10] no more than a hundred conversations are pinned, and none that is not there', async () => {
    const { all, talk } = await devicesOf('gina', 1)
    const [desk = bob] = all
    for (let at = 0; at < 100; at++) {
      desk.disk.look(
        'sotto',
        `INSERT INTO synced VALUES (1, 'pin', 'c_${String(at).padStart(22, 'A')}', 1, 1, 0, 2)`,
      )
    }
    expect(await desk.engine.call('pin', { conversation: talk })).toMatchObject({
      error: { code: 'too_many_pins' },
    })
    const nowhere = `c_${'A'.repeat(22)}` as ConversationId
    expect(await desk.engine.call('pin', { conversation: nowhere })).toMatchObject({
      error: { code: 'unknown_conversation' },
    })
  })

  it('[SY-5] what several devices changed while they were away is all there when they are back', async () => {
    const { all, talk } = await devicesOf('heidi', 3)
    const [desk, phone, tablet] = three(all)
    const group = await desk.group('Plans', [bob])
    await until(async () => (await list(phone)).length === 2 && (await list(tablet)).length === 2, 'both')
    for (const one of [desk, phone, tablet]) one.goOffline()
    must(await desk.engine.call('pin', { conversation: group }))
    must(await phone.engine.call('mute', { conversation: talk, until: 'always' }))
    await draft(tablet, group, 'offline thoughts')
    await desk.restart()
    await Promise.all([desk, phone, tablet].map((one) => one.goOnline()))
    for (const one of all) {
      await has(one, group, { pinnedAt: expect.any(Number), draft: 'offline thoughts' })
      await has(one, talk, { mutedUntil: 'always' })
    }
    expect(all.flatMap((one) => one.warnings())).toEqual([])
  })

  it('[SY-5] two devices that write at the same moment, and die while they do, lose nothing', async () => {
    const { all, talk } = await devicesOf('ivan', 2)
    const [desk, phone] = two(all)
    for (let round = 0; round < 4; round++) {
      for (const one of all) {
        one.crash()
        await one.start({ at: 2 + round, when: round % 2 === 0 ? 'before' : 'after' })
      }
      await Promise.allSettled([
        desk.engine.call('choose', { theme: round % 2 === 0 ? 'dark' : 'light' }),
        phone.engine.call('mute', { conversation: talk, until: 'always' }),
      ])
      for (const one of all) await one.restart()
      must(await desk.engine.call('saveDraft', { conversation: talk, text: `round ${round}`, settled: true }))
      await has(phone, talk, { draft: `round ${round}` })
    }
    must(await phone.engine.call('mute', { conversation: talk, until: 'always' }))
    must(await desk.engine.call('choose', { theme: 'light' }))
    await has(desk, talk, { mutedUntil: 'always' })
    await until(async () => (await seen(phone, 'settings', undefined)).theme === 'light', 'light')
    for (const one of all) expect(untold(one)).toEqual([])
  })

  it('[SY-6] a new device has all of it, also while the others are away', async () => {
    const { all, talk } = await devicesOf('judy', 1)
    const [desk = bob] = all
    must(await desk.engine.call('pin', { conversation: talk }))
    must(await desk.engine.call('mute', { conversation: talk, until: 'always' }))
    must(await desk.engine.call('choose', { theme: 'dark' }))
    must(await desk.engine.call('saveDraft', { conversation: talk, text: 'to be continued', settled: true }))
    desk.goOffline()
    const fresh = await harness.anotherDevice(desk)
    await has(fresh, talk, {
      ...{ pinnedAt: expect.any(Number), mutedUntil: 'always', draft: 'to be continued' },
    })
    await until(async () => (await seen(fresh, 'settings', undefined)).theme === 'dark', 'dark')
    expect(fresh.warnings()).toEqual([])
    await desk.goOnline()
  })

  it('[SY-3] who changes what they have seen has the last word, also with a clock that is behind', async () => {
    const { all, talk } = await devicesOf('lena', 2)
    const [desk, phone] = two(all)
    desk.jump(30 * 86_400_000)
    must(await desk.engine.call('mute', { conversation: talk, until: 'always' }))
    await draft(desk, talk, 'from the future')
    await has(phone, talk, { mutedUntil: 'always', draft: 'from the future' })
    must(await phone.engine.call('unmute', { conversation: talk }))
    await draft(phone, talk, 'from today')
    await has(desk, talk, { draft: 'from today' })
    expect((await summary(desk, talk))?.mutedUntil).toBeUndefined()
    expect((await details(desk, talk)).otherDraft).toBeUndefined()
  })

  it('[SY-13] the app lock stays on its device', async () => {
    const { all } = await devicesOf('mona', 2)
    const [desk, phone] = two(all)
    must(await desk.engine.call('setLock', { passphrase: 'a quiet heron', afterMinutes: 5 }))
    must(await desk.engine.call('choose', { theme: 'dark' }))
    await until(async () => (await seen(phone, 'settings', undefined)).theme === 'dark', 'dark')
    expect(await seen(phone, 'lock', undefined)).toMatchObject({
      on: false,
      afterMinutes: 0,
      passphrase: false,
    })
  })

  it('[SY-7] a draft too long for a message stays where it is, and the rest goes on', async () => {
    const { all, talk } = await devicesOf('kim', 2)
    const [desk, phone] = two(all)
    await draft(desk, talk, 'x'.repeat(40_000))
    must(await desk.engine.call('pin', { conversation: talk }))
    await has(phone, talk, { pinnedAt: expect.any(Number), draft: '' })
    await has(desk, talk, { draft: 'x'.repeat(40_000) })
    await draft(desk, talk, 'short again')
    await has(phone, talk, { draft: 'short again' })
  })

  it('[SY-8] a conversation that is deleted takes its draft along', async () => {
    const [desk, phone] = two((await devicesOf('leo', 2)).all)
    const stranger = await harness.newPerson('stranger')
    const talk = await stranger.direct(desk)
    await stranger.send(talk, 'buy this')
    for (const one of [desk, phone]) await one.sees(talk, 'buy this')
    must(await desk.engine.call('saveDraft', { conversation: talk, text: 'go away', settled: true }))
    await has(phone, talk, { draft: 'go away' })
    must(await desk.engine.call('deleteRequest', { conversation: talk }))
    await until(
      () => phone.disk.look('sotto', `SELECT 1 FROM synced WHERE value = 'go away'`).length === 0,
      'gone',
    )
  })

  describe('people', () => {
    it('[SY-11] a safety number compared on one device is compared on all, those that come later too', async () => {
      const { all } = await devicesOf('mia', 2)
      const [desk, phone] = two(all)
      const { number } = await keyOf(desk, bob)
      must(await desk.engine.call('verifyKey', { account: bob.account, number }))
      await until(async () => (await keyOf(phone, bob)).verifiedAt !== undefined, 'on the phone')
      desk.goOffline()
      const fresh = await harness.anotherDevice(phone)
      await until(async () => (await keyOf(fresh, bob)).verifiedAt !== undefined, 'on a new device')
      must(await fresh.engine.call('unverifyKey', { account: bob.account }))
      await until(async () => (await keyOf(phone, bob)).verifiedAt === undefined, 'taken back')
      await desk.goOnline()
      await until(async () => (await keyOf(desk, bob)).verifiedAt === undefined, 'taken back everywhere')
    })

    it('[SY-11] a mark from another device leaves alone what waits for the person here', async () => {
      const { all, talk } = await devicesOf('nora', 2)
      const [desk, phone] = two(all)
      phone.crash()
      phone.disk.look('sotto', 'UPDATE conversations SET attention = 1')
      await phone.start()
      const { number } = await keyOf(desk, bob)
      must(await desk.engine.call('verifyKey', { account: bob.account, number }))
      must(await desk.engine.call('choose', { theme: 'dark' }))
      await until(async () => (await keyOf(phone, bob)).verifiedAt !== undefined, 'on the phone')
      await until(async () => (await seen(phone, 'settings', undefined)).theme === 'dark', 'dark')
      expect((await summary(phone, talk))?.attention).toBe(true)
    })

    it('[SY-12] a key that one device is shown stops all, takes the mark away, and is decided once', async () => {
      const { all, talk } = await devicesOf('nina', 2)
      const [desk, phone] = two(all)
      const { number } = await keyOf(desk, bob)
      must(await desk.engine.call('verifyKey', { account: bob.account, number }))
      await until(async () => (await keyOf(phone, bob)).verifiedAt !== undefined, 'on the phone')
      const ground = await desk.group('Ground', [carla])
      const offered = await offerAnotherKey(desk, bob, ground)
      await until(async () => (await keyOf(phone, bob)).offered === offered, 'shown on the phone')
      expect((await keyOf(phone, bob)).verifiedAt).toBeUndefined()
      expect((await summary(phone, talk))?.verified).toBe(false)
      must(await phone.engine.call('rejectKey', { account: bob.account, number: offered }))
      await until(async () => (await keyOf(desk, bob)).declined === offered, 'declined on the desk')
      expect(await keyOf(desk, bob)).toMatchObject({ number, verifiedAt: expect.any(Number) })
      await desk.send(talk, 'still here')
      await bob.sees(talk, 'still here')
      must(await desk.engine.call('acceptKey', { account: bob.account, number: offered }))
      await until(async () => (await keyOf(phone, bob)).number === offered, 'accepted on the phone')
      expect((await keyOf(phone, bob)).verifiedAt).toBeUndefined()
    })

    it('[SY-12] a key that a server makes up for a new device is seen to be another', async () => {
      const { all } = await devicesOf('olga', 1)
      const [desk = bob] = all
      const { number } = await keyOf(desk, carla)
      await until(() => untold(desk).length === 0, 'told')
      desk.goOffline()
      const fresh = await harness.newDevice()
      fresh.line.lie = withholding
      await fresh.signIn(desk.account)
      await keyOf(fresh, carla)
      fresh.crash()
      // as a device that was lied to when it looked her up for the first time
      fresh.disk.look('sotto', `UPDATE people SET account_key = randomblob(32) WHERE account = 'carla'`)
      fresh.disk.look('sotto', `DELETE FROM synced WHERE name = 'carla'`)
      await fresh.start()
      await until(async () => matches(await keyOf(fresh, carla), { number }), 'the one that is known')
      expect((await keyOf(fresh, carla)).offered).toBeDefined()
      expect(fresh.warnings()).toContain('key_changed')
      await desk.goOnline()
      await until(async () => (await keyOf(desk, carla)).offered !== undefined, 'named on the other, too')
      expect(await keyOf(desk, carla)).toMatchObject({ number })
    })
  })
})

/** A server that gives nothing of what follows the account. */
const withholding: Person['line']['lie'] = {
  answer: (request, response) =>
    request.url.endsWith('/v1/records/read') && response.kind === 'answer'
      ? { kind: 'unreachable' }
      : response,
}

/** The server gives somebody else out for a person; answers with the safety number that waits for a decision. */
async function offerAnotherKey(to: Person, of: Person, ground: ConversationId): Promise<string> {
  const claimed = await new Impostor(of.account).claimed()
  const before = to.line.lie
  to.line.lie = {
    ...before,
    answer: (request, response) =>
      request.url.endsWith('/claim') && response.kind === 'answer'
        ? { ...response, json: { devices: [claimed] } }
        : (before.answer?.(request, response) ?? response),
  }
  await to.engine.call('addMembers', { conversation: ground, members: [of.account] })
  to.line.lie = before
  return (await keyOf(to, of)).offered ?? ''
}

const keyOf = async (by: Person, of: Person): Promise<KeySnapshot> =>
  must(await by.engine.call('key', { account: of.account }))

/** Resolves when the conversation looks so on this device. */
async function has(on: Person, talk: ConversationId, wanted: Partial<ConversationSummary>): Promise<void> {
  await until(async () => matches(await summary(on, talk), wanted), `${JSON.stringify(wanted)} on a device`)
}

async function hasDetails(
  on: Person,
  talk: ConversationId,
  wanted: Partial<ConversationDetails>,
): Promise<void> {
  await until(async () => matches(await details(on, talk), wanted), `${JSON.stringify(wanted)} on a device`)
}

function matches(found: object | undefined, wanted: object): boolean {
  try {
    expect(found).toMatchObject(wanted)
    return true
  } catch {
    return false
  }
}

function seen<T extends keyof Topics>(
  by: Person,
  topic: T,
  params: Topics[T]['params'],
): Promise<Topics[T]['snapshot']> {
  return by.look(topic, params)
}

const list = (of: Person) => seen(of, 'conversations', undefined)
const summary = async (of: Person, talk: ConversationId) =>
  (await list(of)).find((one) => one.conversation === talk)

async function details(of: Person, conversation: ConversationId): Promise<Partial<ConversationDetails>> {
  return (await seen(of, 'conversation', { conversation })) ?? {}
}

/** What this device has not told the server. */
function untold(person: Person): readonly unknown[] {
  return person.disk.look(
    'sotto',
    'SELECT kind, name FROM synced WHERE told < 2 UNION SELECT account, account FROM people WHERE synced = 0',
  )
}

function two(all: readonly Person[]): [Person, Person] {
  const [one, other] = all
  if (one === undefined || other === undefined) throw new Error('too few devices')
  return [one, other]
}

function three(all: readonly Person[]): [Person, Person, Person] {
  const third = all[2]
  if (third === undefined) throw new Error('too few devices')
  return [...two(all), third]
}
