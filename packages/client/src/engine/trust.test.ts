import type { KeySnapshot, PersonSnapshot } from '@sotto/client'
import { befriend, type Harness, Impostor, must, type Person, startHarness } from '@sotto/testkit/harness'
import { bytesToBase64url, type ConversationId, type Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

async function personSeen(by: Person, name: string): Promise<PersonSnapshot | undefined> {
  const { people } = await by.look('people', { query: name })
  return people.find((one) => one.account === name)
}

const keySeen = async (by: Person, of: Person) => must(await by.engine.call('key', { account: of.account }))

async function changedIn(by: Person, conversation: ConversationId): Promise<readonly KeySnapshot[]> {
  const details = await by.look('conversation', { conversation })
  return details?.changedKeys ?? []
}

/** The server gives somebody else out for a person, when they are to be added to a group. */
async function showKey(to: Person, of: Person, number: number): Promise<void> {
  const other = impostors.get(`${of.account} ${number}`) ?? new Impostor(of.account)
  impostors.set(`${of.account} ${number}`, other)
  const ground = grounds.get(to) ?? (await to.group('Ground', [bystander]))
  grounds.set(to, ground)
  const claimed = await other.claimed()
  to.line.lie = {
    answer: (request, response) =>
      request.url.endsWith('/claim') && response.kind === 'answer'
        ? { ...response, json: { devices: [claimed] } }
        : response,
  }
  const added = await to.engine.call('addMembers', { conversation: ground, members: [of.account] })
  expect(added).toMatchObject({ ok: false })
  to.line.lie = {}
}

function withOtherKey(told: Schemas['LookedUp']): Schemas['LookedUp'] {
  const accountKey = bytesToBase64url(new Uint8Array(32).fill(9))
  const accounts = told.accounts.map((one) =>
    one.state === undefined ? one : { ...one, state: { ...one.state, accountKey } },
  )
  return { ...told, accounts }
}
const grounds = new Map<Person, ConversationId>()
let bystander: Person
const impostors = new Map<string, Impostor>()

describe('trust', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
    bystander = await harness.newPerson('bystander')
  })
  afterAll(() => harness.close())

  it('[P-3] [KT-8] pins the key that is proven: another one is told, and sending waits for a decision', async () => {
    const alice = await harness.newPerson('alice')
    const bob = await harness.newPerson('bob')
    alice.line.lie = {
      answer: (request, response) =>
        request.url.endsWith('/lookup') && response.kind === 'answer'
          ? { ...response, json: withOtherKey(response.json as Schemas['LookedUp']) }
          : response,
    }
    const refused = await alice.engine.call('openDirect', { account: bob.account })
    expect(refused).toMatchObject({ error: { code: 'directory_unproven' } })
    alice.line.lie = {}
    const conversation = await alice.direct(bob)
    expect((await keySeen(alice, bob)).number).toBe((await keySeen(bob, alice)).number)
    await showKey(alice, bob, 1)
    await alice.queue(conversation, 'for bob alone')
    expect(alice.warnings()).toContain('key_changed')
    expect(await personSeen(alice, 'bob')).toMatchObject({ keyChanged: true })
    expect((await alice.messages(conversation))[0]?.state).toBe('pending')
    const { offered: number = '' } = await keySeen(alice, bob)
    must(await alice.engine.call('rejectKey', { account: bob.account, number }))
    await bob.sees(conversation, 'for bob alone')
    expect(await personSeen(alice, 'bob')).toMatchObject({ keyChanged: false })
  })

  it('[A-14] takes a decision only about the key that was looked at, not about a third one shown since', async () => {
    const heidi = await harness.newPerson('heidi')
    const ivan = await harness.newPerson('ivan')
    const conversation = await befriend(heidi, ivan)
    const known = await keySeen(heidi, ivan)
    await showKey(heidi, ivan, 1)
    const looked = (await keySeen(heidi, ivan)).offered ?? ''
    await showKey(heidi, ivan, 2)
    const third = (await keySeen(heidi, ivan)).offered
    expect(third).not.toBe(looked)
    for (const command of ['acceptKey', 'rejectKey'] as const)
      for (const number of [looked, known.number, ''])
        expect(await heidi.engine.call(command, { account: ivan.account, number })).toMatchObject({
          error: { code: 'key_outdated' },
        })
    await heidi.queue(conversation, 'waits')
    expect(await changedIn(heidi, conversation)).toEqual([{ ...known, offered: third }])
    expect((await heidi.messages(conversation)).at(-1)?.state).toBe('pending')
    const typed = (third ?? '').replaceAll(' ', '')
    must(await heidi.engine.call('rejectKey', { account: ivan.account, number: typed }))
    await ivan.sees(conversation, 'waits')
    must(await heidi.engine.call('rejectKey', { account: ivan.account, number: typed }))
  })

  it('[A-14] goes on with the key that was known when another is declined, is not asked again, and may think again', async () => {
    const judy = await harness.newPerson('judy')
    const kim = await harness.newPerson('kim')
    const conversation = await befriend(judy, kim)
    const known = await keySeen(judy, kim)
    await showKey(judy, kim, 1)
    const declined = (await keySeen(judy, kim)).offered ?? ''
    await judy.queue(conversation, 'for the kim I know')
    must(await judy.engine.call('rejectKey', { account: kim.account, number: declined }))
    await kim.sees(conversation, 'for the kim I know')
    judy.events.length = 0
    await showKey(judy, kim, 1)
    await judy.restart()
    expect(await keySeen(judy, kim)).toEqual({ ...known, declined })
    expect(judy.warnings()).not.toContain('key_changed')
    expect(await changedIn(judy, conversation)).toEqual([])
    await judy.send(conversation, 'still you')
    await kim.sees(conversation, 'still you')
    must(await judy.engine.call('acceptKey', { account: kim.account, number: declined }))
    const decided = await keySeen(judy, kim)
    expect(decided).toMatchObject({ account: 'kim', number: declined, wasVerified: false })
    expect([decided.offered, decided.declined]).toEqual([undefined, undefined])
  })

  it('[A-14] begins no group with somebody whose key waits for a decision, and says so', async () => {
    const leo = await harness.newPerson('leo')
    const mia = await harness.newPerson('mia')
    await befriend(leo, mia)
    await showKey(leo, mia, 1)
    const made = await leo.engine.call('createGroup', { name: 'Later', members: [mia.account] })
    expect(made).toMatchObject({ error: { code: 'key_changed' } })
  })

  it('[C-8] begins anew when a device finds its conversation without anybody who could let it in', async () => {
    const carol = await harness.newPerson('carol')
    const dave = await harness.newPerson('dave')
    const conversation = await befriend(carol, dave)
    carol.crash()
    dave.goOffline()
    const carolToo = await harness.anotherDevice(carol)
    const same = await carolToo.direct(dave)
    expect(same).toBe(conversation)
    await carolToo.send(conversation, 'from my new device')
    await dave.goOnline()
    await dave.sees(conversation, 'from my new device')
    await dave.send(conversation, 'I read you')
    await carolToo.sees(conversation, 'I read you')
    await carol.restart()
    await carol.sees(conversation, 'I read you')
    await carol.send(conversation, 'both of us')
    await dave.sees(conversation, 'both of us')
    await carolToo.sees(conversation, 'both of us')
  })

  it('[A-15] signs nobody in when the server tells another account key for the own account', async () => {
    await harness.newPerson('grace')
    const device = await harness.newDevice()
    const otherKey = bytesToBase64url(new Uint8Array(32).fill(9))
    device.line.lie = {
      answer: (request, response) =>
        request.url.endsWith('/v1/sessions/finish') && response.kind === 'answer'
          ? { ...response, json: { ...(response.json as object), accountKey: otherKey } }
          : response,
    }
    await expect(device.signIn('grace')).rejects.toThrow('server_untrusted')
    device.line.lie = {}
    await device.signIn('grace')
  })

  it('gives both sides the same safety number', async () => {
    const erin = await harness.newPerson('erin')
    const frank = await harness.newPerson('frank')
    await befriend(erin, frank)
    const seen = await keySeen(erin, frank)
    expect(seen.number).toMatch(/^(\d{5} ){11}\d{5}$/)
    expect(seen.words).toMatch(/^([a-z]+ ){11}[a-z]+$/)
    expect(await keySeen(frank, erin)).toMatchObject({ number: seen.number, words: seen.words })
  })
})
