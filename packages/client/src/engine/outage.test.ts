import { befriend, type Harness, type Person, startHarness, until } from '@sotto/testkit/harness'
import { parseAccountName } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('without the server', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  it('keeps messages and delivers them in order later', async () => {
    const conversation = await befriend(alice, bob)
    await alice.send(conversation, 'first')
    alice.goOffline()
    for (let n = 0; n < 30; n++) await alice.queue(conversation, `offline ${n}`)
    const waiting = await alice.engine.call('send', { conversation, text: 'last', until: 'sent' })
    expect(waiting).toMatchObject({ ok: true, value: { state: 'pending' } })
    await alice.goOnline()
    await bob.sees(conversation, 'last')
    const expected = [
      'I am alice',
      'I am bob',
      'first',
      ...Array.from({ length: 30 }, (_, n) => `offline ${n}`),
      'last',
    ]
    expect(await bob.texts(conversation)).toEqual(expected)
    await until(
      async () => (await alice.messages(conversation)).every((one) => one.state !== 'pending'),
      'sent',
    )
    expect(await alice.texts(conversation)).toEqual(expected)
  })

  it('[D-8] shows a message that was given up, and is in the log all the same, as sent', async () => {
    const frank = await harness.newPerson('frank')
    const conversation = await befriend(frank, bob)
    frank.line.lie = {
      frame: (frame) =>
        frame.kind === 'accepted'
          ? [{ kind: 'refused', ref: frame.ref, code: 'not_member', message: '', retryAfter: 0 }]
          : [frame],
    }
    const sent = await frank.engine.call('send', { conversation, text: 'given up', until: 'sent' })
    expect(sent).toMatchObject({ ok: false })
    frank.line.lie = {}
    await bob.sees(conversation, 'given up')
    await bob.send(conversation, 'behind it')
    await frank.sees(conversation, 'behind it')
    expect((await frank.texts(conversation)).slice(-2)).toEqual(['given up', 'behind it'])
    const shown = (await frank.messages(conversation)).find((one) => one.text === 'given up')
    expect(shown?.state).not.toBe('failed')
    expect(shown?.failure).toBeUndefined()
  })

  it('does, keeps, or plainly refuses what is asked for meanwhile, and says what is true of it', async () => {
    const gina = await harness.newPerson('gina')
    const hugo = await harness.newPerson('hugo')
    const conversation = await befriend(gina, bob)
    const group = await gina.group('Away', [bob])
    const request = await hugo.direct(gina)
    await hugo.send(request, 'may I?')
    await gina.sees(request, 'may I?')
    const stranger = parseAccountName('never-met')
    const devices = await bob.engine.call('devices')
    const device = devices.ok ? devices.value[0]?.device : undefined
    const upTo = (await gina.messages(conversation)).at(-1)?.id
    if (device === undefined || upTo === undefined || stranger === undefined) throw new Error('Not set up')

    gina.goOffline()
    const { engine } = gina
    const done = {
      openDirect: await engine.call('openDirect', { account: alice.account }),
      createGroup: await engine.call('createGroup', { name: 'New', members: [bob.account] }),
      renameGroup: await engine.call('renameGroup', { conversation: group, name: 'Renamed' }),
      addMembers: await engine.call('addMembers', { conversation: group, members: [alice.account] }),
      removeMembers: await engine.call('removeMembers', { conversation: group, members: [bob.account] }),
      leaveGroup: await engine.call('leaveGroup', { conversation: group }),
      send: await engine.call('send', { conversation, text: 'kept', until: 'sent' }),
      markRead: await engine.call('markRead', { conversation, upTo }),
      saveDraft: await engine.call('saveDraft', { conversation, text: 'a draft' }),
      history: await engine.call('history', { conversation, limit: 1 }),
      search: await engine.call('search', { text: 'kept', limit: 1 }),
      key: await engine.call('key', { account: bob.account }),
    }
    const failed = Object.entries(done).filter(([, outcome]) => !outcome.ok)
    expect(failed).toEqual([])

    const says = (words: string) => ({
      ok: false,
      error: { code: 'offline', message: expect.stringContaining(words) },
    })
    expect({
      devices: await engine.call('devices'),
      signOutDevice: await engine.call('signOutDevice', { device }),
      acceptRequest: await engine.call('acceptRequest', { conversation: request }),
      block: await engine.call('block', { account: bob.account }),
      unblock: await engine.call('unblock', { account: bob.account }),
      key: await engine.call('key', { account: stranger }),
    }).toEqual({
      devices: says('so your list of devices can’t be shown'),
      signOutDevice: says('so that device is still signed in'),
      acceptRequest: says('so this is still a request'),
      block: says('so nobody was blocked'),
      unblock: says('so nobody was unblocked'),
      key: says('was not met on this device yet'),
    })
  })

  it('opens a conversation and writes before there is one', async () => {
    const carol = await harness.newPerson('carol')
    carol.goOffline()
    const opened = await carol.engine.call('openDirect', { account: alice.account })
    if (!opened.ok) throw new Error('not opened')
    await carol.queue(opened.value.conversation, 'from nowhere')
    await carol.goOnline()
    await alice.sees(opened.value.conversation, 'from nowhere')
  })

  it('[C-2] makes one conversation when both begin it at once', async () => {
    const dave = await harness.newPerson('dave')
    const erin = await harness.newPerson('erin')
    const [conversation, same] = await Promise.all([dave.direct(erin), erin.direct(dave)])
    expect(conversation).toBe(same)
    await Promise.all([dave.send(conversation, 'by dave'), erin.send(conversation, 'by erin')])
    await dave.sees(conversation, 'by erin')
    await erin.sees(conversation, 'by dave')
    await dave.send(conversation, 'again')
    await erin.sees(conversation, 'again')
    expect(await dave.texts(conversation)).toEqual(await erin.texts(conversation))
  })

  it('[D-7] brings what was missed after the server was restarted', async () => {
    const conversation = await alice.direct(bob)
    await harness.stopServer()
    await alice.queue(conversation, 'during the outage')
    await bob.queue(conversation, 'here too')
    await harness.startServer()
    await alice.sees(conversation, 'here too')
    await bob.sees(conversation, 'during the outage')
    await until(async () => {
      const [one, other] = [await alice.texts(conversation), await bob.texts(conversation)]
      return one.join('|') === other.join('|')
    }, 'the same order')
  })

  it('[D-14] says when everything that waited at the server is stored here, and not before', async () => {
    const conversation = await befriend(alice, bob)
    alice.goOffline()
    const count = 150
    for (let n = 0; n < count; n++) await bob.queue(conversation, `missed ${n}`)
    await until(
      async () => (await bob.messages(conversation)).every((one) => one.state !== 'pending'),
      'sent',
    )
    const seen: (readonly [boolean, number])[] = []
    const stop = alice.engine.watch('connection', undefined, async ({ caughtUp }) => {
      const stored = (await alice.texts(conversation)).filter((text) => text.startsWith('missed'))
      seen.push([caughtUp, stored.length])
    })
    await alice.goOnline()
    await until(async () => seen.some(([caughtUp]) => caughtUp), 'caught up')
    stop()
    expect(new Set(seen.flatMap(([caughtUp, stored]) => (caughtUp ? stored : [])))).toEqual(new Set([count]))
  })

  it('[D-4] [ID-5] seals again what the group has overtaken, as the same message', async () => {
    const group = await alice.group('Overtaken', [bob])
    await alice.send(group, 'in')
    await bob.sees(group, 'in')
    bob.goOffline()
    const id = await bob.queue(group, 'sealed long ago')
    for (let n = 0; n < 5; n++) {
      await alice.engine.call('renameGroup', { conversation: group, name: `Name ${n}` })
    }
    await bob.goOnline()
    const seen = await alice.sees(group, 'sealed long ago')
    expect(seen.id).toBe(id)
    expect((await alice.texts(group)).filter((text) => text === 'sealed long ago')).toHaveLength(1)
  })
})
