import type { ConversationDetails, HistoryPolicy, TimelineItem } from '@sotto/client'
import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const all: HistoryPolicy = { kind: 'all' }

async function groupOf(
  by: Person,
  members: readonly Person[],
  history: HistoryPolicy = { kind: 'none' },
): Promise<ConversationId> {
  const accounts = members.map((one) => one.account)
  const made = await by.engine.call('createGroup', { name: 'Team', members: accounts, history })
  return must(made).conversation
}

async function add(by: Person, conversation: ConversationId, ...members: readonly Person[]): Promise<void> {
  const accounts = members.map((one) => one.account)
  must(await by.engine.call('addMembers', { conversation, members: accounts }))
}

async function itemsOf(person: Person, conversation: ConversationId): Promise<readonly TimelineItem[]> {
  const snapshot = await person.look('timeline', { conversation, size: 500 })
  return snapshot.items
}

async function happenings(person: Person, conversation: ConversationId, kind: string) {
  const items = await itemsOf(person, conversation)
  return items.flatMap((one) => (one.type === 'happening' && one.what.kind === kind ? [one.what] : []))
}

function detailsOf(person: Person, conversation: ConversationId): Promise<ConversationDetails | null> {
  return person.look('conversation', { conversation })
}

const historyOf = async (person: Person, conversation: ConversationId) =>
  (await detailsOf(person, conversation))?.history
const unreadOf = async (person: Person, conversation: ConversationId) =>
  (await detailsOf(person, conversation))?.unread
const membersIn = async (person: Person, conversation: ConversationId) =>
  (await detailsOf(person, conversation))?.members ?? []

const asksOf = async (person: Person, conversation: ConversationId) =>
  person.disk.look('sotto', 'SELECT 1 FROM history_asks WHERE conversation = ?', [conversation]).length

/** Somebody added by those whom they have not met yet is asked first (C-6). */
async function accept(person: Person, conversation: ConversationId): Promise<void> {
  await until(async () => (await itemsOf(person, conversation)).length > 0, `${person.account} is added`)
  must(await person.engine.call('acceptRequest', { conversation }))
}

const historyHasCome = (person: Person, conversation: ConversationId) =>
  until(
    async () => (await happenings(person, conversation, 'handed-over')).length > 0,
    `${person.account} has the history`,
  )

