// Members whose clients do what they like with the history that they hand over, and a server that meddles with it. What a
// changed client would do is done to the giver's store: its own code then hands over what stands there.

import { messageIdOf, signAuthored } from '@sotto/crypto'
import {
  bytesToBase64url,
  type ConversationId,
  encodeMimiContent,
  saltLength,
  textMessage,
} from '@sotto/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { befriend, type Harness, startThree } from '../harness.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { handsOverNothing, isOf, isWarned, lookInto, onAnswer, onEntries, timeline } from './lies.ts'

describe('a member who lies about the history that they hand over', () => {
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
    group = await begin({ kind: 'all' })
    for (const [person, text] of [
      [alice, 'one'],
      [bob, 'two'],
      [alice, 'three'],
    ] as const) {
      await person.send(group, text)
      await alice.sees(group, text)
      await bob.sees(group, text)
    }
    for (const person of [alice, bob, carol]) person.events.length = 0
    carol.line.lie = {}
    bob.line.lie = handsOverNothing
  })

  async function begin(history: { readonly kind: 'all' } | { readonly kind: 'from'; readonly at: number }) {
    const made = await alice.engine.call('createGroup', { name: 'Team', members: [bob.account], history })
    return must(made).conversation
  }

  /** Alice adds, and it is she who hands over first, however slow the machine. */
  async function add(person = carol): Promise<void> {
    must(await alice.engine.call('addMembers', { conversation: group, members: [person.account] }))
  }

  async function told(person: Person, kind: string) {
    const items = await timeline(person, group)
    return items.flatMap((one) => (one.type === 'happening' && one.what.kind === kind ? [one.what] : []))
  }

  const comes = () => until(async () => (await told(carol, 'handed-over')).length > 0, 'the history has come')

  /** Alice is named, and what Bob then hands over is what was written. */
  async function refusesAlice(code = 'history_refused'): Promise<void> {
    await isWarned(carol, code)
    bob.line.lie = {}
    await comes()
    expect(await carol.texts(group)).toEqual(['one', 'two', 'three'])
    expect(await told(carol, 'handed-over')).toMatchObject([{ by: 'bob', count: 3, lacking: 0 }])
    expect(await told(carol, 'warning')).toMatchObject([{ code }])
    expect(carol.warnings().filter((one) => one === code)).toHaveLength(1)
  }

  const idOf = async (text: string) =>
    (await alice.messages(group)).find((one) => one.text === text)?.id ?? ''

  function contentOf(by: Person, text: string, conversation = group): Uint8Array {
    const origin = { sender: by.account, conversation }
    const written = textMessage({ origin, salt: new Uint8Array(saltLength).fill(7), text })
    if (!written.ok) throw new Error('a text')
    return encodeMimiContent(written.value)
  }

  it('[NH-8] can’t put other words into somebody’s mouth', async () => {
    const content = contentOf(bob, 'two, but not Bob’s')
    lookInto(alice, 'UPDATE authorship SET content = ? WHERE message = ?', content, await idOf('two'))
    await add()
    await refusesAlice()
  })

  it('[NH-8] can’t give out their own words as another’s', async () => {
    const [mine, bobs] = [await idOf('one'), await idOf('two')]
    const content = contentOf(bob, 'one, as if by Bob')
    lookInto(
      alice,
      `UPDATE authorship SET content = ?1,
         credential = (SELECT credential FROM authorship WHERE message = ?2) WHERE message = ?3`,
      ...([content, bobs, mine] as const),
    )
    await add()
    await refusesAlice()
  })

  it('[NH-8] can’t bring a message from another conversation', async () => {
    const here = await idOf('two')
    const other = await begin({ kind: 'all' })
    await until(async () => (await bob.messages(other)).length === 0, 'bob has it')
    await until(
      async () =>
        (await bob.engine.call('send', { conversation: other, text: 'elsewhere', until: 'sent' })).ok,
      'bob writes elsewhere',
    )
    const elsewhere = await alice.sees(other, 'elsewhere')
    lookInto(
      alice,
      `UPDATE authorship SET (context, leaf, content, signature) =
         (SELECT context, leaf, content, signature FROM authorship WHERE message = ?1) WHERE message = ?2`,
      ...([elsewhere.id, here] as const),
    )
    await add()
    await refusesAlice()
  })

  it('[NH-8] [CT-14] can’t change the order that somebody has seen', async () => {
    const [one, two] = [await idOf('one'), await idOf('two')]
    const posOf = (id: string) => Number(lookInto(alice, 'SELECT pos FROM items WHERE key = ?', id)[0]?.pos)
    const [first, second] = [posOf(one), posOf(two)]
    lookInto(alice, 'UPDATE items SET pos = ? WHERE key = ?', second, one)
    lookInto(alice, 'UPDATE items SET pos = ? WHERE key = ?', first, two)
    await add()
    await refusesAlice()
  })

  it('[NH-8] [CT-14] can’t leave out what somebody has seen', async () => {
    lookInto(alice, 'DELETE FROM items WHERE key = ?', await idOf('two'))
    await add()
    await refusesAlice()
  })

  it('[NH-8] [CT-14] nor does their word about what they had seen keep the truth from a newcomer, once two tell it', async () => {
    const vera = await harness.newPerson('vera')
    await befriend(alice, vera)
    must(await alice.engine.call('addMembers', { conversation: group, members: [vera.account] }))
    await vera.sees(group, 'three')
    const three = await idOf('three')
    lookInto(bob, 'UPDATE items SET pos = pos - 16 WHERE key = ?', three)
    await bob.send(group, 'four')
    lookInto(bob, 'UPDATE items SET pos = pos + 16 WHERE key = ?', three)
    for (const person of [alice, vera]) await person.sees(group, 'four')
    await add()
    await comes()
    expect(await carol.texts(group)).toEqual(['one', 'two', 'three', 'four'])
    expect(await told(carol, 'handed-over')).toMatchObject([{ count: 4, lacking: 0 }])
    await vera.engine.close()
  })

  it('[NH-9] is found by the others where nobody referred to what they left out', async () => {
    lookInto(alice, 'DELETE FROM items WHERE key = ?', await idOf('three'))
    await add()
    await isWarned(bob, 'history_differs')
    await isWarned(carol, 'history_disputed')
    expect(await told(carol, 'history-disputed')).toEqual([
      { kind: 'history-disputed', by: 'bob', giver: 'alice' },
    ])
    await isWarned(alice, 'history_disputed')
  })

  it('[NH-9] is found by the others where they hide the beginning', async () => {
    lookInto(alice, 'DELETE FROM items WHERE key = ?', await idOf('one'))
    await add()
    await isWarned(bob, 'history_differs')
    await isWarned(carol, 'history_disputed')
  })

  it('[NH-9] is found by the others where they tell another time', async () => {
    lookInto(alice, 'UPDATE items SET at = at - 60000 WHERE key = ?', await idOf('two'))
    await add()
    await isWarned(bob, 'history_differs')
    await isWarned(carol, 'history_disputed')
  })

  it('[NH-9] is found by the others where a former member helps them with late words', async () => {
    const dave = await harness.newPerson('dave')
    await befriend(alice, dave)
    await add(dave)
    await until(async () => (await told(dave, 'added')).length > 0, 'dave is in')
    await dave.send(group, 'I am dave')
    await alice.sees(group, 'I am dave')
    await bob.sees(group, 'I am dave')
    const signed = lookInto(
      alice,
      'SELECT credential FROM authorship WHERE message = ?',
      await idOf('I am dave'),
    )
    must(await alice.engine.call('removeMembers', { conversation: group, members: [dave.account] }))
    await alice.send(group, 'dave has gone')
    await bob.sees(group, 'dave has gone')
    const gone = await idOf('dave has gone')
    const [now] = lookInto(
      alice,
      `SELECT parts.bytes AS context, authorship.context AS number FROM authorship
       JOIN signed_parts AS parts ON parts.id = authorship.context WHERE message = ?`,
      gone,
    )
    const [key] = lookInto(dave, `SELECT value FROM settings WHERE name = 'signaturePrivateKey'`)
    const content = contentOf(dave, 'said by dave after he was removed')
    const context = now?.context as Uint8Array
    const signature = await signAuthored({ context, leaf: 2, content }, key?.value as Uint8Array)
    lookInto(
      alice,
      `UPDATE authorship SET credential = ?1, leaf = 2, content = ?2, signature = ?3 WHERE message = ?4`,
      ...([Number(signed[0]?.credential), content, signature ?? new Uint8Array(), gone] as const),
    )
    const forged = messageIdOf({ sender: dave.account, conversation: group }, content)
    lookInto(alice, 'UPDATE items SET key = ?, sender = ? WHERE key = ?', forged, 'dave', gone)
    lookInto(alice, 'UPDATE authorship SET message = ? WHERE message = ?', forged, gone)
    await add()
    await isWarned(bob, 'history_differs')
    await isWarned(carol, 'history_disputed')
    await dave.close()
  })

  it('[NH-8] [NH-9] can’t hand over more than the group allows', async () => {
    const { at } = await bob.sees(group, 'three')
    const history = { kind: 'from', at } as const
    must(await alice.engine.call('setHistory', { conversation: group, history }))
    await until(async () => (await told(bob, 'history-policy')).length > 0, 'bob knows')
    alice.crash()
    lookInto(
      alice,
      `UPDATE conversations SET record = json_set(record, '$.history', json('{"kind":"all"}')) WHERE id = ?`,
      group,
    )
    await alice.start()
    await add()
    await isWarned(carol, 'history_beyond_policy')
    await isWarned(bob, 'history_beyond_policy')
    bob.line.lie = {}
    await comes()
    const late = (await bob.messages(group)).filter((one) => one.at >= at).map((one) => one.text)
    expect(await carol.texts(group)).toEqual(late)
  })

  it('[NH-7] [NH-8] the server can’t exchange the parts', async () => {
    carol.line.lie = onAnswer<object>(/\/parcels\//, () => ({ bytes: bytesToBase64url(new Uint8Array(600)) }))
    await add()
    await isWarned(carol, 'altered_parcel')
    carol.line.lie = {}
    await comes()
    expect(await carol.texts(group)).toEqual(['one', 'two', 'three'])
  })

  it('[NH-4] [NH-7] parts that are not there any more are asked for anew', async () => {
    let lost = 0
    carol.line.lie = {
      answer: (request, response) => {
        if (!/\/parcels\//.test(request.url) || lost++ > 0) return response
        const json = { type: 'about:blank', title: 'Gone', status: 404, code: 'not_found' }
        return { kind: 'answer', status: 404, json }
      },
    }
    await add()
    await comes()
    carol.line.lie = {}
    expect(lost).toBeGreaterThan(1)
    expect(await carol.texts(group)).toEqual(['one', 'two', 'three'])
  })

  it('[NH-5] two who hand it over at once bring it once', async () => {
    const asks = () =>
      lookInto(bob, `SELECT 1 FROM history_asks WHERE conversation = ? AND stage = 'owed'`, group).length
    let isLate = false
    // the server is slow to tell Bob what Alice has handed over
    const late = onEntries((entry) => {
      isLate ||= isOf(group, 'message')(entry) && entry.uploader?.account === alice.account
      return isLate && entry.conversation === group ? [] : [entry]
    })
    bob.line.lie = { ...late, ...handsOverNothing }
    await add()
    await comes()
    bob.line.lie = late
    await until(() => asks() === 0, 'bob has handed it over, too')
    await until(() => lookInto(bob, 'SELECT 1 FROM outbox').length === 0, 'and has said so')
    bob.line.lie = {}
    bob.goOffline()
    await bob.goOnline()
    await until(async () => (await told(bob, 'handed-over')).length === 1, 'bob hears of Alice’s')
    expect(isLate).toBe(true)
    expect(await carol.texts(group)).toEqual(['one', 'two', 'three'])
    expect(await told(alice, 'handed-over')).toMatchObject([{ by: 'alice' }])
    expect(carol.warnings()).toEqual([])
  })
})
