import { befriend, type Harness, isArchived, type Person, startHarness, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, expect, test } from 'vitest'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

test('[AR-4] [C-12] what a device that was set back sends twice stands where it stood first, on every device and whoever told the archive first', async () => {
  const pia = await harness.newPerson('pia')
  const one = await harness.newPerson('kate')
  const talk = await befriend(one, pia)
  const other = await harness.anotherDevice(one)
  await other.sees(talk, 'I am pia')
  await other.send(talk, 'let in')
  await Promise.all([one, other].map(isArchived))
  other.goOffline()
  await other.queue(talk, 'twice')
  await other.close()
  const backup = other.disk.copy()
  await other.start(undefined, true)
  for (const each of [one, other]) each.line.lie = withoutRecords
  await other.goOnline()
  await pia.sees(talk, 'twice')
  await pia.send(talk, 'between')
  for (const each of [one, other]) await each.sees(talk, 'between')
  await other.close()
  other.disk = backup
  await other.start()
  await until(async () => (await stateOf(other, 'twice')) === 'sent', 'it was sent again')
  await isArchived(other)
  one.line.lie = {}
  one.goOffline()
  await one.goOnline()
  await isArchived(one)
  const third = await harness.anotherDevice(one)
  const said = ['I am kate', 'I am pia', 'let in', 'twice', 'between']
  for (const each of [one, other, third]) {
    const isThere = async () => (await each.texts(talk)).join() === said.join()
    await until(isThere, `everything is in its place for ${each.device}`).catch(() => {})
    expect(await each.texts(talk)).toEqual(said)
  }

  async function stateOf(person: Person, text: string): Promise<string | undefined> {
    return (await person.messages(talk)).find((message) => message.text === text)?.state
  }
})

/** The server keeps the archive to itself. */
const withoutRecords: Person['line']['lie'] = {
  answer: (request, response) => (request.url.includes('/v1/records') ? { kind: 'unreachable' } : response),
}