describe('history for newcomers', () => {
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

  it('[NH-4] is not asked for without end where the server lets the newcomer say nothing', async () => {
    const group = await groupOf(alice, [bob], all)
    await alice.send(group, 'early')
    await bob.sees(group, 'early')
    carol.line.lie = {
      instead: (frame) =>
        frame.kind === 'send' && frame.conversation === group
          ? [{ kind: 'refused', ref: frame.ref, code: 'not_member', message: '', retryAfter: 0 }]
          : undefined,
    }
    await add(alice, group, carol)
    await accept(carol, group)
    const over = `SELECT 1 FROM history_wanted WHERE conversation = ? AND stage = 'done'`
    await until(() => carol.disk.look('sotto', over, [group]).length > 0, 'carol asks no more')
    carol.line.lie = {}
    must(await carol.engine.call('askForMissing', { conversation: group }))
    await historyHasCome(carol, group)
    expect(await carol.texts(group)).toContain('early')
  })

  it('[NH-3] [NH-5] comes whole where the group hands over all of it', async () => {
    const group = await groupOf(alice, [bob], all)
    await alice.send(group, 'one')
    await bob.sees(group, 'one')
    await bob.send(group, 'two')
    await alice.sees(group, 'two')
    await add(alice, group, carol)
    await accept(carol, group)
    await carol.sees(group, 'one')
    await historyHasCome(carol, group)
    expect((await carol.messages(group)).map(({ from, text }) => [from, text])).toEqual([
      ['alice', 'one'],
      ['bob', 'two'],
    ])
    expect((await carol.messages(group)).map(({ id, at }) => [id, at])).toEqual(
      (await alice.messages(group)).map(({ id, at }) => [id, at]),
    )
    const [told] = await happenings(carol, group, 'handed-over')
    expect(told).toMatchObject({ to: 'carol', count: 2, lacking: 0, cut: false })
    // told again where the newcomer, on a busy machine, asked a second time
    for (const member of [alice, bob]) {
      await until(
        async () => (await happenings(member, group, 'handed-over')).length > 0,
        `${member.account} is told`,
      )
    }
    expect([...alice.warnings(), ...bob.warnings(), ...carol.warnings()]).toEqual([])
  })

  it('[NH-1] [NH-3] is nothing where the group does not say otherwise, and nobody asks', async () => {
    const group = await groupOf(alice, [bob])
    await alice.send(group, 'before')
    await bob.sees(group, 'before')
    await add(alice, group, carol)
    await accept(carol, group)
    await alice.send(group, 'with carol')
    await carol.sees(group, 'with carol')
    expect(await carol.texts(group)).toEqual(['with carol'])
    expect(await happenings(carol, group, 'handing-over')).toEqual([])
  })

  it('[NH-9] is disputed by nobody for what was written while they were out themselves', async () => {
    const group = await groupOf(alice, [bob])
    await alice.send(group, 'before')
    await bob.sees(group, 'before')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [bob.account] }))
    await alice.send(group, 'without bob')
    await add(alice, group, bob)
    await alice.send(group, 'with bob again')
    await bob.sees(group, 'with bob again')
    must(await alice.engine.call('setHistory', { conversation: group, history: all }))
    const disputes = () => bob.warnings().filter((one) => one === 'history_differs')
    const before = disputes().length
    await add(alice, group, carol)
    await accept(carol, group)
    await historyHasCome(carol, group)
    const isTold = async () => (await happenings(bob, group, 'handed-over')).length > 0
    await until(isTold, 'bob has heard of it')
    expect(disputes()).toHaveLength(before)
  })

  it('[NH-1] [NH-8] begins where the group says', async () => {
    const group = await groupOf(alice, [bob], all)
    await alice.send(group, 'early')
    const { at } = await bob.sees(group, 'early')
    await until(() => Date.now() > at + 1, 'a later moment')
    const from = must(await alice.engine.call('send', { conversation: group, text: 'late', until: 'sent' }))
    const late = (await alice.messages(group)).find(({ id }) => id === from.id)
    expect(late?.at).toBeGreaterThan(at)
    must(
      await alice.engine.call('setHistory', { conversation: group, history: { kind: 'from', at: at + 1 } }),
    )
    await add(alice, group, carol)
    await accept(carol, group)
    await historyHasCome(carol, group)
    expect(await carol.texts(group)).toEqual(['late'])
  })

  it('[NH-1] [NH-2] is decided in the group, told to everybody, and outlives a new name', async () => {
    const group = await groupOf(alice, [bob])
    await until(async () => (await membersIn(bob, group)).length === 2, 'bob is in')
    must(await bob.engine.call('setHistory', { conversation: group, history: all }))
    must(await alice.engine.call('renameGroup', { conversation: group, name: 'Another name' }))
    for (const member of [alice, bob]) {
      await until(async () => (await historyOf(member, group))?.kind === 'all', 'the policy is here')
      expect(await happenings(member, group, 'history-policy')).toEqual([
        { kind: 'history-policy', by: 'bob', history: all },
      ])
    }
    await alice.send(group, 'for later')
    await bob.sees(group, 'for later')
    await add(bob, group, carol)
    await accept(carol, group)
    await carol.sees(group, 'for later')
    expect(await historyOf(carol, group)).toEqual(all)
    const bad = { conversation: group, history: { kind: 'from', at: -1 } } as const
    expect(await alice.engine.call('setHistory', bad)).toMatchObject({ error: { code: 'bad_policy' } })
  })

  it('[NH-5] comes from somebody else when who added them is gone, and in parts after crashes', async () => {
    const dave = await harness.newPerson('dave')
    const group = await groupOf(alice, [bob, dave], all)
    await accept(dave, group)
    const long = (number: number) => `${number} ${'long '.repeat(3000)}`
    const texts = Array.from({ length: 30 }, (_, number) => long(number))
    for (const text of texts) await alice.send(group, text)
    await bob.sees(group, texts.at(-1) ?? '')
    await dave.sees(group, texts.at(-1) ?? '')
    const erin = await harness.newPerson('erin')
    await add(alice, group, erin)
    alice.goOffline()
    await until(async () => (await itemsOf(erin, group)).length > 0, 'erin is added')
    must(await erin.engine.call('acceptRequest', { conversation: group }))
    for (let crashes = 0; crashes < 3; crashes++) {
      const before = (await erin.texts(group)).length
      await until(async () => (await erin.texts(group)).length > before, 'one more part')
      if ((await erin.texts(group)).length < texts.length) await erin.restart()
    }
    await historyHasCome(erin, group)
    expect(await erin.texts(group)).toEqual(texts)
    const [told] = await happenings(erin, group, 'handed-over')
    expect(told).toMatchObject({ count: 30, lacking: 0, cut: false })
    expect(['bob', 'dave']).toContain(told?.kind === 'handed-over' ? told.by : '')
    await alice.goOnline()
    await until(async () => (await happenings(alice, group, 'handed-over')).length === 1, 'alice hears of it')
    expect(must(await erin.engine.call('search', { text: 'long', limit: 50 }))).toHaveLength(30)
    await dave.close()
  })

  it('[NH-10] is no news, goes to the other devices by the archive, and on to those who come later', async () => {
    const frank = await harness.newPerson('frank')
    const group = await groupOf(alice, [bob], all)
    await alice.send(group, 'the beginning')
    await bob.sees(group, 'the beginning')
    await add(alice, group, frank)
    await accept(frank, group)
    await historyHasCome(frank, group)
    expect(await unreadOf(frank, group)).toBe(0)
    expect(frank.events.filter((event) => event.type === 'message')).toEqual([])
    const other = await harness.anotherDevice(frank)
    await other.sees(group, 'the beginning')
    must(await alice.engine.call('leaveGroup', { conversation: group }))
    must(await bob.engine.call('leaveGroup', { conversation: group }))
    await until(async () => (await membersIn(frank, group)).length === 1, 'frank is alone')
    await add(frank, group, carol)
    await accept(carol, group)
    await carol.sees(group, 'the beginning')
    const [told] = await happenings(carol, group, 'handed-over')
    expect(told).toMatchObject({ by: 'frank', count: 1, lacking: 0, cut: false })
    for (const person of [frank, other]) await person.close()
  })

  it('[NH-5] is handed over by nobody who has not accepted the conversation themselves', async () => {
    const hanna = await harness.newPerson('hanna')
    const group = await groupOf(alice, [hanna], all)
    await alice.send(group, 'hello')
    await hanna.sees(group, 'hello')
    const ivan = await harness.newPerson('ivan')
    await add(alice, group, ivan)
    alice.goOffline()
    await accept(ivan, group)
    await until(async () => (await asksOf(hanna, group)) === 1, 'hanna is asked')
    hanna.jump(60_000)
    await hanna.restart()
    expect((await detailsOf(hanna, group))?.state).toBe('request')
    expect(await ivan.texts(group)).toEqual([])
    must(await hanna.engine.call('acceptRequest', { conversation: group }))
    await ivan.sees(group, 'hello')
    await alice.goOnline()
    for (const person of [hanna, ivan]) await person.close()
  })

  it('[NH-4] gives who comes back what came between, and nothing twice', async () => {
    const group = await groupOf(alice, [bob, carol], all)
    await alice.send(group, 'all are here')
    await carol.sees(group, 'all are here')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [carol.account] }))
    await alice.send(group, 'without carol')
    await bob.sees(group, 'without carol')
    await add(alice, group, carol)
    await carol.sees(group, 'without carol')
    await historyHasCome(carol, group)
    expect(await carol.texts(group)).toEqual(['all are here', 'without carol'])
    expect((await happenings(carol, group, 'handed-over'))[0]).toMatchObject({ count: 1 })
  })

  it('[NH-4] is asked for by nobody who was removed meanwhile', async () => {
    const group = await groupOf(alice, [bob], all)
    await alice.send(group, 'not for gina')
    await bob.sees(group, 'not for gina')
    const gina = await harness.newPerson('gina')
    gina.line.lie = {
      answer: (request, response) => (/\/parcels\//.test(request.url) ? { kind: 'unreachable' } : response),
    }
    await add(alice, group, gina)
    await accept(gina, group)
    await until(
      async () =>
        (await happenings(gina, group, 'handing-over')).some(
          (one) => one.kind === 'handing-over' && one.state === 'arriving',
        ),
      'it is on its way',
    )
    must(await alice.engine.call('removeMembers', { conversation: group, members: [gina.account] }))
    await until(async () => (await happenings(gina, group, 'removed')).length > 0, 'gina is out')
    gina.line.lie = {}
    expect(await happenings(gina, group, 'handing-over')).toEqual([])
    expect(await gina.texts(group)).toEqual([])
    await gina.close()
  })
})
