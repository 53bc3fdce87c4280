import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const details = (by: Person, conversation: ConversationId) => by.look('conversation', { conversation })

const isGone = async (by: Person, of: string, conversation: ConversationId) =>
  (await details(by, conversation))?.people.find(({ account }) => account === of)?.gone === true

describe('an account that whoever runs the server has deleted', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    carol = await harness.newPerson('carol')
  })
  afterAll(() => harness.close())

  it('[KT-13] [O-4] is known as gone to those who knew it, who read on, and the others talk on', async () => {
    const direct = await befriend(alice, bob)
    await befriend(alice, carol)
    const group = await alice.group('Readers', [bob, carol])
    await bob.sees(await said(alice, group, 'welcome'), 'welcome')
    expect(await harness.askOperator('DELETE', '/accounts/bob')).toBe(200)
    await until(() => isGone(alice, 'bob', direct), 'alice learns that bob is gone')
    await until(() => isSignedOut(bob), 'bob is out')

    const [last] = await alice.messages(direct)
    expect(last?.text).toBe('I am alice')
    const refused = { ok: false, error: { code: 'unknown_person' } }
    const send = { conversation: direct, text: 'are you there?', until: 'queued' } as const
    expect(await alice.engine.call('send', send)).toMatchObject(refused)
    await carol.sees(await said(alice, group, 'without bob'), 'without bob')
    expect(alice.warnings()).not.toContain('device_omitted')
    expect(await directoryState(alice)).toBe('good')
    await alice.restart()
    expect(await isGone(alice, 'bob', direct)).toBe(true)
    // a member takes the devices out of the group, where nothing reached them any more
    must(await alice.engine.call('removeMembers', { conversation: group, members: [bob.account] }))
    const members = (await details(alice, group))?.members
    expect(members).toEqual(['alice', 'carol'])
  })

  it('[KT-13] is not met again: nobody can be written to, or added, under its name', async () => {
    const dora = await harness.newPerson('dora')
    await harness.newPerson('emil')
    expect(await harness.askOperator('DELETE', '/accounts/emil')).toBe(200)
    const opened = await dora.engine.call('openDirect', { account: 'emil' as Person['account'] })
    expect(opened).toMatchObject({ ok: false, error: { code: 'unknown_person' } })
    expect(opened.ok || opened.error.message).toContain('was deleted')
    expect(await directoryState(dora)).toBe('good')
  })

  it('[O-2] an account that is disabled is told why, by the right password, and comes back as it was', async () => {
    const frida = await harness.newPerson('frida')
    const conversation = await befriend(alice, frida)
    expect(await harness.askOperator('POST', '/accounts/frida/disable')).toBe(200)
    await until(() => isSignedOut(frida), 'frida is out')
    await alice.queue(conversation, 'for later')
    await expect(frida.signIn(frida.account)).rejects.toThrow(/account_disabled/)
    expect(await harness.askOperator('POST', '/accounts/frida/enable')).toBe(200)
    await frida.signIn(frida.account)
    await frida.sees(conversation, 'for later')
  })
})

async function said(from: Person, conversation: ConversationId, text: string): Promise<ConversationId> {
  must(await from.engine.call('send', { conversation, text, until: 'sent' }))
  return conversation
}

async function directoryState(by: Person): Promise<string> {
  const { state } = await by.look('directory', undefined)
  return state
}

async function isSignedOut(who: Person): Promise<boolean> {
  const { state } = await who.look('session', undefined)
  return state === 'signed-out'
}
