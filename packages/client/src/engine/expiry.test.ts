import { messageIdOf } from '@sotto/crypto'
import {
  befriend,
  type Harness,
  isArchived,
  must,
  type Person,
  startHarness,
  until,
} from '@sotto/testkit/harness'
import {
  type ConversationId,
  decodeMimiContent,
  type Expiration,
  encodeMimiContent,
  type MessageId,
  type MimiContent,
  textMessage,
} from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Seconds; the clocks of these devices are quick. */
const soon = 20
const hour = 3600

/** What a device still holds of a text, in whichever table. */
function holds(of: Person, text: string): readonly string[] {
  const tables = ['items', 'outbox', 'authorship', 'failed_contents', 'synced', 'command_keys']
  return tables.filter((table) =>
    of.disk.look('sotto', `SELECT * FROM ${table}`).some((row) =>
      Object.values(row).some((value) => {
        const words = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
        return typeof words === 'string' && words.includes(text)
      }),
    ),
  )
}

const isGone = (of: Person, text: string) =>
  until(() => holds(of, text).length === 0, `nothing of "${text}" is on a device of ${of.account}`)

async function sendFor(by: Person, conversation: ConversationId, text: string, expiresAfter: number) {
  return must(await by.engine.call('send', { conversation, text, expiresAfter, until: 'sent' })).id
}

const read = async (by: Person, conversation: ConversationId, upTo: MessageId) =>
  must(await by.engine.call('markRead', { conversation, upTo }))

const messageOf = async (of: Person, conversation: ConversationId, id: MessageId) =>
  (await of.messages(conversation)).find((one) => one.id === id)

async function happenings(of: Person, conversation: ConversationId, kind: string) {
  const { items } = await of.look('timeline', { conversation, size: 500 })
  return items.flatMap((one) => (one.type === 'happening' && one.what.kind === kind ? [one.what] : []))
}

const timerOf = async (of: Person, conversation: ConversationId) =>
  (await of.look('conversation', { conversation }))?.timer

