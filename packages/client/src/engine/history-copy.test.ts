import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ConversationSummary, TimelineItem } from '@sotto/client'
import { archiveKey, openHistoryFile, openKeyFile, sealHistoryFile } from '@sotto/crypto'
import {
  befriend,
  type Harness,
  isArchived,
  must,
  type Person,
  startHarness,
  testPassword,
  until,
} from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const password = 'for the copy'
const quick = { memory: 8, passes: 1, lanes: 1 }

describe('[EX] a copy of the own history', () => {
  let harness: Harness
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  it('[EX-6] comes back whole on a fresh device when the server has lost the archive, once, and to the other devices', async () => {
    const alice = await harness.newPerson('alice')
    const talk = await befriend(alice, bob)
    const group = await alice.group('Plans', [bob])
    await alice.send(group, 'what we said')
    await bob.sees(group, 'what we said')
    await bob.send(group, 'to each other')
    await alice.sees(group, 'to each other')
    must(await alice.engine.call('leaveGroup', { conversation: group }))
    await until(async () => (await conversationOf(alice, group))?.state === 'left', 'left')
    await isArchived(alice)
    const wanted = await Promise.all([talk, group].map((one) => messagesIn(alice, one)))
    const copy = must(await alice.engine.call('exportHistory', { as: 'sealed', password }))
    expect(copy).toMatchObject({ complete: true, type: 'application/octet-stream' })
    expect(copy.fileName).toMatch(/^sotto-alice-\d{4}-\d\d-\d\d\.sotto-history$/)
    await alice.close()
    await harness.whileStopped(forgetArchive)

    const second = await harness.anotherDevice(alice)
    await until(() => isComplete(second), 'the empty archive')
    expect(await conversationOf(second, group)).toBeUndefined()
    const came = must(await second.engine.call('importHistory', { bytes: copy.bytes, password }))
    expect(came).toEqual({ messages: 4 })
    expect(await Promise.all([talk, group].map((one) => messagesIn(second, one)))).toEqual(wanted)
    expect(await conversationOf(second, group)).toMatchObject({ name: 'Plans', state: 'left' })
    expect(must(await second.engine.call('search', { text: 'each other', limit: 5 }))).toHaveLength(1)
    expect(must(await second.engine.call('importHistory', { bytes: copy.bytes, password }))).toEqual({
      messages: 0,
    })
    expect(await Promise.all([talk, group].map((one) => messagesIn(second, one)))).toEqual(wanted)

    await isArchived(second)
    const third = await harness.anotherDevice(alice)
    await until(async () => (await conversationOf(third, group)) !== undefined, 'the group there too')
    await until(async () => (await messagesIn(third, group)).length === 2, 'its messages')
    expect(await messagesIn(third, group)).toEqual(wanted[1])
  })

  it('[EX-6] brings nothing back that was deleted since', async () => {
    const carol = await harness.newPerson('carol')
    const stranger = await harness.newPerson('stranger')
    await befriend(carol, bob)
    const talk = await stranger.direct(carol)
    await stranger.send(talk, 'buy this')
    await carol.sees(talk, 'buy this')
    await isArchived(carol)
    const copy = must(await carol.engine.call('exportHistory', { as: 'sealed', password }))
    must(await carol.engine.call('deleteRequest', { conversation: talk }))
    await isArchived(carol)
    const phone = await harness.anotherDevice(carol)
    await until(() => isComplete(phone), 'complete')
    for (const one of [carol, phone]) {
      expect(must(await one.engine.call('importHistory', { bytes: copy.bytes, password }))).toEqual({
        messages: 0,
      })
      expect(await conversationOf(one, talk)).toBeUndefined()
      expect(one.disk.look('sotto', `SELECT 1 FROM items WHERE text = 'buy this'`)).toEqual([])
    }
  })

  it('[EX-4] takes nothing that it should not, and says why', async () => {
    const dave = await harness.newPerson('dave')
    await befriend(dave, bob)
    await isArchived(dave)
    const before = dave.disk.look('sotto', 'SELECT * FROM items ORDER BY id')
    const sealed = must(await dave.engine.call('exportHistory', { as: 'sealed', password }))
    const json = must(await dave.engine.call('exportHistory', { as: 'json' }))
    const html = must(await dave.engine.call('exportHistory', { as: 'html' }))
    const ofBob = must(await bob.engine.call('exportHistory', { as: 'sealed', password }))
    const owner = await ownerOf(dave)
    const seal = (text: string, key = owner.archiveKey) =>
      sealHistoryFile(
        { ...owner, archiveKey: key },
        { body: new TextEncoder().encode(text), password },
        quick,
      )
    const text = new TextDecoder().decode(json.bytes)
    const forged = await seal(text.replaceAll('I am bob', 'I owe you'), new Uint8Array(32))
    const enter = async (bytes: Uint8Array, given = password) => {
      const outcome = await dave.engine.call('importHistory', { bytes, password: given })
      return outcome.ok ? 'taken' : outcome.error.code
    }
    expect(await enter(sealed.bytes, 'another one')).toBe('wrong_file_password')
    expect(await enter(ofBob.bytes)).toBe('other_account')
    expect(await enter(forged)).toBe('copy_not_genuine')
    expect(await enter(json.bytes)).toBe('copy_not_sealed')
    expect(await enter(html.bytes)).toBe('copy_not_sealed')
    expect(await enter(sealed.bytes.slice(0, 200))).toBe('not_a_copy')
    expect(await enter(new Uint8Array(0))).toBe('not_a_copy')
    expect(await enter(new Uint8Array(256 * 1024 * 1024 + 4097))).toBe('copy_too_large')
    expect(await enter(await seal(text.replace('"version": 1', '"version": 2')))).toBe('copy_too_new')
    for (const broken of ['', '{}', '[]', text.slice(0, -3), text.replace('"state":"', '"state":"no')]) {
      expect(await enter(await seal(broken))).toBe('not_a_copy')
    }
    expect(await enter(await seal(text.replace(/"position":\d+/, '"position":1e300')))).toBe('not_a_copy')
    expect(dave.disk.look('sotto', 'SELECT * FROM items ORDER BY id')).toEqual(before)
    expect(await enter(sealed.bytes)).toBe('taken')
  })

  it('[EX-3] is sealed under a password of some length, and opens with it and the account’s keys', async () => {
    const erin = await harness.newPerson('erin')
    const talk = await befriend(erin, bob)
    const weak = await erin.engine.call('exportHistory', { as: 'sealed', password: 'short' })
    expect(weak).toMatchObject({ ok: false, error: { code: 'weak_password' } })
    const { bytes } = must(await erin.engine.call('exportHistory', { as: 'sealed', password }))
    const opened = await openHistoryFile(await ownerOf(erin), bytes, password)
    if (!opened.ok) throw new Error(opened.error.code)
    expect(new TextDecoder().decode(opened.value)).toContain(talk)
  })

  it('[EX-2] tells as JSON what was said, by whom, when and in answer to what, and nothing that was never sent', async () => {
    const frank = await harness.newPerson('frank')
    const talk = await befriend(frank, bob)
    const [first] = await frank.messages(talk)
    must(
      await frank.engine.call('send', {
        ...{ conversation: talk, text: 'an answer', until: 'sent' },
        ...(first === undefined ? {} : { inReplyTo: first.id }),
      }),
    )
    frank.goOffline()
    await frank.queue(talk, 'never sent')
    const { bytes } = must(await frank.engine.call('exportHistory', { as: 'json' }))
    const text = new TextDecoder().decode(bytes)
    expect(text).not.toContain('never sent')
    const read = JSON.parse(text)
    expect(read).toMatchObject({ format: 'sotto-history', version: 1, account: 'frank', server: harness.url })
    const [only] = read.conversations
    expect(only).toMatchObject({ id: talk, kind: 'direct', peer: 'bob', state: 'active' })
    const said = only.items.filter((item: { type: string }) => item.type === 'message')
    expect(said.map((item: { text: string }) => item.text)).toEqual(['I am frank', 'I am bob', 'an answer'])
    expect(said[2]).toMatchObject({ from: 'frank', inReplyTo: said[0].id, at: expect.any(Number) })
  })

  it('[EX-5] is a page in which what people wrote is text, and which runs and fetches nothing', async () => {
    const grace = await harness.newPerson('grace')
    const group = await grace.group('</title><script>alert(1)</script>', [bob])
    const nasty = [
      '<script>alert(2)</script>',
      '<img src="https://evil.example/x.png" onerror="alert(3)">',
      '</div></article><style>*{display:none}</style>',
      `" onmouseover="alert(4)" x='`,
      '&lt;script&gt; stays as it was written',
      '<!-- --><svg/onload=alert(5)>\u0000\u001b[31m',
    ]
    for (const text of nasty) await grace.send(group, text)
    const [first] = await grace.messages(group)
    must(
      await grace.engine.call('send', {
        ...{ conversation: group, text: 'an answer', until: 'sent' },
        ...(first === undefined ? {} : { inReplyTo: first.id }),
      }),
    )
    const { bytes, type } = must(await grace.engine.call('exportHistory', { as: 'html' }))
    expect(type).toBe('text/html')
    const page = new TextDecoder().decode(bytes)
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9!-]+)/gi)].map(([, tag]) => tag?.toLowerCase()))
    const allowed =
      '!doctype html head meta title style body h1 h2 h3 p ul li a section article strong time div bdi'
    expect([...tags].filter((tag) => !allowed.split(' ').includes(tag ?? ''))).toEqual([])
    expect(page.match(/<style>/g)).toHaveLength(1)
    for (const [, attributes = ''] of page.matchAll(/<[a-z0-9]+((?:\s[^<>]*)?)>/gi)) {
      expect(attributes).not.toMatch(/\s(?:on\w+|src|srcset|style)\s*=/i)
    }
    for (const [, target] of page.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^#[\w-]+$/)
    expect(page).toContain(`default-src 'none'`)
    expect(page).toContain('&amp;lt;script&amp;gt; stays as it was written')
    expect(page).toContain('prefers-color-scheme:dark')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be in the page
    expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
    expect(page).toContain('In reply to grace: <bdi>&lt;script&gt;alert(2)')
  })
})

/** The account's keys, as somebody has them who has its key file. */
async function ownerOf(person: Person) {
  const given = { password: testPassword, filePassword: password }
  const { file } = must(await person.engine.call('exportKeys', given))
  const opened = await openKeyFile(file, password)
  if (!opened.ok) throw new Error(opened.error.code)
  return { account: opened.value.account, archiveKey: archiveKey(opened.value.rootKey) }
}

async function forgetArchive(dataDir: string): Promise<void> {
  const db = new DatabaseSync(join(dataDir, 'sotto.db'))
  db.exec('DELETE FROM sealed_record; DELETE FROM sealed_records_of')
  db.close()
}

async function isComplete(person: Person): Promise<boolean> {
  const { state, done, total } = await person.look('archive', undefined)
  return state === 'complete' && done === total
}

async function conversationOf(person: Person, id: ConversationId): Promise<ConversationSummary | undefined> {
  const list = await person.look('conversations', undefined)
  return list.find((one) => one.conversation === id)
}

async function messagesIn(person: Person, conversation: ConversationId): Promise<readonly TimelineItem[]> {
  const { items } = await person.look('timeline', { conversation, size: 200 })
  return items.filter((item) => item.type === 'message')
}
