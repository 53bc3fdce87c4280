import { envelopeIdOf } from '@sotto/crypto'
import { befriend, type Harness, isArchived, type Person, startHarness, until } from '@sotto/testkit/harness'
import { type ConversationId, type Entry, parseConversationId, type ServerFrame } from '@sotto/wire'
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

describe('[C-12] a device that was set back, and to which nothing comes that would tell', () => {
  let harness: Harness
  let kate: Person
  let pia: Person
  let talk: ConversationId
  let backup: Person['disk']
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  async function meet(one: string, other: string): Promise<void> {
    kate = await harness.newPerson(one)
    pia = await harness.newPerson(other)
    talk = await befriend(kate, pia)
    await kate.sees(talk, `I am ${other}`)
    backup = await copyOf(kate)
  }

  async function setBack(cut = false): Promise<void> {
    await kate.close()
    kate.disk = backup
    await kate.start(undefined, cut)
  }

  async function expectAllSeen(texts: readonly string[]): Promise<void> {
    for (const each of [kate, pia]) {
      for (const text of texts) await each.sees(talk, text)
      expect((await each.texts(talk)).slice(2)).toEqual(texts)
    }
    expect(kate.warnings().filter((code) => code !== 'set_back')).toEqual([])
    expect(pia.warnings()).toEqual([])
  }

  it('because the server has heard of nothing since the backup, is read by the others', async () => {
    await meet('ann', 'anton')
    kate.line.lie = unacknowledged
    await kate.send(talk, 'after the backup')
    await pia.sees(talk, 'after the backup')
    await pia.send(talk, 'and answered')
    await kate.sees(talk, 'and answered')
    await setBack()
    await kate.send(talk, 'I am back')
    await expectAllSeen(['after the backup', 'and answered', 'I am back'])
    expect(kate.warnings()).toContain('set_back')
  })

  it('because the server takes all for known that came since, is read by the others', async () => {
    await meet('bea', 'bert')
    await kate.send(talk, 'after the backup')
    await pia.sees(talk, 'after the backup')
    await pia.send(talk, 'and answered')
    await kate.sees(talk, 'and answered')
    await isArchived(kate)
    await setBack()
    await kate.send(talk, 'I am back')
    await expectAllSeen(['after the backup', 'and answered', 'I am back'])
    expect(kate.warnings()).toContain('set_back')
  })

  it('because nobody writes, finds it out all the same', async () => {
    await meet('bo', 'berta')
    await kate.send(talk, 'after the backup')
    await pia.sees(talk, 'after the backup')
    await isArchived(kate)
    pia.goOffline()
    await setBack()
    await until(() => kate.warnings().includes('set_back'), 'it has compared')
    await pia.goOnline()
    await kate.send(talk, 'I am back')
    await expectAllSeen(['after the backup', 'I am back'])
  })

  it('writes before it has met the server, and is read by the others', async () => {
    await meet('cleo', 'carl')
    kate.line.lie = unacknowledged
    await kate.send(talk, 'after the backup')
    await pia.sees(talk, 'after the backup')
    await setBack(true)
    await kate.queue(talk, 'I write at once')
    await kate.goOnline()
    await expectAllSeen(['after the backup', 'I write at once'])
  })

  it('and whose last word was a change of the group, is let in again and blames nobody', async () => {
    await meet('dora', 'dirk')
    const group = await kate.group('Before', [pia])
    await kate.send(group, 'begun')
    await pia.sees(group, 'begun')
    backup = await copyOf(kate)
    kate.line.lie = unacknowledged
    await kate.engine.call('renameGroup', { conversation: group, name: 'After' })
    await kate.send(group, 'renamed')
    await pia.sees(group, 'renamed')
    await setBack()
    await kate.send(group, 'I am back')
    await pia.sees(group, 'I am back')
    await kate.sees(group, 'renamed')
    expect((await kate.look('conversation', { conversation: group }))?.name).toBe('After')
    expect(kate.warnings()).toEqual(['set_back'])
    expect(pia.warnings()).toEqual([])
  })

  it('to the middle of beginning a group, is let into what it began', async () => {
    await meet('eve', 'emil')
    kate.line.lie = { instead: (frame) => (frame.kind === 'create' ? [] : undefined) }
    const made = kate.group('Begun', [pia])
    const sql = 'SELECT conversation FROM pending_commits'
    await until(() => kate.disk.look('sotto', sql).length === 1, 'the group is on its way')
    await kate.close()
    await made.catch(() => undefined)
    backup = kate.disk.copy()
    const group = parseConversationId(backup.look('sotto', sql)[0]?.conversation)
    if (group === undefined) throw new Error('no group')
    await kate.start()
    await kate.send(group, 'begun')
    await pia.sees(group, 'begun')
    await isArchived(kate)
    await setBack()
    await kate.send(group, 'I am back')
    await pia.sees(group, 'I am back')
    await kate.sees(group, 'begun')
  })

  it('is told so by what a lying server kept back, once and never again', async () => {
    await meet('fay', 'finn')
    const swallowed: Uint8Array[] = []
    kate.line.lie = {
      instead: (frame) => {
        if (frame.kind !== 'send') return undefined
        swallowed.push(frame.envelope)
        return []
      },
    }
    await kate.queue(talk, 'swallowed')
    await kate.queue(talk, 'and this')
    await until(() => swallowed.length === 2, 'the server has both')
    await setBack()
    let asked = 0
    const answer: NonNullable<Person['line']['lie']['answer']> = (request, response) => {
      if (request.url.endsWith('/rejoin')) asked += 1
      return response
    }
    for (const [n, envelope] of [0, 0, 1, 0].flatMap((at) => swallowed[at] ?? []).entries()) {
      let isTold = false
      const once = insteadOfFirst(talk, envelope)
      kate.line.lie = {
        answer,
        frame: (frame) => once(frame, () => (isTold = true)),
      }
      await pia.send(talk, `hidden ${n}`)
      await until(() => isTold, 'told as another entry')
      kate.line.lie = { answer }
      await kate.send(talk, `word ${n}`)
      await pia.sees(talk, `word ${n}`)
    }
    expect(await kate.texts(talk)).toContain('swallowed')
    expect(asked).toBe(1)
    expect(kate.warnings().filter((code) => code === 'set_back')).toHaveLength(1)
  })

  it('is not what a device takes itself for when a server repeats what it wrote', async () => {
    await meet('gil', 'gerd')
    const written: Uint8Array[] = []
    kate.line.lie = {
      send: (frame) => {
        if (frame.kind === 'send') written.push(frame.envelope)
        return frame
      },
    }
    for (const text of ['one', 'two', 'three']) await kate.send(talk, text)
    await pia.sees(talk, 'three')
    for (const [n, envelope] of written.entries()) {
      let isTold = false
      const once = insteadOfFirst(talk, envelope)
      kate.line.lie = { frame: (frame) => once(frame, () => (isTold = true)) }
      await pia.send(talk, `hidden ${n}`)
      await until(() => isTold, 'told as another entry')
    }
    kate.line.lie = {}
    await pia.send(talk, 'not hidden')
    await kate.sees(talk, 'not hidden')
    await kate.send(talk, 'and answered')
    await pia.sees(talk, 'and answered')
    expect(kate.warnings()).not.toContain('set_back')
  })
})