describe('messages that disappear', () => {
  let harness: Harness
  let alice: Person
  let phone: Person
  let bob: Person
  let pad: Person
  let talk: ConversationId
  let all: readonly Person[]
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    phone = await harness.anotherDevice(alice)
    pad = await harness.anotherDevice(bob)
    talk = await befriend(alice, bob)
    all = [alice, phone, bob, pad]
    for (const one of all) await one.sees(talk, 'I am bob')
  })
  afterAll(() => harness.close())

  it('[CT-21] go from the author’s devices after sending, and from a reader’s after one of them has read', async () => {
    const id = await sendFor(alice, talk, 'for a moment', soon)
    for (const one of [bob, pad]) {
      expect(await one.sees(talk, 'for a moment')).toMatchObject({ id, expires: { after: soon } })
      expect((await messageOf(one, talk, id))?.expires?.at).toBeUndefined()
    }
    const answer = { conversation: talk, text: 'which?', inReplyTo: id, until: 'sent' } as const
    must(await bob.engine.call('send', answer))
    for (const one of [alice, phone]) await isGone(one, 'for a moment')
    const reply = await alice.sees(talk, 'which?')
    expect(reply.quote).toEqual({ kind: 'missing', id })
    // nobody has read it there
    for (const one of [bob, pad]) expect(await messageOf(one, talk, id)).toBeDefined()
    await read(bob, talk, id)
    for (const one of [bob, pad]) {
      await isGone(one, 'for a moment')
      expect(must(await one.engine.call('search', { text: 'moment', limit: 10 }))).toEqual([])
      expect(await happenings(one, talk, 'missing')).toEqual([])
      await until(
        () => one.events.some((event) => event.type === 'expired' && event.ids.includes(id)),
        'it is told that it went',
      )
    }
    for (const one of [alice, bob]) await isArchived(one)
    const fresh = await harness.anotherDevice(bob)
    await fresh.sees(talk, 'which?')
    expect(holds(fresh, 'for a moment')).toEqual([])
    expect([...all, fresh].flatMap((one) => one.warnings())).toEqual([])
    await fresh.close()
  })

  it('[CT-21] takes what was said of it with it, which carries the same lifetime', async () => {
    const id = await sendFor(alice, talk, 'a frist word', hour)
    await bob.sees(talk, 'a frist word')
    must(await alice.engine.call('editMessage', { conversation: talk, id, text: 'a first word' }))
    must(await bob.engine.call('react', { conversation: talk, id, reaction: '👍', until: 'sent' }))
    await bob.sees(talk, 'a first word')
    const carried = bob.disk
      .look(
        'sotto',
        `SELECT content FROM authorship JOIN items ON items.key = authorship.message
         WHERE items.key = ?1 OR items.target = ?1`,
        [id],
      )
      .map(({ content }) => decodeMimiContent(content as Uint8Array))
      .map((content) => content.ok && content.value.expires)
    expect(carried).toEqual([1, 2, 3].map(() => ({ relative: true, time: hour })))
    await read(bob, talk, id)
    for (const one of all) {
      const counted = async () => (await messageOf(one, talk, id))?.expires?.at !== undefined
      await until(counted, `it is counted on a device of ${one.account}`)
    }
    for (const one of all) one.jump(2 * hour * 1000)
    for (const one of all) {
      await isGone(one, 'first word')
      await isGone(one, 'frist word')
      expect(one.disk.look('sotto', 'SELECT 1 FROM items WHERE target = ?', [id])).toEqual([])
    }
  })

  it('[CT-22] live as long as the conversation says, whoever in it has set it, and a word by itself as its author likes', async () => {
    must(await bob.engine.call('setTimer', { conversation: talk, seconds: hour }))
    for (const one of all) {
      await until(async () => (await timerOf(one, talk)) === hour, `${one.account} is told`)
      expect(await happenings(one, talk, 'timer')).toEqual([{ kind: 'timer', by: 'bob', seconds: hour }])
    }
    await alice.send(talk, 'with the timer')
    const kept = await sendFor(alice, talk, 'for ever', 0)
    expect(await bob.sees(talk, 'with the timer')).toMatchObject({ expires: { after: hour } })
    expect(await bob.sees(talk, 'for ever')).not.toHaveProperty('expires')
    expect(await messageOf(alice, talk, kept)).not.toHaveProperty('expires')
    // a device that is not let in yet knows it from the archive, and one that is from the group
    for (const one of [alice, bob]) await isArchived(one)
    const fresh = await harness.anotherDevice(alice)
    await until(async () => (await timerOf(fresh, talk)) === hour, 'the fresh device knows')
    await fresh.queue(talk, 'from the fresh device')
    expect(await bob.sees(talk, 'from the fresh device')).toMatchObject({ expires: { after: hour } })
    expect(await happenings(fresh, talk, 'timer')).toHaveLength(1)
    await fresh.close()
    // what is wished counts at once, also before anybody can be told
    alice.goOffline()
    const off = { conversation: talk, seconds: 0 }
    must(await alice.engine.call('setTimer', off))
    await alice.queue(talk, 'without it')
    await alice.goOnline()
    expect(await bob.sees(talk, 'without it')).not.toHaveProperty('expires')
    for (const one of all) await until(async () => (await timerOf(one, talk)) === 0, 'off again')
    for (const seconds of [-1, 1.5, 52 * 7 * 86_400 + 1, Number.NaN, '60' as never])
      expect(await bob.engine.call('setTimer', { conversation: talk, seconds })).toMatchObject({
        error: { code: 'bad_timer' },
      })
    const silly = { conversation: talk, text: 'x', expiresAfter: -1, until: 'queued' } as const
    expect(await bob.engine.call('send', silly)).toMatchObject({ error: { code: 'bad_timer' } })
  })

  it('[CT-22] have their timer from the beginning where it was set before anybody wrote', async () => {
    const carol = await harness.newPerson('carol')
    const begun = await carol.direct(alice)
    must(await carol.engine.call('setTimer', { conversation: begun, seconds: hour }))
    expect(await timerOf(carol, begun)).toBe(hour)
    await carol.send(begun, 'hello alice')
    expect(await alice.sees(begun, 'hello alice')).toMatchObject({ expires: { after: hour } })
    for (const one of [carol, alice]) {
      expect(await happenings(one, begun, 'timer')).toEqual([{ kind: 'timer', by: 'carol', seconds: hour }])
    }
    // who has not accepted changes nothing
    const refused = await alice.engine.call('setTimer', { conversation: begun, seconds: 0 })
    expect(refused).toMatchObject({ ok: false })
    await carol.close()
  })

  it('[CT-23] are gone before anything is shown when their time is over while the device was off, and no clock brings them back', async () => {
    const id = await sendFor(alice, talk, 'until tomorrow', hour)
    await pad.sees(talk, 'until tomorrow')
    await read(pad, talk, id)
    const at = await until(async () => (await messageOf(pad, talk, id))?.expires?.at, 'it is counted')
    pad.jump(-30 * 86_400_000)
    await pad.queue(talk, 'the clock is wrong')
    // never more than its author wrote, by whichever clock
    const shorter = await until(async () => {
      const now = (await messageOf(pad, talk, id))?.expires?.at
      return now !== undefined && now < at - 29 * 86_400_000 ? now : undefined
    }, 'it is counted by the clock there is')
    expect(shorter).toBeLessThan(at)
    pad.goOffline()
    pad.crash()
    await pad.start(undefined, true)
    expect(await messageOf(pad, talk, id)).toBeUndefined()
    expect(holds(pad, 'until tomorrow')).toEqual([])
    await pad.restartLater(-60 * 86_400_000)
    await pad.goOnline()
    await pad.sees(talk, 'the clock is wrong')
    expect(await messageOf(pad, talk, id)).toBeUndefined()
    // what has gone on one device of an account goes on all
    await isGone(bob, 'until tomorrow')
  })

  it('[EX-1] are in no copy of the history', async () => {
    await sendFor(alice, talk, 'not to be copied', hour)
    await alice.send(talk, 'to be copied')
    const copy = must(await alice.engine.call('exportHistory', { as: 'json' }))
    const text = new TextDecoder().decode(copy.bytes)
    expect(text).toContain('to be copied')
    expect(text).not.toContain('not to be copied')
  })
})

