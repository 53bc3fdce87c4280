import type { HappeningSnapshot, SessionSnapshot } from '@sotto/client'
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
import type { ConversationId, Entry } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('what a device lacks', () => {
  let harness: Harness
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  /** An account with two devices that are in its conversation with bob. */
  async function twoDevices(name: string): Promise<{ one: Person; other: Person; talk: ConversationId }> {
    const one = await harness.newPerson(name)
    const talk = await befriend(one, bob)
    await isArchived(one)
    const other = await harness.anotherDevice(one)
    await until(() => other.events.some((event) => event.type === 'conversation'), 'let in')
    await bob.send(talk, 'to both')
    for (const each of [one, other]) await each.sees(talk, 'to both')
    return { one, other, talk }
  }

  type Waiting = { readonly id: ConversationId; readonly of: Person }

  /** A group with somebody who is away now, and who has told the archive of it. */
  async function waitingGroup(name: string): Promise<Waiting> {
    const one = await harness.newPerson(name)
    await befriend(one, bob)
    const id = await bob.group('While away', [one])
    await bob.send(id, 'hello')
    await one.sees(id, 'hello')
    await isArchived(one)
    one.goOffline()
    return { id, of: one }
  }

  /** A new device of theirs that knows the group from the archive; the server lies to it from the first moment. */
  async function newcomer({ id, of }: Waiting, lie: Person['line']['lie']): Promise<Person> {
    const person = await harness.newDevice()
    person.line.lie = lie
    await person.signIn(of.account)
    await person.sees(id, 'hello')
    return person
  }

  it('[AR-8] comes from the account’s other device, is told once, and named no more', async () => {
    const { one, other, talk } = await twoDevices('carol')
    other.line.lie = hiding(talk, 'the hidden one')
    const hidden = await bob.send(talk, 'the hidden one')
    await bob.send(talk, 'the next one')
    await other.sees(talk, 'the next one')
    await one.sees(talk, 'the hidden one')
    await other.sees(talk, 'the hidden one')
    // it may have been a receipt that was hidden: then the other device says so a little later
    await until(() => missingIn(other, talk).length === 0, 'nothing is missing')
    expect((await other.texts(talk)).slice(-2)).toEqual(['the hidden one', 'the next one'])
    const told = other.events.filter((event) => event.type === 'message' && event.message.id === hidden)
    expect(told).toHaveLength(1)
  })

  it('[AR-8] is named with who is asked while the other device is away, and comes when it is back', async () => {
    const { one, other, talk } = await twoDevices('dora')
    one.goOffline()
    other.line.lie = hiding(talk, 'the hidden one')
    await bob.send(talk, 'the hidden one')
    await bob.send(talk, 'the next one')
    await other.sees(talk, 'the next one')
    expect(missingIn(other, talk)).toEqual([{ kind: 'missing', count: 1, state: 'asking' }])
    // who could give it, too
    bob.goOffline()
    await one.goOnline()
    await one.sees(talk, 'the hidden one')
    await other.sees(talk, 'the hidden one')
    // it may have been a receipt that was hidden: then the other device says so a little later
    await until(() => missingIn(other, talk).length === 0, 'nothing is missing')
    await bob.goOnline()
  })

  it('[AR-8] is asked for again by whoever presses the button: the log may give it now', async () => {
    const erin = await harness.newPerson('erin')
    const talk = await befriend(erin, bob)
    // the server keeps entries for whoever has not fetched them
    const away = await harness.anotherDevice(erin)
    await until(() => away.events.some((event) => event.type === 'conversation'), 'let in')
    away.goOffline()
    erin.line.lie = hiding(talk, 'the hidden one')
    await bob.send(talk, 'the hidden one')
    await bob.send(talk, 'the next one')
    // who could give it, too
    bob.goOffline()
    await erin.sees(talk, 'the next one')
    expect(missingIn(erin, talk)).toMatchObject([{ kind: 'missing', count: 1 }])
    erin.line.lie = {}
    must(await erin.engine.call('askForMissing', { conversation: talk }))
    expect(await erin.texts(talk)).toContain('the hidden one')
    expect(missingIn(erin, talk)).toEqual([])
    erin.goOffline()
    expect(await erin.engine.call('askForMissing', { conversation: talk })).toMatchObject({
      error: { code: 'offline' },
    })
    await bob.goOnline()
  })

  it('[C-8] [AR-8] because its store was damaged comes back by itself, with everything', async () => {
    const { one, other, talk } = await twoDevices('frank')
    other.crash()
    other.disk.look('sotto', `UPDATE group_parts SET bytes = x'00'`)
    await bob.send(talk, 'while it was damaged')
    await one.sees(talk, 'while it was damaged')
    await isArchived(one)
    await other.start()
    await bob.send(talk, 'and after')
    await other.sees(talk, 'and after')
    await other.sees(talk, 'while it was damaged')
    await until(() => missingIn(other, talk).length === 0, 'nothing is missing')
    await other.send(talk, 'I am back')
    await bob.sees(talk, 'I am back')
    expect(await other.texts(talk)).toEqual(await one.texts(talk))
  })

  it('[AL-4] [AR-7] because its store can’t be opened begins anew when told to, with everything', async () => {
    const { one, other, talk } = await twoDevices('ivan')
    await isArchived(one)
    const former = other.device
    await other.close()
    await other.disk.secrets.set('sotto-database-key', new Uint8Array(32))
    await other.start()
    const entering = { server: harness.url, account: one.account, password: testPassword }
    expect(await other.engine.call('signIn', entering)).toMatchObject({
      error: { code: 'device_storage_damaged' },
    })
    expect(await sessionOf(other)).toMatchObject({ state: 'store-failed' })
    expect(must(await other.engine.call('signOut'))).toEqual({ told: false })
    expect(await sessionOf(other)).toEqual({ state: 'signed-out', reason: 'begun-anew' })
    const { device } = must(await other.engine.call('signIn', entering))
    expect(device).not.toBe(former)
    await other.sees(talk, 'to both')
    expect(await other.texts(talk)).toEqual(await one.texts(talk))
    await bob.send(talk, 'and to the new one')
    await other.sees(talk, 'and to the new one')
    must(await one.engine.call('signOutDevice', { device: former }))
  })

  it('[AL-4] a store found damaged while it runs stays closed, and signs the lost device out', async () => {
    const { other, one, talk } = await twoDevices('judy')
    const former = other.device
    other.disk.failing = 'damaged'
    void other.engine.call('saveDraft', { conversation: talk, text: 'lost' })
    await until(async () => (await sessionOf(other)).state === 'store-failed', 'found damaged')
    other.disk.failing = undefined
    expect(must(await other.engine.call('signOut'))).toEqual({ told: true })
    const entering = { server: harness.url, account: one.account, password: testPassword }
    expect(must(await other.engine.call('signIn', entering)).device).not.toBe(former)
    await other.sees(talk, 'to both')
  })

  it('[C-12] [AR-8] because it was rolled back from a backup comes back by itself, with everything', async () => {
    const { one, other, talk } = await twoDevices('grace')
    await other.close()
    const backup = other.disk.copy()
    await other.start()
    for (const text of ['after the backup', 'another']) {
      await bob.send(talk, text)
      for (const each of [one, other]) await each.sees(talk, text)
    }
    await other.send(talk, 'by the one that is rolled back')
    await bob.sees(talk, 'by the one that is rolled back')
    await Promise.all([one, other].map(isArchived))
    await other.close()
    other.disk = backup
    await other.start()
    await bob.send(talk, 'the newest')
    for (const text of ['after the backup', 'another', 'by the one that is rolled back', 'the newest']) {
      await other.sees(talk, text)
    }
    await until(() => missingIn(other, talk).length === 0, 'nothing is missing')
    await other.send(talk, 'I am back')
    await bob.sees(talk, 'I am back')
    for (const each of [one, other]) {
      const texts = await each.texts(talk)
      expect(new Set(texts).size).toBe(texts.length)
    }
  })

  it('[C-12] [AR-7] because it was rolled back to before a conversation began is let in again, though nobody writes there', async () => {
    const { one, other } = await twoDevices('kim')
    await other.close()
    const backup = other.disk.copy()
    await other.start()
    const group = await bob.group('Later', [one])
    await bob.send(group, 'welcome')
    for (const each of [one, other]) await each.sees(group, 'welcome')
    await Promise.all([one, other].map(isArchived))
    await other.close()
    other.disk = backup
    await other.start()
    await other.sees(group, 'welcome')
    await other.send(group, 'I am back')
    await bob.sees(group, 'I am back')
    expect(await other.texts(group)).toEqual(await one.texts(group))
  })

  it('[AR-6] [AR-7] because it was never let in gives up what it wrote, when its account has left', async () => {
    const one = await harness.newPerson('lena')
    const group = await bob.group('Soon over', [one])
    await bob.send(group, 'hello')
    await one.sees(group, 'hello')
    await isArchived(one)
    for (const each of [one, bob]) each.goOffline()
    must(await one.engine.call('leaveGroup', { conversation: group }))
    const other = await harness.anotherDevice(one)
    await other.sees(group, 'hello')
    await other.queue(group, 'too late')
    must(await other.engine.call('renameGroup', { conversation: group, name: 'Too late' }))
    await one.goOnline()
    const stateOf = async () => (await other.messages(group)).find(({ text }) => text === 'too late')?.state
    await until(async () => (await stateOf()) === 'failed', 'it is said to have failed')
    expect(other.disk.look('sotto', 'SELECT 1 FROM intents UNION SELECT 1 FROM outbox')).toEqual([])
    await bob.goOnline()
  })

  it('[AR-15] because its account was taken out meanwhile says so, keeps what was said, and gives up what it wrote', async () => {
    const group = await waitingGroup('mona')
    must(await bob.engine.call('removeMembers', { conversation: group.id, members: [group.of.account] }))
    const other = await newcomer(group, isBusy)
    await other.queue(group.id, 'too late')
    await isToldTruth(other)
    await until(async () => (await other.messages(group.id)).at(-1)?.state === 'failed', 'given up')
    expect(await stateOf(other, group.id)).toBe('removed')
    expect(await other.texts(group.id)).toEqual(['hello', 'too late'])
    const more = { conversation: group.id, text: 'more', until: 'queued' } as const
    expect(await other.engine.call('send', more)).toMatchObject({ error: { code: 'unknown_conversation' } })
    expect(other.disk.look('sotto', 'SELECT 1 FROM intents UNION SELECT 1 FROM outbox')).toEqual([])
    // what the server alone says comes into no record: each device finds out by itself
    await isArchived(other)
    const third = await newcomer(group, isBusy)
    const sql = `SELECT json_extract(kept, '$.facts.state') AS state FROM archive_heads WHERE conversation = ?`
    expect(third.disk.look('sotto', sql, [group.id])).toEqual([{ state: 'active' }])
    await isToldTruth(third)
    await until(async () => (await stateOf(third, group.id)) === 'removed', 'it finds out, too')
  })

  it('[AR-15] and is told falsely that its account was taken out reads on, and is back with the truth', async () => {
    const group = await waitingGroup('nora')
    bob.goOffline()
    const other = await newcomer(group, inNothing)
    await until(async () => (await stateOf(other, group.id)) === 'removed', 'it is told so')
    expect(await other.texts(group.id)).toEqual(['hello'])
    await isToldTruth(other)
    await until(async () => (await stateOf(other, group.id)) === 'active', 'it is told the truth')
    await other.queue(group.id, 'I was here all the time')
    await bob.goOnline()
    await bob.sees(group.id, 'I was here all the time')
  })

  it('[AR-15] [C-8] and is told falsely that its account was taken out goes on when a member lets it in', async () => {
    const group = await waitingGroup('olga')
    bob.goOffline()
    const other = await newcomer(group, inNothing)
    await until(async () => (await stateOf(other, group.id)) === 'removed', 'it is told so')
    await bob.goOnline()
    await until(async () => (await stateOf(other, group.id)) === 'active', 'let in')
    await other.send(group.id, 'I was here all the time')
    await bob.sees(group.id, 'I was here all the time')
    expect(await other.texts(group.id)).toEqual(['hello', 'I was here all the time'])
  })

  it('[D-10] [AR-8] because it was away for longer than the server keeps entries comes with its next start', async () => {
    const { one, other, talk } = await twoDevices('heidi')
    other.goOffline()
    for (let at = 0; at < 5; at++) await bob.send(talk, `meanwhile ${at}`)
    await one.sees(talk, 'meanwhile 4')
    await isArchived(one)
    other.line.lie = forgetting(talk)
    await other.goOnline()
    await bob.send(talk, 'welcome back')
    for (let at = 0; at < 5; at++) await other.sees(talk, `meanwhile ${at}`)
    await other.sees(talk, 'welcome back')
    // of a receipt among what was lost the other device tells a little later that there was nothing to show
    await until(() => missingIn(other, talk).length === 0, 'nothing is missing')
    expect(await other.texts(talk)).toEqual(await one.texts(talk))
  })
})

