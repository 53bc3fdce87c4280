// Members whose clients do what they like with what somebody lacks and asks them for. What a changed client would do is done
// to the giver's store: its own code then hands over what stands there. The server takes one message away from Carol, so that
// she has to ask.

import { messageIdOf, signAuthored } from '@sotto/crypto'
import { type ConversationId, encodeMimiContent, saltLength, textMessage } from '@sotto/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { befriend, type Harness, startThree } from '../harness.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { handsOverNothing, isWarned, lookInto, onEntries, timeline } from './lies.ts'

describe('a member who lies about what somebody else lacks', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let carol: Person
  let group: ConversationId
  beforeAll(async () => {
    ;({ harness, alice, bob, carol } = await startThree())
  })
  afterAll(() => harness.close())

  /** Carol lacks "two", and is away until the lie is prepared. */
  beforeEach(async () => {
    const made = await alice.engine.call('createGroup', {
      ...{ name: 'Team', members: [bob.account, carol.account] },
      history: { kind: 'none' },
    })
    group = must(made).conversation
    bob.line.lie = handsOverNothing
    await say(alice, 'one', [bob, carol])
    for (const person of [alice, bob, carol]) person.events.length = 0
    carol.goOffline()
    // what comes first after a connection tells her that her store is not older than it was (C-12)
    await say(alice, 'meanwhile', [bob])
    await bob.send(group, 'two')
    const two = await alice.sees(group, 'two')
    carol.line.lie = withoutEntry(
      Number(lookInto(alice, 'SELECT pos / 16 AS seq FROM items WHERE key = ?', two.id)[0]?.seq),
    )
  })

  function withoutEntry(hidden: number): Lie {
    return {
      ...onEntries((entry) => (entry.conversation === group && entry.seq === hidden ? [] : [entry])),
      answer: (request, response) => {
        if (!request.url.includes(`${group}/log`) || response.kind !== 'answer') return response
        const { entries, ...rest } = response.json as { entries: readonly { seq: number }[] }
        return { ...response, json: { ...rest, entries: entries.filter(({ seq }) => seq !== hidden) } }
      },
    }
  }

  async function say(by: Person, text: string, to: readonly Person[]): Promise<void> {
    await by.send(group, text)
    for (const person of to) await person.sees(group, text)
  }

  async function told(person: Person, kind: string) {
    const items = await timeline(person, group)
    return items.flatMap((one) => (one.type === 'happening' && one.what.kind === kind ? [one.what] : []))
  }

  /** She comes back, finds out, and asks. */
  async function comesBack(): Promise<void> {
    await carol.goOnline()
    await carol.sees(group, 'three')
  }

  async function findsOut(): Promise<void> {
    await alice.send(group, 'three')
    await comesBack()
  }

  /** Alice is named, and what Bob then hands over is what was written. */
  async function refusesAlice(): Promise<void> {
    await isWarned(carol, 'history_refused')
    bob.line.lie = {}
    await carol.sees(group, 'two')
    await until(async () => (await told(carol, 'missing')).length === 0, 'nothing is missing')
    expect(await carol.texts(group)).toEqual(['one', 'meanwhile', 'two', 'three'])
    expect(carol.warnings().filter((one) => one === 'history_refused')).toHaveLength(1)
  }

  const idOf = async (text: string) =>
    (await alice.messages(group)).find((one) => one.text === text)?.id ?? ''

  function contentOf(by: Person, text: string): Uint8Array {
    const origin = { sender: by.account, conversation: group }
    const written = textMessage({ origin, salt: new Uint8Array(saltLength).fill(7), text })
    if (!written.ok) throw new Error('a text')
    return encodeMimiContent(written.value)
  }

  it('[NH-12] can’t put other words into somebody’s mouth', async () => {
    const content = contentOf(bob, 'two, but not Bob’s')
    lookInto(alice, 'UPDATE authorship SET content = ? WHERE message = ?', content, await idOf('two'))
    await findsOut()
    await refusesAlice()
  })

  it('[NH-12] [CT-14] can’t say that nothing was there, where somebody has seen it', async () => {
    const id = await idOf('two')
    await alice.send(group, 'three')
    lookInto(alice, 'DELETE FROM items WHERE key = ?', id)
    await comesBack()
    await refusesAlice()
  })

  it('[NH-12] [CT-14] can’t put another message of theirs in its place', async () => {
    const id = await idOf('two')
    await alice.send(group, 'three')
    lookInto(alice, 'UPDATE items SET pos = pos + 100000 WHERE key = ?', id)
    const one = await idOf('one')
    lookInto(
      alice,
      'UPDATE items SET pos = (SELECT pos - 100000 FROM items WHERE key = ?) WHERE key = ?',
      id,
      one,
    )
    await comesBack()
    await refusesAlice()
  })

  it('[NH-12] can’t tell a time that does not lie between what is known', async () => {
    lookInto(alice, 'UPDATE items SET at = at - 3600000 WHERE key = ?', await idOf('two'))
    await findsOut()
    await refusesAlice()
  })

  it('[NH-9] is found by the others where they tell another time in between', async () => {
    lookInto(alice, 'UPDATE items SET at = at - 1000 WHERE key = ?', await idOf('two'))
    await findsOut()
    await isWarned(bob, 'history_differs')
    await isWarned(carol, 'history_disputed')
  })

  it('[NH-12] can’t bring in what a former member signs for later', async () => {
    const dave = await harness.newPerson('dave')
    await befriend(alice, dave)
    must(await alice.engine.call('addMembers', { conversation: group, members: [dave.account] }))
    await until(async () => (await told(dave, 'added')).length > 0, 'dave is in')
    await say(dave, 'I am dave', [alice])
    const said = await idOf('I am dave')
    must(await alice.engine.call('removeMembers', { conversation: group, members: [dave.account] }))
    await until(async () => (await told(bob, 'removed')).length > 0, 'dave is out')
    await say(alice, 'dave has gone', [bob])
    const [now] = lookInto(
      alice,
      `SELECT parts.bytes AS context, authorship.context AS number FROM authorship
       JOIN signed_parts AS parts ON parts.id = authorship.context WHERE message = ?`,
      await idOf('dave has gone'),
    )
    const [signed] = lookInto(alice, 'SELECT credential, leaf FROM authorship WHERE message = ?', said)
    const [key] = lookInto(dave, `SELECT value FROM settings WHERE name = 'signaturePrivateKey'`)
    const content = contentOf(dave, 'said by dave after he was removed')
    const leaf = Number(signed?.leaf)
    const authored = { context: now?.context as Uint8Array, leaf, content }
    const signature = (await signAuthored(authored, key?.value as Uint8Array)) ?? new Uint8Array()
    const forged = messageIdOf({ sender: dave.account, conversation: group }, content)
    const two = await idOf('two')
    lookInto(
      alice,
      `UPDATE authorship SET message = ?1, context = ?2, credential = ?3, leaf = ?4, content = ?5, signature = ?6
       WHERE message = ?7`,
      ...[forged, Number(now?.number), Number(signed?.credential), leaf, content, signature, two],
    )
    lookInto(alice, 'UPDATE items SET key = ?, sender = ? WHERE key = ?', forged, 'dave', two)
    await findsOut()
    await isWarned(carol, 'history_refused')
    await dave.close()
  })

  it('[NH-12] [CT-16] can’t bring back what was deleted for everyone', async () => {
    const { id: two } = await alice.sees(group, 'two')
    const [kept] = lookInto(alice, 'SELECT * FROM authorship WHERE message = ?', two)
    must(await bob.engine.call('deleteForEveryone', { conversation: group, id: two, until: 'sent' }))
    await until(
      () => lookInto(alice, 'SELECT 1 FROM authorship WHERE message = ?', two).length === 0,
      'deleted',
    )
    lookInto(alice, `UPDATE items SET deleted = 0, text = 'two' WHERE key = ?`, two)
    lookInto(
      alice,
      `INSERT INTO authorship (conversation, message, context, credential, leaf, content, signature)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[group, two, Number(kept?.context), Number(kept?.credential), Number(kept?.leaf)],
      ...[kept?.content as Uint8Array, kept?.signature as Uint8Array],
    )
    await findsOut()
    await until(async () => (await told(carol, 'missing')).length === 0, 'nothing is missing')
    expect(lookInto(carol, `SELECT 1 FROM items WHERE text = 'two' AND conversation = ?`, group)).toEqual([])
    expect(lookInto(carol, 'SELECT 1 FROM authorship WHERE message = ?', two)).toEqual([])
  })

  it('[NH-12] [CT-8] can’t bring back what had to go by itself', async () => {
    const origin = { sender: alice.account, conversation: group }
    const draft = textMessage({ origin, salt: new Uint8Array(saltLength).fill(9), text: 'for a moment' })
    if (!draft.ok) throw new Error('a text')
    const expires = { relative: false, time: Math.floor(Date.now() / 1000) - 60 }
    const content = encodeMimiContent({ ...draft.value, expires })
    const [two, id] = [await idOf('two'), messageIdOf(origin, content)]
    lookInto(
      alice,
      `UPDATE authorship SET (message, context, credential, leaf, content, signature) =
         (SELECT ?1, context, credential, leaf, ?2, NULL FROM authorship WHERE message = ?3) WHERE message = ?4`,
      ...[id, content, await idOf('one'), two],
    )
    lookInto(alice, `UPDATE items SET key = ?, sender = 'alice' WHERE key = ?`, id, two)
    await findsOut()
    await until(async () => (await told(carol, 'missing')).length === 0, 'it is over')
    expect(await carol.texts(group)).toEqual(['one', 'meanwhile', 'three'])
  })
})