describe('messages that disappear, among others', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let mallory: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    mallory = await harness.newPerson('mallory')
    await befriend(alice, bob)
    await befriend(alice, mallory)
  })
  afterAll(() => harness.close())

  async function newTeam(): Promise<ConversationId> {
    const members = [bob, mallory].map(({ account }) => account)
    const made = { name: 'Team', members, history: { kind: 'all' } } as const
    const group = must(await alice.engine.call('createGroup', made)).conversation
    await alice.send(group, 'welcome')
    for (const one of [bob, mallory]) {
      await one.sees(group, 'welcome')
      await one.send(group, `thanks from ${one.account}`)
      await alice.sees(group, `thanks from ${one.account}`)
    }
    return group
  }

  let salts = 0

  /** A member with a client of their own sends this in the place of a message. */
  async function sendInstead(group: ConversationId, text: string, expires: Expiration): Promise<MessageId> {
    const origin = { sender: mallory.account, conversation: group }
    const content = textMessage({ origin, salt: new Uint8Array(16).fill(++salts), text, expires })
    if (!content.ok) throw new Error('nothing to send')
    await replaceQueued(mallory, group, content.value)
    return messageIdOf(origin, encodeMimiContent(content.value))
  }

  async function replaceQueued(by: Person, group: ConversationId, content: MimiContent): Promise<void> {
    by.goOffline()
    await by.queue(group, 'to be replaced')
    by.crash()
    const bytes = encodeMimiContent(content)
    const forget = 'UPDATE outbox SET content = ?, envelope = NULL, envelope_bytes = NULL, epoch = NULL'
    by.disk.look('sotto', forget, [bytes])
    by.disk.look('sotto', 'DELETE FROM outbox_envelopes')
    await by.start()
    await by.goOnline()
    await until(() => by.disk.look('sotto', 'SELECT 1 FROM outbox').length === 0, 'sent')
  }

  it('[CT-23] a member who sends silly times gains nothing: what is over is not shown, what is too short is shown for a second, what is too long just stays', async () => {
    const group = await newTeam()
    await sendInstead(group, 'over long ago', { relative: false, time: 0 })
    const short = await sendInstead(group, 'at once', { relative: true, time: 0 })
    const long = await sendInstead(group, 'the end of time', { relative: false, time: 0xffff_ffff })
    const longer = await sendInstead(group, 'the end of reading', { relative: true, time: 0xffff_ffff })
    await mallory.send(group, 'that was that')
    for (const one of [alice, bob]) {
      await one.sees(group, 'that was that')
      expect(holds(one, 'over long ago')).toEqual([])
      expect(await messageOf(one, group, short)).toMatchObject({ expires: { after: 1 } })
      await read(one, group, longer)
      await isGone(one, 'at once')
      expect(await messageOf(one, group, long)).toBeDefined()
      const counted = async () => (await messageOf(one, group, longer))?.expires?.at !== undefined
      await until(counted, 'it is counted')
      const told = one.events.flatMap((event) => (event.type === 'message' ? [event.message.text] : []))
      expect(told).not.toContain('over long ago')
      expect(one.warnings()).toEqual([])
    }
  })

  it('[NH-5] [NH-9] are given to no newcomer, and nobody is blamed for it', async () => {
    const group = await newTeam()
    const carol = await harness.newPerson('carol')
    await befriend(alice, carol)
    const early = await sendFor(alice, group, 'read by bob alone', soon)
    await bob.sees(group, 'read by bob alone')
    await bob.send(group, 'I have it')
    await sendFor(bob, group, 'read by nobody', hour)
    await bob.send(group, 'the last before carol')
    await alice.sees(group, 'the last before carol')
    await mallory.sees(group, 'the last before carol')
    await read(bob, group, early)
    for (const one of [alice, bob]) await isGone(one, 'read by bob alone')
    must(await alice.engine.call('addMembers', { conversation: group, members: [carol.account] }))
    await until(async () => (await carol.look('conversation', { conversation: group })) !== null, 'added')
    must(await carol.engine.call('acceptRequest', { conversation: group }))
    await carol.sees(group, 'welcome')
    const [handed] = await until(async () => {
      const told = await happenings(carol, group, 'handed-over')
      return told.length > 0 && told
    }, 'carol has the history')
    expect(handed).toMatchObject({ lacking: 0, cut: false })
    expect(await carol.texts(group)).toEqual(
      expect.arrayContaining(['welcome', 'I have it', 'the last before carol']),
    )
    expect(holds(carol, 'read by')).toEqual([])
    await carol.send(group, 'thank you')
    for (const one of [alice, bob, mallory, carol]) {
      await one.sees(group, 'thank you')
      expect(await happenings(one, group, 'history-disputed')).toEqual([])
      expect(one.warnings().filter((code) => code.startsWith('history'))).toEqual([])
    }
  })
})
