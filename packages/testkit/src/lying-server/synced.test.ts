import type { ConversationSummary, Topics } from '@sotto/client'
import { archiveKey, recordKeys, recordName } from '@sotto/crypto'
import { rewriteData } from '@sotto/server/testing'
import { bytesToBase64url, type ConversationId, type Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { isWarned, onAnswer } from './lies.ts'

type Records = Schemas['Records']
type SealedRecord = Records['records'][number]
const reading = /\/v1\/records\/read$/

describe('a server that lies about what follows the account', () => {
  let harness: Harness
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  /** Somebody with a conversation that is pinned, and a second device that knows it. */
  async function pinned(name: string): Promise<{ one: Person; other: Person; talk: ConversationId }> {
    const one = await harness.newPerson(name)
    const talk = await befriend(one, bob)
    must(await one.engine.call('pin', { conversation: talk }))
    const other = await harness.anotherDevice(one)
    await has(other, talk, (row) => row?.pinnedAt !== undefined)
    return { one, other, talk }
  }

  it('[SY-6] by an older state is named and not believed, and what was hidden is there again', async () => {
    const { one, other, talk } = await pinned('carol')
    const early = recorded(other)
    must(await one.engine.call('mute', { conversation: talk, until: 'always' }))
    await has(other, talk, (row) => row?.mutedUntil === 'always')
    other.line.lie = {}
    const marks = ownRecords(other)
    must(await one.engine.call('unmute', { conversation: talk }))
    await has(other, talk, (row) => row?.mutedUntil === undefined)
    other.line.lie = onAnswer<Records>(reading, ({ records }) => ({
      records: records.map((record) => (marks.has(record.id) ? (early.get(record.id) ?? record) : record)),
    }))
    must(await one.engine.call('mute', { conversation: talk, until: 'always' }))
    await isWarned(other, 'synced_old')
    expect(await other.look('synced', undefined)).toEqual({ problem: 'old' })
    expect((await summary(other, talk))?.mutedUntil).toBeUndefined()
    other.line.lie = {}
    other.goOffline()
    await other.goOnline()
    await has(other, talk, (row) => row?.mutedUntil === 'always' && row.pinnedAt !== undefined)
    const isSettled = async () => (await other.look('synced', undefined)).problem === undefined
    await until(isSettled, 'nothing is wrong any more')
    await has(one, talk, (row) => row?.mutedUntil === 'always' && row.pinnedAt !== undefined)
  })

  it('[SY-2] by records in each other’s places is named, and nothing of them is taken', async () => {
    const { one, talk } = await pinned('dora')
    must(await one.engine.call('saveDraft', { conversation: talk, text: 'a draft', settled: true }))
    must(await one.engine.call('choose', { theme: 'dark' }))
    one.goOffline()
    const fresh = await harness.newDevice()
    const names = namesOf(one)
    fresh.line.lie = onAnswer<Records>(reading, ({ records }) => ({ records: turned(records, names) }))
    await fresh.signIn('dora')
    await isWarned(fresh, 'synced_unreadable')
    expect(things(fresh)).toEqual([])
    fresh.line.lie = {}
    fresh.goOffline()
    await fresh.goOnline()
    await has(fresh, talk, (row) => row?.pinnedAt !== undefined && row.draft === 'a draft')
  })

  it('[SY-2] by another account’s records is named, and the person’s own come with the next try', async () => {
    const { one: mallory } = await pinned('mallory')
    const theirs = await readAll(mallory)
    const { one, talk } = await pinned('erin')
    const names = namesOf(one)
    const fresh = await harness.newDevice()
    fresh.line.lie = onAnswer<Records>(reading, ({ records }) => ({
      records: records.map((record) => {
        const at = names.indexOf(record.id)
        return at < 0
          ? record
          : { ...record, version: 9, bytes: theirs[at]?.bytes ?? theirs[0]?.bytes ?? 'AAAA' }
      }),
    }))
    await fresh.signIn('erin')
    await isWarned(fresh, 'synced_unreadable')
    expect(things(fresh)).toEqual([])
    fresh.line.lie = {}
    fresh.goOffline()
    await fresh.goOnline()
    await has(fresh, talk, (row) => row?.pinnedAt !== undefined)
    await has(one, talk, (row) => row?.pinnedAt !== undefined)
  })

  it('[SY-6] by one record withheld is named, because the others tell of it', async () => {
    const { one, talk } = await pinned('frank')
    must(await one.engine.call('choose', { theme: 'dark' }))
    one.goOffline()
    const names = namesOf(one)
    const fresh = await harness.newDevice()
    fresh.line.lie = onAnswer<Records>(reading, ({ records }) => ({
      records: records.map((record) =>
        names.includes(record.id) && names.indexOf(record.id) > 0 ? { id: record.id, version: 0 } : record,
      ),
    }))
    await fresh.signIn('frank')
    await until(async () => (await seen(fresh, 'settings', undefined)).theme === 'dark', 'dark')
    await isWarned(fresh, 'synced_withheld')
    expect((await summary(fresh, talk))?.pinnedAt).toBeUndefined()
    fresh.line.lie = {}
    fresh.goOffline()
    await fresh.goOnline()
    await has(fresh, talk, (row) => row?.pinnedAt !== undefined)
  })

  it('[SY-6] that has damaged its records, or lost them, gets them again', async () => {
    const { one, other, talk } = await pinned('grace')
    const ids = namesOf(one).map((id) => `x'${Buffer.from(id, 'base64url').toString('hex')}'`)
    const meant = `WHERE account = 'grace' AND id IN (${ids.join()})`
    for (const damage of [
      `UPDATE sealed_record SET bytes = x'00' ${meant}`,
      `UPDATE sealed_record SET bytes = NULL ${meant}`,
      `DELETE FROM sealed_record ${meant}`,
    ]) {
      one.goOffline()
      await harness.whileStopped((dataDir) =>
        rewriteData(dataDir, async ({ database }) => {
          await database.write(() => {
            database.prepare(damage).run()
          })
        }),
      )
      await bob.goOnline()
      // nothing is said to have changed: it is found within a day
      other.jump(25 * 3_600_000)
      other.goOffline()
      await other.goOnline()
      await isWarned(other, damage.includes("x'00'") ? 'synced_unreadable' : 'synced_withheld')
      const fresh = await harness.anotherDevice(one)
      await has(fresh, talk, (row) => row?.pinnedAt !== undefined)
      await fresh.close()
      await one.goOnline()
      await has(one, talk, (row) => row?.pinnedAt !== undefined)
    }
  })

  it('[SY-6] by a conflict without end is named, and what waited goes out when it ends', async () => {
    const { one, other, talk } = await pinned('heidi')
    one.line.lie = conflicts
    must(await one.engine.call('mute', { conversation: talk, until: 'always' }))
    await isWarned(one, 'synced_refused')
    expect((await summary(one, talk))?.mutedUntil).toBe('always')
    one.line.lie = {}
    one.goOffline()
    await one.goOnline()
    await has(other, talk, (row) => row?.mutedUntil === 'always')
  })
})

/** What the server calls this account's records of what follows it, in their order. */
function namesOf(person: Person): readonly string[] {
  const [row] = person.disk.look('sotto', `SELECT value FROM settings WHERE name = 'rootKey'`)
  if (!(row?.value instanceof Uint8Array)) throw new Error('no root key')
  const keys = recordKeys(person.account, 'synced', archiveKey(row.value))
  const shelves = Array.from({ length: 16 }, (_, at) => at)
  const groups = ['marks', 'drafts', 'people'].flatMap((group) => shelves.map((shelf) => [group, shelf]))
  return [['settings'], ...groups].map((parts) => bytesToBase64url(recordName(keys, parts)))
}

function ownRecords(person: Person): ReadonlySet<string> {
  return new Set(namesOf(person))
}

/** Each record as somebody is first shown it from now on. */
function recorded(person: Person): Map<string, SealedRecord> {
  const first = new Map<string, SealedRecord>()
  person.line.lie = onAnswer<Records>(reading, (json) => {
    for (const record of json.records) if (!first.has(record.id)) first.set(record.id, record)
    return json
  })
  return first
}

/** All records, as a new device of this account is shown them. */
async function readAll(person: Person): Promise<readonly SealedRecord[]> {
  const names = namesOf(person)
  const shown = recorded(person)
  person.disk.look('sotto', `DELETE FROM settings WHERE name = 'synced.heard'`)
  person.goOffline()
  await person.goOnline()
  await until(() => shown.has(names[0] ?? ''), 'all records')
  person.line.lie = {}
  return names.map((id) => shown.get(id) ?? { id, version: 0 })
}

/** Everybody gets the bytes of another one of those that are meant. */
function turned(records: Records['records'], names: readonly string[]): Records['records'] {
  const full = records.filter((one) => names.includes(one.id) && one.bytes !== undefined)
  return records.map((record) => {
    const other = full.find((one) => one.id !== record.id)
    const isMeant = names.includes(record.id) && record.bytes !== undefined
    return isMeant && other?.bytes !== undefined ? { ...record, bytes: other.bytes } : record
  })
}

const conflicts: Lie = {
  divert: (request) =>
    isWrite(request) ? { method: 'GET', url: request.url.replace('/records', '/server') } : request,
  answer: (request, response) =>
    isWrite(request)
      ? {
          kind: 'answer',
          status: 409,
          json: { type: 'about:blank', title: 'Conflict', status: 409, code: 'version_conflict' },
        }
      : response,
}

function isWrite({ method, url }: { readonly method: string; readonly url: string }): boolean {
  return method === 'POST' && url.endsWith('/v1/records')
}

/** What this device was told by others. */
function things(person: Person): readonly unknown[] {
  return person.disk.look('sotto', `SELECT kind, name FROM synced WHERE kind NOT IN ('key', 'offered')`)
}

async function has(
  on: Person,
  talk: ConversationId,
  fits: (row: ConversationSummary | undefined) => boolean,
): Promise<void> {
  await until(async () => fits(await summary(on, talk)), `it is so for ${on.account}`)
}

async function summary(of: Person, talk: ConversationId): Promise<ConversationSummary | undefined> {
  return (await seen(of, 'conversations', undefined)).find((one) => one.conversation === talk)
}

function seen<T extends keyof Topics>(
  by: Person,
  topic: T,
  params: Topics[T]['params'],
): Promise<Topics[T]['snapshot']> {
  return by.look(topic, params)
}
