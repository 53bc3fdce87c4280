import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import {
  type AccountName,
  type ConversationId,
  deletionMessage,
  type Entry,
  encodeMimiContent,
  type MessageId,
  type MimiContent,
  reactionMessage,
  textMessage,
} from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Swaps what stands in the places of two messages that follow each other, as a server that reorders. */
function swapping(conversation: ConversationId) {
  let held: Entry | undefined
  let isDone = false
  return {
    frame: (frame: { readonly kind: string }) => {
      if (frame.kind !== 'deliver' || isDone) return [frame as never]
      const { entries } = frame as unknown as { readonly entries: readonly Entry[] }
      const told = entries.flatMap((entry) => {
        if (isDone || entry.conversation !== conversation || entry.kind !== 'message') return [entry]
        if (held === undefined) {
          held = entry
          return []
        }
        isDone = true
        const { id, bytes, uploader } = held
        return [
          { ...held, id: entry.id, bytes: entry.bytes, uploader: entry.uploader },
          { ...entry, id, bytes, uploader },
        ]
      })
      return told.length === 0 ? [] : [{ ...frame, entries: told } as never]
    },
  }
}

describe('changes that meet trouble', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let mallory: Person
  let group: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    mallory = await harness.newPerson('mallory')
    await befriend(alice, bob)
    await befriend(alice, mallory)
    const members = [bob, mallory].map(({ account }) => account)
    const made = { name: 'Team', members, history: { kind: 'all' } } as const
    group = must(await alice.engine.call('createGroup', made)).conversation
    await alice.send(group, 'welcome')
    for (const one of [bob, mallory]) {
      await one.sees(group, 'welcome')
      await one.send(group, `thanks from ${one.account}`)
      await alice.sees(group, `thanks from ${one.account}`)
    }
  })
  afterAll(() => harness.close())

  const messageOf = async (of: Person, id: MessageId, where = group) =>
    (await of.messages(where)).find((one) => one.id === id)

  let salts = 0
  const heading = (sender: AccountName, conversation: ConversationId) => ({
    origin: { sender, conversation },
    salt: new Uint8Array(16).fill(++salts),
  })

  /** A member with a client of their own sends this in the place of a message. */
  async function sendInstead(by: Person, content: MimiContent): Promise<void> {
    by.goOffline()
    await by.queue(group, 'to be replaced')
    by.crash()
    by.disk.look(
      'sotto',
      'UPDATE outbox SET content = ?, envelope = NULL, envelope_bytes = NULL, epoch = NULL',
      [encodeMimiContent(content)],
    )
    by.disk.look('sotto', 'DELETE FROM outbox_envelopes')
    await by.start()
    await by.goOnline()
    await until(() => by.disk.look('sotto', 'SELECT 1 FROM outbox').length === 0, 'sent')
  }

  it('[CT-15] [CT-16] a member who edits or deletes what others wrote, or takes back their reactions, changes nothing', async () => {
    const id = await alice.send(group, 'written by alice')
    await bob.sees(group, 'written by alice')
    must(await bob.engine.call('react', { conversation: group, id, reaction: '👍', until: 'sent' }))
    await until(async () => (await messageOf(alice, id))?.reactions.length === 1, 'the reaction')
    const [given] = bob.disk.look('sotto', `SELECT key FROM items WHERE type = 'reaction' AND target = ?`, [
      id,
    ])
    const from = heading(mallory.account, group)
    const forged = textMessage({ ...from, text: 'forged by mallory', replaces: id })
    if (!forged.ok || given === undefined) throw new Error('nothing to send')
    await sendInstead(mallory, forged.value)
    await sendInstead(mallory, deletionMessage({ ...heading(mallory.account, group), replaces: id }))
    const reaction = given.key as MessageId
    await sendInstead(mallory, deletionMessage({ ...heading(mallory.account, group), replaces: reaction }))
    await mallory.send(group, 'that was that')
    for (const one of [alice, bob]) {
      await one.sees(group, 'that was that')
      const message = await messageOf(one, id)
      expect(message).toMatchObject({
        text: 'written by alice',
        reactions: [{ reaction: '👍', by: ['bob'] }],
      })
      expect(message).not.toHaveProperty('edited')
      expect(message).not.toHaveProperty('deleted')
      expect(await one.texts(group)).not.toContain('forged by mallory')
      expect(one.events.filter(({ type }) => type === 'change').length).toBeLessThan(2)
      expect(one.warnings()).toEqual([])
    }
  })

  it('[CT-2] a member who writes in somebody else’s name is not believed to be them', async () => {
    const id = await alice.send(group, 'alice, truly')
    await bob.sees(group, 'alice, truly')
    const edit = textMessage({ ...heading(alice.account, group), text: 'alice, falsely', replaces: id })
    if (!edit.ok) throw new Error('nothing to send')
    await sendInstead(mallory, edit.value)
    await mallory.send(group, 'that was that, too')
    await bob.sees(group, 'that was that, too')
    expect(await messageOf(bob, id)).toMatchObject({ text: 'alice, truly' })
  })

  it('[CT-17] a server that tells an edit before its message gains nothing', async () => {
    bob.goOffline()
    const id = await alice.send(group, 'the message')
    must(await alice.engine.call('editMessage', { conversation: group, id, text: 'the edit', until: 'sent' }))
    bob.line.lie = swapping(group)
    await bob.goOnline()
    await bob.sees(group, 'the edit')
    bob.line.lie = {}
    expect(await messageOf(bob, id)).toMatchObject({ edited: { pending: false } })
    const versions = must(await bob.engine.call('versions', { conversation: group, id }))
    expect(versions.map(({ text }) => text)).toEqual(['the message', 'the edit'])
  })

  it('[CT-17] nor one that tells a deletion first: its words are told to nobody', async () => {
    bob.goOffline()
    const id = await alice.send(group, 'unsaid')
    must(await alice.engine.call('deleteForEveryone', { conversation: group, id, until: 'sent' }))
    bob.events.length = 0
    bob.line.lie = swapping(group)
    await bob.goOnline()
    await until(async () => (await messageOf(bob, id))?.deleted !== undefined, 'deleted')
    bob.line.lie = {}
    expect(must(await bob.engine.call('search', { text: 'unsaid', limit: 5 }))).toEqual([])
    expect(bob.disk.look('sotto', `SELECT 1 FROM items WHERE text LIKE '%unsaid%'`)).toEqual([])
  })

  it('[CT-17] keeps so many edits of one sender that name what is not here, and no more', async () => {
    const edits = 103
    const from = mallory.account
    const named = Array.from(
      { length: edits },
      (_, n) => `m_AX${String(n).padStart(5, '0')}${'A'.repeat(36)}` as MessageId,
    )
    mallory.goOffline()
    for (const [n] of named.entries()) await mallory.queue(group, `flood ${n}`)
    mallory.crash()
    const rows = mallory.disk.look('sotto', 'SELECT id FROM outbox ORDER BY id')
    for (const [n, row] of rows.entries()) {
      const edit = textMessage({
        ...heading(from, group),
        ...{ salt: new Uint8Array(16).fill(n), text: `flood of words ${n}` },
        replaces: named[n] ?? (named[0] as MessageId),
      })
      if (!edit.ok) throw new Error('nothing to send')
      mallory.disk.look(
        'sotto',
        'UPDATE outbox SET content = ?, envelope = NULL, envelope_bytes = NULL, epoch = NULL WHERE id = ?',
        [encodeMimiContent(edit.value), row.id ?? 0],
      )
    }
    mallory.disk.look('sotto', 'DELETE FROM outbox_envelopes')
    await mallory.start()
    await mallory.goOnline()
    const kept = () =>
      bob.disk.look(
        'sotto',
        `SELECT text FROM items WHERE type = 'edit' AND sender = 'mallory' AND text LIKE 'flood%'`,
      )
    await mallory.send(group, 'flooded')
    await bob.sees(group, 'flooded')
    expect(kept()).toHaveLength(100)
    expect(kept()).not.toContainEqual({ text: 'flood of words 0' })
    expect(await bob.texts(group)).not.toContain('flood of words 5')
  })

  it('[CT-18] counts no more of one person’s reactions than there may be, whatever their client sends', async () => {
    const id = await alice.send(group, 'flood this')
    await mallory.sees(group, 'flood this')
    for (const letter of 'abcdefghijklmnopqrst')
      must(await mallory.engine.call('react', { conversation: group, id, reaction: letter }))
    const more = reactionMessage({ ...heading(mallory.account, group), reaction: 'z', inReplyTo: id })
    if (!more.ok) throw new Error('nothing to send')
    await until(() => mallory.disk.look('sotto', 'SELECT 1 FROM outbox').length === 0, 'sent')
    await sendInstead(mallory, more.value)
    await mallory.send(group, 'twenty-one')
    await bob.sees(group, 'twenty-one')
    const reactions = (await messageOf(bob, id))?.reactions.map(({ reaction }) => reaction)
    expect(reactions?.join('')).toBe('abcdefghijklmnopqrst')
  })

  it('[CT-18] who has not answered a request changes nothing there', async () => {
    const stranger = await harness.newPerson('stranger')
    const talk = await stranger.direct(bob)
    const id = await stranger.send(talk, 'hello there')
    await bob.sees(talk, 'hello there')
    for (const outcome of [
      await bob.engine.call('react', { conversation: talk, id, reaction: '👋' }),
      await bob.engine.call('editMessage', { conversation: talk, id, text: 'x' }),
    ])
      expect(outcome).toMatchObject({ ok: false, error: { code: 'request_open' } })
    must(await bob.engine.call('acceptRequest', { conversation: talk }))
    must(await bob.engine.call('react', { conversation: talk, id, reaction: '👋', until: 'sent' }))
    await until(async () => (await messageOf(stranger, id, talk))?.reactions.length === 1, 'the reaction')
  })

  it('[CT-20] what the server refuses counts no more, is named, and can be tried again', async () => {
    const erin = await harness.newPerson('erin')
    const talk = await befriend(erin, bob)
    const id = await erin.send(talk, 'as it was')
    await bob.sees(talk, 'as it was')
    must(await bob.engine.call('block', { account: erin.account }))
    const at = { conversation: talk, id } as const
    const refusals = [
      await erin.engine.call('deleteForEveryone', { ...at, until: 'sent' }),
      await erin.engine.call('editMessage', { ...at, text: 'as it should be', until: 'sent' }),
      await erin.engine.call('react', { ...at, reaction: '👍', until: 'sent' }),
    ]
    for (const outcome of refusals)
      expect(outcome).toMatchObject({ ok: false, error: { code: 'not_accepting' } })
    const message = await messageOf(erin, id, talk)
    expect(message).toMatchObject({ text: 'as it was', reactions: [] })
    expect(message).not.toHaveProperty('deleted')
    const refused = message?.refused ?? []
    expect(refused.map(({ what, text }) => [what, text])).toEqual([
      ['deletion', ''],
      ['edit', 'as it should be'],
      ['reaction', '👍'],
    ])
    must(await bob.engine.call('unblock', { account: erin.account }))
    for (const { what, id: change } of refused)
      must(
        await erin.engine.call(what === 'deletion' ? 'discard' : 'retry', { conversation: talk, id: change }),
      )
    await until(async () => (await messageOf(bob, id, talk))?.reactions.length === 1, 'the reaction')
    expect(await messageOf(bob, id, talk)).toMatchObject({ text: 'as it should be' })
    expect(await messageOf(erin, id, talk)).not.toHaveProperty('refused')
  })

  it('[CT-16] what was withdrawn and turns out to have been sent is deleted where it stands', async () => {
    // the server has it, and the line dies before the answer
    bob.line.lie = {
      frame: (frame) => (frame.kind === 'accepted' || frame.kind === 'deliver' ? [] : [frame]),
    }
    const id = await bob.queue(group, 'already out')
    await alice.sees(group, 'already out')
    bob.goOffline()
    bob.line.lie = {}
    must(await bob.engine.call('deleteForEveryone', { conversation: group, id }))
    expect(await messageOf(bob, id)).toBeUndefined()
    await bob.goOnline()
    await until(async () => (await messageOf(alice, id))?.deleted !== undefined, 'deleted')
    expect(alice.disk.look('sotto', `SELECT 1 FROM items WHERE text = 'already out'`)).toEqual([])
  })

  it('[NH-5] [NH-9] newcomers are handed what messages came to, and no words that were deleted', async () => {
    bob.events.length = 0
    const carol = await harness.newPerson('carol')
    await befriend(alice, carol)
    const members = [bob, carol].map(({ account }) => account)
    const made = { name: 'Open', members, history: { kind: 'all' } } as const
    const team = must(await alice.engine.call('createGroup', made)).conversation
    const edited = await alice.send(team, 'to be edited')
    const deleted = await alice.send(team, 'to be deleted')
    for (const one of [bob, carol]) {
      await one.sees(team, 'to be deleted')
      await one.send(team, `thanks from ${one.account}`)
    }
    const hidden = await carol.send(team, 'hidden by bob')
    await bob.sees(team, 'hidden by bob')
    must(await alice.engine.call('editMessage', { conversation: team, id: edited, text: 'was edited' }))
    must(await alice.engine.call('deleteForEveryone', { conversation: team, id: deleted, until: 'sent' }))
    must(await bob.engine.call('deleteForMe', { conversation: team, id: hidden }))
    must(await bob.engine.call('react', { conversation: team, id: edited, reaction: '🌍', until: 'sent' }))
    await until(async () => (await messageOf(alice, edited, team))?.reactions.length === 1, 'the reaction')
    const dave = await harness.newPerson('dave')
    must(await alice.engine.call('addMembers', { conversation: team, members: [dave.account] }))
    await until(
      async () => (await dave.look('timeline', { conversation: team, size: 50 })).items.length > 0,
      'added',
    )
    must(await dave.engine.call('acceptRequest', { conversation: team }))
    await dave.sees(team, 'was edited')
    await until(async () => (await messageOf(dave, edited, team))?.reactions.length === 1, 'the reaction')
    expect(await messageOf(dave, edited, team)).toMatchObject({ edited: { pending: false } })
    expect(await messageOf(dave, hidden, team)).toMatchObject({ text: 'hidden by bob' })
    expect(await dave.texts(team)).not.toContain('to be deleted')
    await alice.send(team, 'all well')
    for (const one of [bob, carol, dave]) {
      await one.sees(team, 'all well')
      expect(one.warnings()).toEqual([])
    }
  })

  it('[EX-2] a copy has it all, and brings it in again', async () => {
    const frank = await harness.newPerson('frank')
    const talk = await befriend(frank, bob)
    const [one, other] = [await frank.send(talk, 'one'), await frank.send(talk, 'gone words')]
    must(await frank.engine.call('editMessage', { conversation: talk, id: one, text: 'one, edited' }))
    must(await frank.engine.call('deleteForEveryone', { conversation: talk, id: other, until: 'sent' }))
    must(await bob.engine.call('react', { conversation: talk, id: one, reaction: '👍', until: 'sent' }))
    await until(async () => (await messageOf(frank, one, talk))?.reactions.length === 1, 'the reaction')
    const copies = await Promise.all(
      (['json', 'html'] as const).map(async (as) => {
        const { bytes } = must(await frank.engine.call('exportHistory', { as }))
        return new TextDecoder().decode(bytes)
      }),
    )
    for (const copy of copies) expect(copy).not.toContain('gone words')
    expect(copies[0]).toContain('"what":{"kind":"edit","text":"one, edited"}')
    expect(copies[1]).toMatch(/one, edited[\s\S]*👍[\s\S]*\(deleted\)/)
    const password = 'for the copy'
    const sealed = must(await frank.engine.call('exportHistory', { as: 'sealed', password }))
    const before = await frank.messages(talk)
    frank.disk.look('sotto', `DELETE FROM items WHERE conversation = ?`, [talk])
    const came = must(await frank.engine.call('importHistory', { bytes: sealed.bytes, password }))
    expect(came).toEqual({ messages: 4 })
    expect(await frank.messages(talk)).toEqual(before)
  })
})
