import type { HappeningSnapshot, MissingState } from '@sotto/client'
import { type Harness, must, type Person, startThree, until } from '@sotto/testkit/harness'
import type { ConversationId, Entry } from '@sotto/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

type Missing = Extract<HappeningSnapshot['what'], { kind: 'missing' }>

describe('what is missing is asked of the other members', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  let group: ConversationId
  beforeAll(async () => {
    ;({ harness, alice, bob, carol } = await startThree())
  })
  afterAll(() => harness.close())
  beforeEach(async () => {
    group = await alice.group('Team', [bob, carol])
    await alice.send(group, 'one')
    for (const person of [bob, carol]) await person.sees(group, 'one')
    for (const person of [alice, bob, carol]) person.events.length = 0
  })

  /** What alice writes next comes to none of these, and the log is without it. Answers with the message. */
  async function hide(text: string, ...from: readonly Person[]): Promise<string> {
    const lie = hiding(group)
    for (const person of from) person.line.lie = lie.lie
    lie.next()
    const id = await alice.send(group, text)
    await alice.send(group, `after ${text}`)
    for (const person of from) await person.sees(group, `after ${text}`)
    return id
  }

  it('[NH-11] [AR-14] in a group: it takes its place, is searched, and is no news', async () => {
    const id = await hide('two', carol)
    const repaired = await carol.sees(group, 'two')
    expect(await carol.texts(group)).toEqual(['one', 'two', 'after two'])
    expect(repaired).toMatchObject({ id, from: 'alice', at: (await alice.sees(group, 'two')).at })
    await until(async () => (await missingIn(carol, group)).length === 0, 'nothing is missing')
    expect(carol.events.filter((event) => event.type === 'message' && event.message.id === id)).toEqual([])
    expect(must(await carol.engine.call('search', { text: 'two', limit: 9 })).length).toBeGreaterThan(1)
    for (const person of [alice, bob, carol]) {
      expect(await happeningsIn(person, group, 'handed-over')).toEqual([])
      expect(person.warnings().filter((one) => one.startsWith('history'))).toEqual([])
    }
  })

  it('[NH-11] is said while it goes on, and comes when a member who has it is there again', async () => {
    bob.goOffline()
    alice.line.lie = handsOverNothing
    await hide('two', carol)
    alice.goOffline()
    await until(async () => (await statesIn(carol, group)).includes('asking-members'), 'they are being asked')
    await carol.restart()
    await bob.goOnline()
    await carol.sees(group, 'two')
    expect((await carol.texts(group)).slice(0, 3)).toEqual(['one', 'two', 'after two'])
    await until(async () => (await missingIn(carol, group)).length === 0, 'nothing is missing')
    alice.line.lie = {}
    await alice.goOnline()
  })

  it('[NH-11] in a direct conversation, also when the other comes later', async () => {
    const talk = await alice.direct(carol)
    group = talk
    alice.line.lie = handsOverNothing
    await hide('between us', carol)
    alice.goOffline()
    await until(async () => (await statesIn(carol, talk)).includes('asking-members'), 'alice is asked')
    alice.line.lie = {}
    await alice.goOnline()
    await carol.sees(talk, 'between us')
    await until(async () => (await missingIn(carol, talk)).length === 0, 'nothing is missing')
    expect(carol.warnings().filter((one) => one.startsWith('history'))).toEqual([])
  })

  it('[NH-11] [AR-9] is asked for by one of the account’s devices, for all of them', async () => {
    const other = await harness.anotherDevice(carol)
    await other.sees(group, 'one')
    await until(() => other.events.some((event) => event.type === 'conversation'), 'let in')
    await alice.send(group, 'to both')
    for (const each of [carol, other]) await each.sees(group, 'to both')
    await hide('two', carol, other)
    // the first has waited for the archive for long enough, and asks
    carol.jump(60_000)
    await carol.goOnline()
    for (const each of [carol, other]) {
      await each.sees(group, 'two')
      await until(async () => (await missingIn(each, group)).length === 0, 'nothing is missing')
      expect(await each.texts(group)).toEqual(['one', 'to both', 'two', 'after two'])
      expect(each.events.filter((event) => event.type === 'message' && event.message.text === 'two')).toEqual(
        [],
      )
    }
    expect(asksAt(alice, group)).toMatchObject([{ purpose: 'missing', times: 1 }])
    await other.close()
  })

  it('[NH-11] [AR-14] what nobody has stays named with what came of it, and can be asked for again', async () => {
    alice.line.lie = handsOverNothing
    await hide('two', bob, carol)
    alice.goOffline()
    await until(async () => (await statesIn(carol, group)).includes('not-had'), 'bob has it neither')
    expect(await carol.texts(group)).not.toContain('two')
    must(await carol.engine.call('askForMissing', { conversation: group }))
    await until(async () => (await statesIn(carol, group)).includes('not-had'), 'said again')
    alice.line.lie = {}
    await alice.goOnline()
    for (const person of [bob, carol]) await person.sees(group, 'two')
    await until(async () => (await missingIn(carol, group)).length === 0, 'nothing is missing')
  })

  it('[NH-11] [CT-16] is missing no more where it was deleted for everyone', async () => {
    const lie = hiding(group)
    carol.line.lie = lie.lie
    lie.next()
    const id = await alice.send(group, 'two')
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id, until: 'sent' }))
    await alice.send(group, 'three')
    await carol.sees(group, 'three')
    await until(async () => (await missingIn(carol, group)).length === 0, 'nothing is missing')
    expect(await carol.texts(group)).toEqual(['one', 'three'])
    expect(carol.warnings().filter((one) => one.startsWith('history'))).toEqual([])
  })

  it('[NH-12] gives nobody what was written while they were not in the group', async () => {
    must(await alice.engine.call('removeMembers', { conversation: group, members: [carol.account] }))
    await until(async () => (await happeningsIn(carol, group, 'removed')).length > 0, 'carol is out')
    await alice.send(group, 'without carol')
    await bob.sees(group, 'without carol')
    await claimToLack(carol, group)
    must(await alice.engine.call('addMembers', { conversation: group, members: [carol.account] }))
    await alice.send(group, 'carol is back')
    await carol.sees(group, 'carol is back')
    // a changed client says that it lacks everything
    must(await carol.engine.call('askForMissing', { conversation: group }))
    await until(async () => (await statesIn(carol, group)).includes('not-had'), 'everybody has answered')
    expect(await carol.texts(group)).toEqual(['one', 'carol is back'])
  })

  it('[NH-11] [C-7] is not asked of somebody who is blocked, nor given to them', async () => {
    const talk = await bob.direct(carol)
    carol.line.lie = handsOverNothing
    await claimToLack(bob, talk)
    must(await bob.engine.call('askForMissing', { conversation: talk }))
    await until(() => asksAt(carol, talk).length > 0, 'carol is asked')
    must(await carol.engine.call('block', { account: bob.account }))
    await carol.restart()
    await alice.send(group, 'meanwhile')
    await carol.sees(group, 'meanwhile')
    expect(asksAt(carol, talk)).toMatchObject([{ stage: 'owed' }])
    expect(await missingIn(bob, talk)).toHaveLength(1)
    must(await carol.engine.call('unblock', { account: bob.account }))
    await carol.restart()
    await until(async () => (await missingIn(bob, talk)).length === 0, 'bob is answered')
    must(await carol.engine.call('block', { account: bob.account }))
    await claimToLack(carol, talk)
    must(await carol.engine.call('askForMissing', { conversation: talk }))
    expect(carol.disk.look('sotto', wantedIn, [talk])).toEqual([])
    expect(await statesIn(carol, talk)).toEqual(['unavailable'])
    must(await carol.engine.call('unblock', { account: bob.account }))
  })

  it('[NH-11] [C-7] is told to be had from nobody where the server refuses to ask', async () => {
    const talk = await alice.direct(carol)
    must(await carol.engine.call('block', { account: alice.account }))
    await claimToLack(alice, talk)
    must(await alice.engine.call('askForMissing', { conversation: talk }))
    await until(() => alice.disk.look('sotto', wantedIn, [talk])[0]?.stage === 'done', 'it is refused')
    expect(await statesIn(alice, talk)).toEqual(['unavailable'])
    expect(asksAt(carol, talk)).toEqual([])
    must(await carol.engine.call('unblock', { account: alice.account }))
  })
})

