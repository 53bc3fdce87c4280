import type { KeySnapshot, SecuritySnapshot, Topics } from '@sotto/client'
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

const keySeen = async (by: Person, of: Person): Promise<KeySnapshot> =>
  must(await by.engine.call('key', { account: of.account }))

function seen<T extends keyof Topics>(by: Person, topic: T, params: Topics[T]['params']) {
  return by.look(topic, params)
}

async function marks(by: Person, of: Person, conversation: ConversationId) {
  const { people } = await seen(by, 'people', { query: of.account })
  const details = await seen(by, 'conversation', { conversation })
  const list = await seen(by, 'conversations', undefined)
  return [
    people.find(({ account }) => account === of.account)?.verified,
    details?.people.find(({ account }) => account === of.account)?.verified,
    list.find((one) => one.conversation === conversation)?.verified,
  ]
}

describe('comparing safety numbers', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  let conversation: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
    conversation = await befriend(alice, bob)
  })
  afterAll(() => harness.close())

  it('[A-23] by digits, by words or by the code of the other side marks them wherever they are named', async () => {
    const theirs = await keySeen(bob, alice)
    expect(await marks(alice, bob, conversation)).toEqual([false, false, false])
    for (const number of [theirs.number.replaceAll(' ', ''), theirs.words.toUpperCase()]) {
      const verified = must(await alice.engine.call('verifyKey', { account: bob.account, number }))
      expect(verified.verifiedAt).toBeGreaterThan(0)
      expect(await marks(alice, bob, conversation)).toEqual([true, true, true])
      must(await alice.engine.call('unverifyKey', { account: bob.account }))
      expect(await marks(alice, bob, conversation)).toEqual([false, false, false])
    }
    must(await alice.engine.call('verifyByCode', { account: bob.account, code: theirs.code }))
    expect(await marks(alice, bob, conversation)).toEqual([true, true, true])
    expect(await marks(bob, alice, conversation)).toEqual([false, false, false])
  })

  it('[A-23] is remembered, and a new device of the other one changes nothing about it', async () => {
    await alice.restart()
    expect(await marks(alice, bob, conversation)).toEqual([true, true, true])
    const before = await keySeen(alice, bob)
    const laptop = await harness.anotherDevice(bob)
    await until(
      async () => (await devicesOf(alice, bob, conversation)).length === 2,
      'the new device of bob is in',
    )
    expect(await keySeen(alice, bob)).toEqual(before)
    await laptop.close()
  })

  it('[A-22] [A-23] says what a code is that does not fit, and marks nobody by it', async () => {
    const account = carol.account
    const own = await keySeen(alice, carol)
    const others = await keySeen(bob, carol)
    const refused = async (code: string) => {
      const outcome = await alice.engine.call('verifyByCode', { account, code })
      return outcome.ok ? 'verified' : outcome.error.code
    }
    expect(await refused(own.code)).toBe('own_code')
    expect(await refused(others.code)).toBe('code_of_others')
    expect(await refused('https://example.org/')).toBe('code_unreadable')
    const number = others.number
    expect(await alice.engine.call('verifyKey', { account, number })).toMatchObject({
      error: { code: 'numbers_differ' },
    })
    expect((await keySeen(alice, carol)).verifiedAt).toBeUndefined()
  })

  it('[A-23] finds somebody who stands in between by their code, and forgets the mark with the key', async () => {
    const theirs = await keySeen(carol, alice)
    must(await alice.engine.call('verifyByCode', { account: carol.account, code: theirs.code }))
    const ground = await alice.group('Ground', [bob])
    const offered = await offerAnotherKey(alice, carol, ground)
    const changed = await keySeen(alice, carol)
    expect(changed).toMatchObject({ wasVerified: true, offered })
    expect(changed.verifiedAt).toBeUndefined()
    const params = { account: carol.account, code: theirs.code }
    expect(await alice.engine.call('verifyByCode', params)).toMatchObject({ error: { code: 'key_changed' } })
    must(await alice.engine.call('rejectKey', { account: carol.account, number: offered }))
    expect((await keySeen(alice, carol)).verifiedAt).toBeGreaterThan(0)
    must(await alice.engine.call('acceptKey', { account: carol.account, number: offered }))
    expect(await keySeen(alice, carol)).toMatchObject({ wasVerified: false, number: offered })
    expect((await keySeen(alice, carol)).verifiedAt).toBeUndefined()
    expect(await alice.engine.call('verifyByCode', params)).toMatchObject({
      error: { code: 'numbers_differ' },
    })
  })

  it('[C-3] tells who can read in a conversation, with every device and since when', async () => {
    const group = await alice.group('Readers', [bob])
    await bob.sees(await sent(alice, group, 'welcome'), 'welcome')
    const security = await seen(alice, 'security', { conversation: group })
    const began = Date.now() - 600_000
    expect(security?.people.map(({ account, own }) => ({ account, own }))).toEqual([
      { account: 'alice', own: true },
      { account: 'bob', own: false },
    ])
    for (const { devices } of security?.people ?? []) {
      expect(devices.length).toBeGreaterThan(0)
      for (const { since } of devices) expect(since).toBeGreaterThan(began)
    }
    const mine = security?.people[0]?.devices.find(({ current }) => current)
    expect(mine?.device).toBe(alice.device)
    must(await bob.engine.call('leaveGroup', { conversation: group }))
    await until(async () => (await devicesOf(alice, bob, group)).length === 0, 'bob is out')
    expect(await seen(bob, 'security', { conversation: group })).toBeNull()
  })
})

async function sent(from: Person, conversation: ConversationId, text: string): Promise<ConversationId> {
  must(await from.engine.call('send', { conversation, text, until: 'sent' }))
  return conversation
}

type Reader = SecuritySnapshot['people'][number]

async function devicesOf(by: Person, of: Person, conversation: ConversationId): Promise<Reader['devices']> {
  const security = await seen(by, 'security', { conversation })
  return security?.people.find(({ account }) => account === of.account)?.devices ?? []
}

/** The server gives somebody else out for a person; answers with the safety number that comes of it. */
async function offerAnotherKey(to: Person, of: Person, ground: ConversationId): Promise<string> {
  const claimed = await new Impostor(of.account).claimed()
  to.line.lie = {
    answer: (request, response) =>
      request.url.endsWith('/claim') && response.kind === 'answer'
        ? { ...response, json: { devices: [claimed] } }
        : response,
  }
  await to.engine.call('addMembers', { conversation: ground, members: [of.account] })
  to.line.lie = {}
  return (await keySeen(to, of)).offered ?? ''
}
