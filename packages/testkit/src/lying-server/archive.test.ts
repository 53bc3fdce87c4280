import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpRequest } from '@sotto/client/ports'
import { rewriteData } from '@sotto/server/testing'
import type { ConversationId, Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { isArchived } from '../is-archived.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { isWarned, onAnswer } from './lies.ts'

type Records = Schemas['Records']
const reading = /\/v1\/records\/read$/

describe('a server that lies about the history it keeps', () => {
  let harness: Harness
  let bob: Person
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())

  /** Somebody with a conversation in the archive, and a second device that has read it. */
  async function archived(name: string): Promise<{ one: Person; other: Person; talk: ConversationId }> {
    const one = await harness.newPerson(name)
    const talk = await befriend(one, bob)
    await isArchived(one)
    const other = await harness.anotherDevice(one)
    await other.sees(talk, 'I am bob')
    await until(() => other.events.some((event) => event.type === 'conversation'), 'let in')
    await isArchived(other)
    await isArchived(one)
    return { one, other, talk }
  }

  async function comesWhole(of: Person, talk: ConversationId, texts: readonly string[]): Promise<void> {
    await isArchived(of)
    const fresh = await harness.anotherDevice(of)
    for (const text of texts) await fresh.sees(talk, text)
    expect(fresh.warnings()).toEqual([])
    await fresh.close()
  }

  it('[AR-10] [AR-11] by an older state is named and not believed, and what was hidden is there again', async () => {
    const { one, other, talk } = await archived('carol')
    const early = recordedReads(one)
    await bob.send(talk, 'one')
    await one.sees(talk, 'one')
    await isArchived(one)
    await bob.send(talk, 'two')
    for (const each of [one, other]) await each.sees(talk, 'two')
    await Promise.all([one, other].map(isArchived))
    one.events.length = 0
    one.line.lie = onAnswer<Records>(reading, ({ records }) => ({
      records: records.map((record) => early.get(record.id) ?? record),
    }))
    await bob.send(talk, 'three')
    await isWarned(one, 'archive_old')
    expect(await one.texts(talk)).toEqual(expect.arrayContaining(['one', 'two', 'three']))
    one.line.lie = {}
    await comesWhole(one, talk, ['I am bob', 'one', 'two', 'three'])
  })

  it('[AR-2] [AR-10] by records in each other’s places is named, and nothing of them is taken', async () => {
    const { one, talk } = await archived('dora')
    const group = await one.group('Plans', [bob])
    await one.send(group, 'the plan')
    await isArchived(one)
    one.goOffline()
    const fresh = await harness.newDevice()
    const seen: Records['records'][number][] = []
    fresh.line.lie = onAnswer<Records>(reading, ({ records }) => {
      seen.push(...records)
      return { records: turned(records, seen) }
    })
    await fresh.signIn('dora')
    await isWarned(fresh, 'archive_unreadable')
    expect(fresh.disk.look('sotto', `SELECT 1 FROM items WHERE type = 'message'`)).toEqual([])
    fresh.line.lie = {}
    fresh.goOffline()
    await fresh.goOnline()
    for (const [conversation, text] of [
      [group, 'the plan'],
      [talk, 'I am bob'],
    ] as const) {
      await fresh.sees(conversation, text)
    }
  })

  it('[AR-2] by another account’s records is named, and the person’s own come with the next try', async () => {
    const { one: mallory } = await archived('mallory')
    const theirs = recordedReads(mallory)
    const group = await mallory.group('Not yours', [bob])
    await mallory.send(group, 'a secret')
    await isArchived(mallory)
    const { one, talk } = await archived('erin')
    const fresh = await harness.newDevice()
    const bodies = [...theirs.values()].flatMap(({ bytes }) => bytes ?? [])
    fresh.line.lie = onAnswer<Records>(reading, ({ records }) => ({
      records: records.map((record, at) => ({
        ...record,
        version: 9,
        bytes: bodies[at % bodies.length] ?? '',
      })),
    }))
    await fresh.signIn('erin')
    await isWarned(fresh, 'archive_unreadable')
    expect(fresh.disk.look('sotto', `SELECT 1 FROM items WHERE type = 'message'`)).toEqual([])
    fresh.line.lie = {}
    fresh.goOffline()
    await fresh.goOnline()
    await fresh.sees(talk, 'I am bob')
    expect(await one.texts(talk)).toEqual(await fresh.texts(talk))
  })

  it('[AR-10] by one conversation withheld is named, and all others come', async () => {
    const { one, talk } = await archived('frank')
    const heads = recordedWrites(one)
    const group = await one.group('Plans', [bob])
    await one.send(group, 'the plan')
    await isArchived(one)
    await one.send(group, 'the second plan')
    await isArchived(one)
    one.goOffline()
    const fresh = await harness.newDevice()
    const hidden = mostWritten(heads)
    fresh.line.lie = onAnswer<Records>(reading, ({ records }) => ({
      records: records.map((record) => (record.id === hidden ? { id: hidden, version: 0 } : record)),
    }))
    await fresh.signIn('frank')
    await isWarned(fresh, 'archive_withheld')
    await fresh.sees(talk, 'I am bob')
    fresh.line.lie = {}
    fresh.goOffline()
    await fresh.goOnline()
    await fresh.sees(group, 'the second plan')
  })

  it('[AR-12] by a conflict without end is named, and what waited is kept when it ends', async () => {
    const { one, other, talk } = await archived('grace')
    other.goOffline()
    one.line.lie = conflicts
    await bob.send(talk, 'not taken')
    await isWarned(one, 'archive_refused')
    expect(await one.texts(talk)).toContain('not taken')
    one.line.lie = {}
    one.goOffline()
    await one.goOnline()
    await comesWhole(one, talk, ['I am bob', 'not taken'])
  })

  it('[AR-11] that has lost its records, all or the newest, gets them again', async () => {
    const { one, talk } = await archived('heidi')
    for (const count of [0, 60]) {
      for (let at = 0; at < count; at++) await one.queue(talk, `long ago ${at}`)
      if (count > 0) await bob.sees(talk, `long ago ${count - 1}`)
    }
    await isArchived(one)
    await harness.whileStopped(async (dataDir) => {
      const backup = join(dataDir, '..', 'records backup')
      await cp(dataDir, backup, { recursive: true })
      await rewriteData(dataDir, async ({ database }) => {
        await database.write(() => {
          database.prepare(`DELETE FROM sealed_record WHERE account = 'heidi'`).run()
          database.prepare(`DELETE FROM sealed_records_of WHERE account = 'heidi'`).run()
        })
      })
      await rm(backup, { recursive: true, force: true })
    })
    await one.goOnline()
    await bob.goOnline()
    await until(() => count(one, 'archive_heads WHERE shelved > 0') > 0, 'written again')
    await until(async () => (await versionsOf(one)).every((version) => version > 0), 'at the server')
    await comesWhole(one, talk, ['I am bob', 'long ago 0', 'long ago 59'])
  })

  function count(person: Person, from: string): number {
    return person.disk.look('sotto', `SELECT 1 FROM ${from}`).length
  }

  async function versionsOf(person: Person): Promise<readonly number[]> {
    await isArchived(person)
    return person.disk.look('sotto', 'SELECT version FROM archive_heads').map((row) => Number(row.version))
  }
})