/** Their parcels find no room for now. */
const handsOverNothing: Person['line']['lie'] = {
  answer: (request, response) => (/\/parcels$/.test(request.url) ? { kind: 'unreachable' } : response),
}

const wantedIn = `SELECT stage FROM history_wanted WHERE conversation = ? AND purpose = 'missing'`

function asksAt(person: Person, conversation: ConversationId) {
  return person.disk.look('sotto', 'SELECT purpose, times, stage FROM history_asks WHERE conversation = ?', [
    conversation,
  ])
}

/** What a changed client would do: it names all the places there are as missing. */
async function claimToLack(person: Person, conversation: ConversationId): Promise<void> {
  const [row] = person.disk.look('sotto', `SELECT max(pos) / 16 AS last FROM items WHERE conversation = ?`, [
    conversation,
  ])
  const last = Number(row?.last) + 1
  person.disk.look('sotto', 'INSERT OR REPLACE INTO gaps VALUES (?, 1, ?, ?)', [
    ...[conversation, last, 'missing 1'],
  ])
  person.disk.look(
    'sotto',
    `INSERT OR REPLACE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     VALUES (?, 'missing 1', ?, 'happening', '', 0, '', 0, '', '{"kind":"missing","count":1,"state":"unavailable"}')`,
    [conversation, last * 16],
  )
}

async function happeningsIn(person: Person, conversation: ConversationId, kind: string) {
  const { items } = await person.look('timeline', { conversation, size: 500 })
  return items.flatMap((one) => (one.type === 'happening' && one.what.kind === kind ? [one.what] : []))
}

async function missingIn(person: Person, conversation: ConversationId): Promise<readonly Missing[]> {
  const all = await happeningsIn(person, conversation, 'missing')
  return all.filter((what): what is Missing => what.kind === 'missing')
}

async function statesIn(person: Person, conversation: ConversationId): Promise<readonly MissingState[]> {
  return (await missingIn(person, conversation)).map(({ state }) => state)
}

/** From `next` on, what alice next sends in the conversation never comes, and the log is without it. */
function hiding(talk: ConversationId) {
  let armed = false
  let hidden: number | undefined
  const isHidden = ({ conversation, seq, kind, uploader }: Entry) => {
    if (conversation !== talk || kind !== 'message' || !armed || uploader?.account !== 'alice') return false
    hidden ??= seq
    return seq === hidden
  }
  const lie: Person['line']['lie'] = {
    frame: (frame) => {
      if (frame.kind !== 'deliver') return [frame]
      const entries = frame.entries.filter((entry) => !isHidden(entry))
      return entries.length === 0 ? [] : [{ ...frame, entries }]
    },
    answer: (request, response) => {
      const isLog = request.url.includes(`${talk}/log`) && response.kind === 'answer'
      if (!isLog) return response
      const { entries, ...rest } = response.json as { entries: readonly { seq: number }[] }
      return { ...response, json: { ...rest, entries: entries.filter(({ seq }) => seq !== hidden) } }
    },
  }
  return { lie, next: () => (armed = true) }
}