/** Tells this envelope in the place of the first message that somebody else wrote. */
function insteadOfFirst(conversation: ConversationId, envelope: Uint8Array) {
  let isDone = false
  const instead = (entry: Entry, onTold: () => void): Entry => {
    const isIt = entry.conversation === conversation && entry.kind === 'message' && entry.bytes.length > 0
    if (isDone || !isIt) return entry
    isDone = true
    onTold()
    return { ...entry, bytes: envelope, id: envelopeIdOf(envelope), uploader: undefined }
  }
  return (frame: ServerFrame, onTold: () => void): readonly ServerFrame[] =>
    frame.kind === 'deliver'
      ? [{ ...frame, entries: frame.entries.map((entry) => instead(entry, onTold)) }]
      : [frame]
}

/** What the server has delivered is never confirmed. */
const unacknowledged: Person['line']['lie'] = {
  send: (frame) => (frame.kind === 'ack' ? { ...frame, upTo: [] } : frame),
}

async function copyOf(person: Person): Promise<Person['disk']> {
  await person.close()
  const copy = person.disk.copy()
  await person.start()
  return copy
}

/** The server keeps the archive to itself. */
const withoutRecords: Person['line']['lie'] = {
  answer: (request, response) => (request.url.includes('/v1/records') ? { kind: 'unreachable' } : response),
}

function isMissing(person: Person, conversation: ConversationId): boolean {
  const sql = `SELECT 1 FROM items WHERE conversation = ? AND key LIKE 'missing %'`
  return person.disk.look('sotto', sql, [conversation]).length > 0
}