/** Each record as somebody was first shown it from now on. */
function recordedReads(person: Person): Map<string, Records['records'][number]> {
  const seen = new Map<string, Records['records'][number]>()
  person.line.lie = onAnswer<Records>(reading, (json) => {
    for (const record of json.records) if (!seen.has(record.id)) seen.set(record.id, record)
    return json
  })
  return seen
}

/** How often each record is written from now on. */
function recordedWrites(person: Person): Map<string, number> {
  const written = new Map<string, number>()
  person.line.lie = {
    answer: (request, response) => {
      if (isWrite(request)) {
        const { records } = request.json as Schemas['RecordsPut']
        for (const { id } of records) written.set(id, (written.get(id) ?? 0) + 1)
      }
      return response
    },
  }
  return written
}

function mostWritten(written: ReadonlyMap<string, number>): string {
  const [most] = [...written].toSorted(([, one], [, other]) => other - one)
  return must(
    most === undefined
      ? { ok: false, error: { code: 'internal', message: 'none' } }
      : { ok: true, value: most[0] },
  )
}

/** Everybody gets the bytes of another one that was asked for. */
function turned(records: Records['records'], seen: Records['records']): Records['records'] {
  return records.map(({ id, version }) => {
    const other = seen.find((one) => one.id !== id && one.bytes !== undefined)
    return { id, version, ...(other?.bytes === undefined ? {} : { bytes: other.bytes }) }
  })
}

const conflicts: Lie = {
  divert: ({ url, ...request }) =>
    isWrite({ url, ...request })
      ? { method: 'GET', url: url.replace('/records', '/server') }
      : { url, ...request },
  answer: (request, response) =>
    isWrite(request)
      ? {
          kind: 'answer',
          status: 409,
          json: { type: 'about:blank', title: 'Conflict', status: 409, code: 'version_conflict' },
        }
      : response,
}

function isWrite({ method, url }: HttpRequest): boolean {
  return method === 'POST' && url.endsWith('/v1/records')
}
