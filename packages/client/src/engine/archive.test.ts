import type { ArchiveSnapshot, ConversationSummary, TimelineItem } from '@sotto/client'
import {
  befriend,
  type Harness,
  isArchived,
  must,
  type Person,
  startHarness,
  until,
} from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('[AR] history that follows the account', () => {
  let harness: Harness
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  it('[AR-7] is on a device that signs in while everybody else is away, before it has been let in', async () => {
    const alice = await harness.newPerson('alice')
    const talk = await befriend(alice, bob)
    const group = await alice.group('Plans', [bob])
    await alice.send(group, 'from alice')
    await bob.sees(group, 'from alice')
    await bob.send(group, 'from bob')
    await alice.sees(group, 'from bob')
    must(await alice.engine.call('renameGroup', { conversation: group, name: 'Better plans' }))
    await isArchived(alice)
    alice.goOffline()
    bob.goOffline()
    const second = await harness.anotherDevice(alice)
    await until(async () => (await conversationsOf(second)).length === 2, 'conversations')
    const [first, other] = await conversationsOf(second)
    expect(first).toMatchObject({ conversation: group, name: 'Better plans', state: 'active', unread: 1 })
    expect(other).toMatchObject({ conversation: talk, name: 'bob', members: ['alice', 'bob'] })
    for (const conversation of [talk, group]) {
      expect(await timelineOf(second, conversation)).toEqual(await timelineOf(alice, conversation))
    }
    await bob.goOnline()
    await alice.goOnline()
  })

  it('[AR-7] what is written before the device is let in waits, and goes out when it is', async () => {
    const carol = await harness.newPerson('carol')
    const talk = await befriend(carol, bob)
    await isArchived(carol)
    carol.goOffline()
    bob.goOffline()
    const second = await harness.anotherDevice(carol)
    await until(async () => (await conversationsOf(second)).length === 1, 'conversation')
    const written = must(
      await second.engine.call('send', { conversation: talk, text: 'early', until: 'sent' }),
    )
    expect(written.state).toBe('pending')
    await bob.goOnline()
    await bob.sees(talk, 'early')
    expect(second.warnings()).toEqual([])
    expect((await conversationsOf(bob)).filter((one) => one.conversation === talk)).toHaveLength(1)
    await carol.goOnline()
    await carol.sees(talk, 'early')
    await second.sees(talk, 'early')
    expect((await second.texts(talk)).filter((text) => text === 'early')).toHaveLength(1)
  })

  it('[AR-7] [AR-9] comes whole to a new device, older parts in the background, also when that dies in between', async () => {
    const dora = await harness.newPerson('dora')
    const talk = await befriend(dora, bob)
    await writeMany(dora, bob, { talk, count: 260 })
    await isArchived(dora)
    const wanted = await timelineOf(dora, talk)
    dora.goOffline()
    const second = await harness.anotherDevice(dora)
    await until(async () => (await archiveOf(second)).state !== 'unknown', 'met')
    for (let life = 0; life < 3; life++) {
      second.crash()
      await second.start({ at: 2 + life * 2, when: life % 2 === 0 ? 'before' : 'after' })
      await until(() => !second.isAlive || isComplete(second), 'dead or done')
    }
    if (!second.isAlive) await second.start()
    await until(() => isComplete(second), 'complete')
    expect(await timelineOf(second, talk)).toEqual(wanted)
    for (const number of [7, 258, 259]) {
      const hits = must(await second.engine.call('search', { text: `number ${number} many`, limit: 300 }))
      expect(hits.filter((hit) => hit.message.text === `number ${number} of many`)).toHaveLength(1)
    }
    await dora.goOnline()
  })

  it('[AR-9] is kept whole by two devices that write at the same moment, and die while they do', async () => {
    const erin = await harness.newPerson('erin')
    const second = await harness.anotherDevice(erin)
    const talk = await befriend(erin, bob)
    await second.sees(talk, 'I am bob')
    for (let round = 0; round < 4; round++) {
      await writeMany(bob, erin, { talk, count: 40, from: round * 40 })
      for (const [at, one] of [erin, second].entries()) {
        one.crash()
        await one.start({ at: 6 + round + at, when: at === 0 ? 'before' : 'after' })
        await until(() => !one.isAlive || isQuiet(one), 'dead or done')
        await one.restart()
      }
    }
    // both have all of it, and bob's last receipts: what came to one alone they would not show alike
    for (const one of [erin, second]) {
      await until(async () => {
        const all = await one.messages(talk)
        return all.length === 162 && all.every(({ mine, state }) => !mine || state === 'delivered')
      }, 'everything has come')
    }
    await Promise.all([erin, second].map(isArchived))
    for (const one of [erin, second]) one.goOffline()
    const third = await harness.anotherDevice(erin)
    await until(() => isComplete(third), 'complete')
    expect(await third.texts(talk)).toEqual(await erin.texts(talk))
    expect(await timelineOf(third, talk)).toEqual(await timelineOf(second, talk))
  })

  it('[AR-4] shows own messages as they were delivered and read', async () => {
    const frank = await harness.newPerson('frank')
    const talk = await befriend(frank, bob)
    const id = await frank.send(talk, 'read me')
    await bob.sees(talk, 'read me')
    must(await bob.engine.call('markRead', { conversation: talk, upTo: id }))
    const state = async (of: Person) => (await of.messages(talk)).find((one) => one.id === id)?.state
    await until(async () => (await state(frank)) === 'read', 'read')
    await isArchived(frank)
    frank.goOffline()
    const second = await harness.anotherDevice(frank)
    await until(async () => (await state(second)) === 'read', 'read there too')
    await frank.goOnline()
  })

  it('[AR-6] forgets what was deleted: on other devices, and before a new one comes', async () => {
    const grace = await harness.newPerson('grace')
    const stranger = await harness.newPerson('stranger')
    const phone = await harness.anotherDevice(grace)
    const keeps = await befriend(grace, bob)
    const talk = await stranger.direct(grace)
    await stranger.send(talk, 'buy this')
    for (const one of [grace, phone]) await one.sees(talk, 'buy this')
    await Promise.all([grace, phone].map(isArchived))
    must(await grace.engine.call('deleteRequest', { conversation: talk }))
    await until(async () => (await conversationsOf(phone)).length === 1, 'gone from the phone')
    expect(phone.disk.look('sotto', `SELECT 1 FROM items WHERE text = 'buy this'`)).toEqual([])
    await isArchived(grace)
    const third = await harness.anotherDevice(grace)
    await until(async () => (await conversationsOf(third)).length === 1, 'one conversation')
    expect((await conversationsOf(third))[0]?.conversation).toBe(keeps)
    expect(third.disk.look('sotto', `SELECT 1 FROM items WHERE text = 'buy this'`)).toEqual([])
  })

  it('[AR-4] lets go of a single item everywhere, newest or old, and of nothing beside it', async () => {
    const judy = await harness.newPerson('judy')
    const phone = await harness.anotherDevice(judy)
    const talk = await befriend(judy, bob)
    await writeMany(judy, bob, { talk, count: 60 })
    await Promise.all([judy, phone].map(isArchived))
    const gone = ['number 3 of many', 'number 30 of many', 'number 59 of many']
    const before = await judy.texts(talk)
    await judy.close()
    for (const text of gone) takeOut(judy, text)
    await judy.start()
    const left = before.filter((text) => !gone.includes(text))
    await until(async () => (await phone.texts(talk)).length === left.length, 'gone from the phone')
    await Promise.all([judy, phone].map(isArchived))
    // a device that still believes to have them all does not bring them back
    await phone.close()
    phone.disk.look('sotto', 'UPDATE items SET archived = 0')
    await phone.start()
    await bob.send(talk, 'afterwards')
    await phone.sees(talk, 'afterwards')
    await judy.sees(talk, 'afterwards')
    await Promise.all([judy, phone].map(isArchived))
    const third = await harness.anotherDevice(judy)
    await until(() => isComplete(third), 'complete')
    for (const one of [judy, phone, third]) {
      await one.sees(talk, 'afterwards')
      expect(await one.texts(talk)).toEqual([...left, 'afterwards'])
      for (const text of gone) {
        const hits = must(await one.engine.call('search', { text, limit: 200 }))
        expect(hits.filter((hit) => hit.message.text === text)).toEqual([])
      }
    }
  })

  it('[AR-9] what was discarded before it was sent is never in it', async () => {
    const heidi = await harness.newPerson('heidi')
    const talk = await befriend(heidi, bob)
    must(await bob.engine.call('block', { account: heidi.account }))
    await heidi.engine.call('send', { conversation: talk, text: 'never mind', until: 'sent' })
    const failed = (await heidi.messages(talk)).find((one) => one.state === 'failed')
    if (failed === undefined) throw new Error('nothing failed')
    await isArchived(heidi)
    must(await heidi.engine.call('discard', { conversation: talk, id: failed.id }))
    const second = await harness.anotherDevice(heidi)
    await until(async () => (await conversationsOf(second)).length === 1, 'here')
    expect(await second.texts(talk)).toEqual(['I am heidi', 'I am bob'])
    must(await bob.engine.call('unblock', { account: heidi.account }))
  })
})

