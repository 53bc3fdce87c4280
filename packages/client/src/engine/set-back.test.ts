import { befriend, type Harness, isArchived, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('a device that is set back by a backup', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  it('[C-9] [C-12] to before a direct conversation began takes nothing of it for a stranger’s, and names what nobody has brought', async () => {
    const one = await harness.newPerson('kate')
    const other = await harness.anotherDevice(one)
    await other.close()
    const backup = other.disk.copy()
    await other.start()
    const pia = await harness.newPerson('pia')
    const talk = await befriend(one, pia)
    await other.sees(talk, 'I am pia')
    await Promise.all([one, other].map(isArchived))
    one.goOffline()
    other.line.lie = withoutRecords
    await pia.send(talk, 'in no archive yet')
    await other.sees(talk, 'in no archive yet')
    await other.close()
    await pia.send(talk, 'to whom nobody has let in')
    pia.goOffline()
    other.disk = backup
    await other.start(undefined, true)
    other.line.lie = withoutRecords
    await other.goOnline()
    const sql = `SELECT 1 FROM conversations WHERE id = ? AND json_extract(record, '$.group') = 'broken'`
    await until(() => other.disk.look('sotto', sql, [talk]).length > 0, 'something came for it')
    other.line.lie = {}
    other.goOffline()
    await other.goOnline()
    await other.sees(talk, 'I am pia')
    await pia.goOnline()
    await other.send(talk, 'I am back')
    await pia.sees(talk, 'I am back')
    await until(() => isMissing(other, talk), 'what nobody has brought is named')
    await one.goOnline()
    await one.sees(talk, 'I am back')
    await until(() => !isMissing(other, talk), 'nothing is missing')
    const all = ['I am kate', 'I am pia', 'in no archive yet', 'to whom nobody has let in', 'I am back']
    for (const each of [one, other]) expect(await each.texts(talk)).toEqual(all)
    expect(other.warnings()).not.toContain('forged_conversation')
  })
})

/** The server keeps the archive to itself. */
const withoutRecords: Person['line']['lie'] = {
  answer: (request, response) => (request.url.includes('/v1/records') ? { kind: 'unreachable' } : response),
}

function isMissing(person: Person, conversation: ConversationId): boolean {
  const sql = `SELECT 1 FROM items WHERE conversation = ? AND key LIKE 'missing %'`
  return person.disk.look('sotto', sql, [conversation]).length > 0
}