function sessionOf(person: Person): Promise<SessionSnapshot> {
  return person.look('session', undefined)
}

async function stateOf(person: Person, conversation: ConversationId) {
  return (await person.look('conversation', { conversation }))?.state
}

const isMembership = ({ url }: { readonly url: string }) => url.endsWith('/v1/conversations')

/** The server says that the account takes part in nothing. */
const inNothing: Person['line']['lie'] = {
  answer: (request, response) =>
    isMembership(request) ? { kind: 'answer', status: 200, json: { conversations: [] } } : response,
}

/** The server does not say what the account takes part in. */
const isBusy: Person['line']['lie'] = {
  answer: (request, response) => (isMembership(request) ? { kind: 'unreachable' } : response),
}

async function isToldTruth(person: Person): Promise<void> {
  person.line.lie = {}
  person.goOffline()
  await person.goOnline()
}

function missingIn(person: Person, conversation: ConversationId): readonly HappeningSnapshot['what'][] {
  return person.disk
    .look('sotto', `SELECT detail FROM items WHERE conversation = ? AND key LIKE 'missing %'`, [conversation])
    .map((row) => JSON.parse(String(row.detail)) as HappeningSnapshot['what'])
}

/** The next message of the conversation never comes, and the log is without it. */
function hiding(talk: ConversationId, _text: string): Person['line']['lie'] {
  let hidden: number | undefined
  const isHidden = ({ conversation, seq, kind }: Entry) => {
    if (conversation !== talk || kind !== 'message') return false
    hidden ??= seq
    return seq === hidden
  }
  return {
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
}

/** What waited is told as one gap, as a server does that has deleted it (D-10). */
function forgetting(talk: ConversationId): Person['line']['lie'] {
  let last = 0
  return {
    frame: (frame) => {
      if (frame.kind !== 'deliver') return [frame]
      const entries = frame.entries.flatMap((entry): readonly Entry[] => {
        const isLost = entry.conversation === talk && entry.kind === 'message' && last < 1
        if (!isLost) return [entry]
        const lost = frame.entries.filter(({ conversation }) => conversation === talk)
        last = Math.max(...lost.map(({ seq }) => seq))
        const { uploader: _, ...rest } = entry
        return [{ ...rest, uploader: undefined, seq: last, kind: 'gap', bytes: new Uint8Array() }]
      })
      return [{ ...frame, entries: entries.filter((entry) => entry.kind === 'gap' || entry.seq > last) }]
    },
  }
}