/** So many messages, every tenth by the other. */
async function writeMany(
  one: Person,
  other: Person,
  {
    talk,
    count,
    from = 0,
  }: { readonly talk: ConversationId; readonly count: number; readonly from?: number },
): Promise<void> {
  for (let at = from; at < from + count; at++) {
    await (at % 10 === 9 ? other : one).queue(talk, `number ${at} of many`)
  }
  for (const by of [one, other]) {
    const last = (await by.messages(talk)).filter((message) => message.mine).at(-1)
    if (last === undefined) throw new Error('nothing written')
    for (const each of [one, other]) await each.sees(talk, last.text)
  }
}

/** As a message leaves a conversation by itself, while the device is closed. */
function takeOut(person: Person, text: string): void {
  person.disk.look(
    'sotto',
    'INSERT INTO taken_out SELECT conversation, key, pos, 0, 0 FROM items WHERE text = ?',
    [text],
  )
  person.disk.look(
    'sotto',
    'INSERT OR IGNORE INTO archive_due SELECT conversation FROM items WHERE text = ?',
    [text],
  )
  person.disk.look('sotto', 'DELETE FROM items WHERE text = ?', [text])
}

async function isComplete(person: Person): Promise<boolean> {
  const { state, done, total } = await archiveOf(person)
  return state === 'complete' && done === total
}

async function isQuiet(person: Person): Promise<boolean> {
  return person.disk.look('sotto', 'SELECT 1 FROM archive_due').length === 0
}

function conversationsOf(person: Person): Promise<readonly ConversationSummary[]> {
  return person.look('conversations', undefined)
}

function archiveOf(person: Person): Promise<ArchiveSnapshot> {
  return person.look('archive', undefined)
}

async function timelineOf(person: Person, conversation: ConversationId): Promise<readonly TimelineItem[]> {
  const timeline = await person.look('timeline', { conversation, size: 200 })
  return timeline.items
}
