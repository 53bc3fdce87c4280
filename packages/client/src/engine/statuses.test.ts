import type { ProfileSnapshot } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const day = 86_400_000

describe('how somebody is just now', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  async function friends(one: string, other: string): Promise<[Person, Person]> {
    const people: [Person, Person] = [await harness.newPerson(one), await harness.newPerson(other)]
    await befriend(...people)
    return people
  }

  it('[ST-1] [ST-3] is seen by those one talks to and on all own devices, and ends by itself', async () => {
    const [alice, bob] = await friends('alice', 'bob')
    const phone = await harness.anotherDevice(alice)
    const end = Date.now() + day
    const status = { kind: 'busy', emoji: '🎧', text: 'Deep work', until: end } as const
    must(await alice.engine.call('setStatus', status))
    for (const one of [alice, phone, bob]) await shows(one, alice, { status })
    phone.jump(2 * day)
    await until(async () => (await seen(phone, alice)).status === undefined, 'it ended on the phone')
    must(await phone.engine.call('setStatus', { kind: 'away' }))
    await shows(bob, alice, { status: { kind: 'away', emoji: '', text: '' } })
    must(await alice.engine.call('setStatus', { kind: 'none' }))
    await until(async () => (await seen(bob, alice)).status === undefined, 'gone')
    expect([alice, phone, bob].flatMap((one) => one.warnings())).toEqual([])
  })

  it('[ST-1] leaves the profile as it is, and is left as it is by it', async () => {
    const [carol, dan] = await friends('carol', 'dan')
    must(await carol.engine.call('setStatus', { kind: 'busy', text: 'On a train' }))
    must(await carol.engine.call('setProfile', { name: 'Carol C' }))
    must(await carol.engine.call('setStatus', { kind: 'busy', text: 'In a tunnel' }))
    await shows(dan, carol, { name: 'Carol C', status: { kind: 'busy', text: 'In a tunnel' } })
  })

  it('[ST-4] who is invisible is seen by nobody, whatever they do, on whichever device, until they want to be', async () => {
    const [erika, felix] = await friends('erika', 'felix')
    const talk = await felix.direct(erika)
    const presence = async () => {
      const details = await felix.look('conversation', { conversation: talk })
      return details?.people.find(({ account }) => account === erika.account)?.presence
    }
    const told: unknown[] = []
    const stop = felix.engine.watch('conversation', { conversation: talk }, (details) =>
      told.push(details?.people.find(({ account }) => account === erika.account)?.presence),
    )
    await until(async () => (await presence()) === 'online', 'online')
    must(await erika.engine.call('setStatus', { kind: 'hidden' }))
    await until(async () => (await presence()) === 'offline', 'offline')
    const before = told.length
    await shows(erika, erika, { hiddenUntil: 'always' })
    const phone = await harness.anotherDevice(erika)
    await erika.restart()
    must(await erika.engine.call('setActive', { active: true }))
    await erika.send(talk, 'I am here all the same')
    await felix.sees(talk, 'I am here all the same')
    expect(told.slice(before)).not.toContain('online')
    expect(told.slice(before)).not.toContain('away')
    must(await phone.engine.call('setStatus', { kind: 'none' }))
    await until(async () => (await presence()) === 'online', 'online again')
    stop()
  })

  it('[ST-3] do not disturb makes what comes quiet on every own device, and only as long as it lasts', async () => {
    const [ilse, jakob] = await friends('ilse', 'jakob')
    const phone = await harness.anotherDevice(ilse)
    const talk = await jakob.direct(ilse)
    await isLetIn(phone, talk)
    must(await ilse.engine.call('setStatus', { kind: 'busy' }))
    await shows(phone, ilse, { status: { kind: 'busy' } })
    await jakob.send(talk, 'psst')
    for (const one of [ilse, phone]) await until(() => quietOf(one, 'psst') === true, 'quiet')
    must(await phone.engine.call('setStatus', { kind: 'none' }))
    await until(async () => (await seen(ilse, ilse)).status === undefined, 'over')
    await jakob.send(talk, 'hello')
    for (const one of [ilse, phone]) await until(() => quietOf(one, 'hello') === false, 'told')
  })

  it('[ST-1] what is no status is refused', async () => {
    const [greta] = await friends('greta', 'hans')
    const set = (given: object) => greta.engine.call('setStatus', { kind: 'busy', ...given })
    expect(await set({ text: 'x'.repeat(81) })).toMatchObject({ error: { code: 'bad_profile' } })
    expect(await set({ text: 'a\u202eb' })).toMatchObject({ error: { code: 'bad_profile' } })
    expect(await set({ emoji: 'text' })).toMatchObject({ error: { code: 'bad_profile' } })
    expect(await set({ until: 1 })).toMatchObject({ error: { code: 'bad_time' } })
  })
})

/** Only what the log brings is told. */
const isLetIn = (on: Person, talk: ConversationId) =>
  until(
    () => on.events.some((event) => event.type === 'conversation' && event.conversation === talk),
    'let in',
  )

/** Undefined until it has come. */
function quietOf(on: Person, text: string): boolean | undefined {
  const found = on.events.find((event) => event.type === 'message' && event.message.text === text)
  return found?.type === 'message' ? found.quiet : undefined
}

function none(): never {
  throw new Error('no conversation')
}

async function seen(on: Person, of: Person): Promise<ProfileSnapshot> {
  return (await on.look('person', { account: of.account })) ?? none()
}

async function shows(on: Person, of: Person, wanted: object): Promise<void> {
  const find = async () => {
    try {
      expect(await seen(on, of)).toMatchObject(wanted)
      return true
    } catch {
      return undefined
    }
  }
  await until(find, `${on.account} sees ${JSON.stringify(wanted)} of ${of.account}`)
}
