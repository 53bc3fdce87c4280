import type { Settings } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('what a person is told of what comes', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let team: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    await befriend(alice, bob)
    team = await alice.group('Team', [bob])
    phone = await harness.anotherDevice(alice)
    const isTeam = (conversation: ConversationId) => conversation === team
    // only what the log brings is told
    await until(
      () => phone.events.some((event) => event.type === 'conversation' && isTeam(event.conversation)),
      'let in',
    )
    await bob.send(team, 'hello team')
    for (const one of [alice, phone]) await one.sees(team, 'hello team')
  })
  afterAll(() => harness.close())

  /** Whether something is to be made of what bob writes, on each of her devices. */
  async function isQuiet(text: string, inReplyTo?: Awaited<ReturnType<Person['send']>>): Promise<boolean[]> {
    const reply = inReplyTo === undefined ? {} : { inReplyTo }
    must(await bob.engine.call('send', { conversation: team, text, until: 'sent', ...reply }))
    return Promise.all(
      [alice, phone].map((one) =>
        until(
          () =>
            one.events.flatMap((event) =>
              event.type === 'message' && event.message.text === text ? [[event.quiet]] : [],
            )[0],
          text,
        ).then(([quiet = false]) => quiet),
      ),
    )
  }

  async function chosen(settings: Settings): Promise<void> {
    must(await alice.engine.call('choose', settings))
    await until(async () => {
      const known = await phone.look('settings', undefined)
      return Object.entries(settings).every(([name, value]) => {
        return JSON.stringify(known[name as keyof Settings]) === JSON.stringify(value)
      })
    }, 'on the phone')
  }

  async function level(of: 'everything' | 'mentions' | 'nothing'): Promise<void> {
    must(await phone.engine.call('setLevel', { conversation: team, level: of }))
    await until(async () => {
      const list = await alice.look('conversations', undefined)
      return list.find((one) => one.conversation === team)?.level === of
    }, of)
  }

  it('[SY-10] everything, what is meant for them, or nothing, on all devices', async () => {
    expect(await isQuiet('one')).toEqual([false, false])
    await level('mentions')
    expect(await isQuiet('two')).toEqual([true, true])
    expect(await isQuiet('three, @alice?')).toEqual([false, false])
    const mine = await alice.send(team, 'what do you think?')
    await bob.sees(team, 'what do you think?')
    expect(await isQuiet('four', mine)).toEqual([false, false])
    await level('nothing')
    expect(await isQuiet('@alice, five')).toEqual([true, true])
    await level('everything')
    expect(await isQuiet('six')).toEqual([false, false])
  })

  it('[SY-10] after a mute for a time the conversation is told of as before', async () => {
    await level('mentions')
    must(await alice.engine.call('mute', { conversation: team, until: Date.now() + 3_600_000 }))
    const row = async () =>
      (await phone.look('conversations', undefined)).find((one) => one.conversation === team)
    await until(async () => (await row())?.level === 'nothing', 'muted')
    must(await alice.engine.call('unmute', { conversation: team }))
    await until(async () => (await row())?.level === 'mentions', 'as before')
    await level('everything')
  })

  it('[SY-14] nothing in quiet hours, and nothing while they are not to be disturbed', async () => {
    const now = new Date()
    const minute = now.getHours() * 60 + now.getMinutes()
    const around = { from: (minute + 1380) % 1440, to: (minute + 60) % 1440 }
    await chosen({ quietHours: around })
    expect(await isQuiet('@alice, late')).toEqual([true, true])
    await chosen({ quietHours: 'off', quietUntil: 'always' })
    expect(await isQuiet('@alice, later')).toEqual([true, true])
    await chosen({ quietUntil: 'off' })
    expect(await isQuiet('in the morning')).toEqual([false, false])
  })

  it('[SY-13] what a notification shows follows the account, and no time is taken that has passed', async () => {
    await chosen({ noticeContents: 'name', noticeSound: 'off' })
    for (const bad of [
      { quietUntil: Date.now() - 1 },
      { quietUntil: Number.NaN },
      { quietHours: { from: 60, to: 60 } },
      { quietHours: { from: -1, to: 60 } },
      { quietHours: { from: 0.5, to: 1440 } },
    ]) {
      expect(await alice.engine.call('choose', bad)).toMatchObject({ error: { code: 'bad_time' } })
    }
  })

  it('[SY-10] nothing of a request, whatever it says, nor of what the account wrote itself', async () => {
    const stranger = await harness.newPerson('stranger')
    const talk = await stranger.direct(alice)
    await stranger.send(talk, '@alice, buy this')
    await alice.sees(talk, '@alice, buy this')
    const said = (text: string, on: Person) =>
      on.events.find((event) => event.type === 'message' && event.message.text === text)
    expect(said('@alice, buy this', alice)).toMatchObject({ quiet: true })
    await alice.send(team, 'from my desk')
    await phone.sees(team, 'from my desk')
    expect(said('from my desk', phone)).toMatchObject({ quiet: true })
  })
})
