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

/** More than the archive keeps in a head: the older ones are in a segment. */
const many = 70

describe('what the archive has and a device leaves to the log, which does not bring it any more', () => {
  let harness: Harness
  let one: Person
  let other: Person
  let pia: Person
  beforeAll(async () => {
    harness = await startHarness()
    pia = await harness.newPerson('pia')
    one = await harness.newPerson('kate')
    await befriend(one, pia)
    other = await harness.anotherDevice(one)
  })
  afterAll(() => harness.close())

  /** Somebody's store as it is now, to be brought back later. */
  async function backUp(): Promise<Person['disk']> {
    await isArchived(other)
    await other.close()
    const backup = other.disk.copy()
    await other.start()
    return backup
  }

  async function bringBack(backup: Person['disk']): Promise<void> {
    await other.close()
    other.disk = backup
    await other.start()
  }

  it('[AR-7] [AR-8] [C-12] comes from the archive, what is in its segments too', async () => {
    const talk = await pia.group('Long', [one])
    await pia.send(talk, 'begun')
    await other.sees(talk, 'begun')
    const backup = await backUp()
    const texts = Array.from({ length: many }, (_, number) => `number ${number}`)
    for (const text of texts) await pia.queue(talk, text)
    for (const each of [one, other]) await each.sees(talk, `number ${many - 1}`)
    await Promise.all([one, other].map(isArchived))
    await bringBack(backup)
    const taken = 'SELECT 1 FROM archive_segments WHERE conversation = ? AND taken > 0'
    await until(() => other.disk.look('sotto', taken, [talk]).length > 0, 'its segment has been looked at')
    await pia.send(talk, 'the next')
    await other.sees(talk, 'the next')
    const all = ['begun', ...texts, 'the next']
    await until(async () => (await other.texts(talk)).length >= all.length, 'nothing is lacking')
    expect(await other.texts(talk)).toEqual(all)
  })

  it('[AR-7] [AR-15] comes from the archive where the account is out, and so does that it is', async () => {
    const talk = await pia.group('Short', [one])
    await pia.send(talk, 'begun')
    await other.sees(talk, 'begun')
    const backup = await backUp()
    await pia.send(talk, 'after the backup')
    await other.sees(talk, 'after the backup')
    must(await pia.engine.call('removeMembers', { conversation: talk, members: [one.account] }))
    for (const each of [one, other])
      await until(async () => (await stateIn(each, talk)) === 'removed', 'the account is out')
    await Promise.all([one, other].map(isArchived))
    await bringBack(backup)
    await until(async () => (await stateIn(other, talk)) === 'removed', 'that it is out is known again')
    await other.sees(talk, 'after the backup')
    expect(await other.texts(talk)).toEqual(await one.texts(talk))
  })

  it('[AR-7] [AR-15] comes from the archive also where nobody has told it yet that the account is out', async () => {
    const talk = await pia.group('Shorter', [one])
    await pia.send(talk, 'begun')
    await other.sees(talk, 'begun')
    const backup = await backUp()
    await pia.send(talk, 'after the backup')
    for (const each of [one, other]) await each.sees(talk, 'after the backup')
    await Promise.all([one, other].map(isArchived))
    one.goOffline()
    let acknowledged = 0
    other.line.lie = {
      send: (frame) => {
        const upTo = frame.kind === 'ack' ? frame.upTo : []
        for (const { conversation, seq } of upTo) if (conversation === talk) acknowledged = seq
        return frame
      },
      divert: (request) =>
        request.method === 'POST' && request.url.endsWith('/v1/records')
          ? { ...request, url: `${harness.url}/v1/nowhere` }
          : undefined,
    }
    must(await pia.engine.call('removeMembers', { conversation: talk, members: [one.account] }))
    await until(async () => (await stateIn(other, talk)) === 'removed', 'the account is out')
    await until(() => acknowledged >= cursorOf(other, talk), 'the server counts that as known')
    await other.close()
    other.disk = backup
    await other.start()
    await until(async () => (await stateIn(other, talk)) === 'removed', 'that it is out is known again')
    await other.sees(talk, 'after the backup')
    await one.goOnline()
    await until(async () => (await stateIn(one, talk)) === 'removed', 'and everywhere')
    expect(await other.texts(talk)).toEqual(await one.texts(talk))
  })
})

async function stateIn(person: Person, conversation: ConversationId): Promise<string | undefined> {
  const list = await person.look('conversations', undefined)
  return list.find((known) => known.conversation === conversation)?.state
}

function cursorOf(person: Person, conversation: ConversationId): number {
  const sql = `SELECT json_extract(record, '$.cursor') AS cursor FROM conversations WHERE id = ?`
  return Number(person.disk.look('sotto', sql, [conversation])[0]?.cursor)
}
