// One look at what follows the account: what has changed at the server is read and taken in, and where a record lacks
// what stands here it is written again, against the version that was read. All of it may be cut short and begun anew.

import { limits } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Statement } from '../../ports.ts'
import { doubtOf } from '../archive/doubts.ts'
import type { Found, Put, RecordClient } from '../archive/record-client.ts'
import type { Live } from '../live.ts'
import { type Body, decodeBody, encodeBody, joined, keyOf } from './body.ts'
import type { SyncedDoubts } from './doubts.ts'
import { type Entry, isSame } from './entry.ts'
import {
  readMark,
  readThings,
  readVersions,
  recordsBehind,
  recordsDue,
  type Versions,
  writeMark,
  writeTold,
  writeVersions,
} from './memory.ts'
import { type OwnEntry, told } from './merge.ts'
import { allRecords, partsOf } from './names.ts'
import { type Stamps, takeIn } from './take.ts'

export type Synceds = {
  readonly live: Live
  readonly records: RecordClient
  readonly doubts: SyncedDoubts
  readonly stamps: Stamps
}

/** Bytes of one write, which becomes a body of JSON with its bytes in base64url. */
const bytesAtOnce = 600 * 1024
/** Also where nothing is said to have changed: a server may have lost something. */
const looksAgainAfter = 86_400_000
const done = { ok: true, value: null } as const
const none: Versions = { seen: 0, least: 0 }

/** What another device has changed since this one has heard last, as far as it concerns this room. */
export type Heard = {
  readonly records: ReadonlySet<number>
  /** All were to be looked at. */
  readonly isAll: boolean
  readonly upTo: number
}

export async function listen({ live, records }: Synceds): Promise<Outcome<Heard>> {
  const heard = await readMark(live.db, 'heard')
  const looked = (await readMark(live.db, 'looked')) ?? 0
  const isDue = Math.abs(live.platform.clock.now() - looked) > looksAgainAfter
  const numbers = new Map(allRecords.map((record) => [records.nameOf(partsOf(record)), record]))
  const changed = new Set<number>()
  for (let after = heard ?? Number.MAX_SAFE_INTEGER; ; ) {
    const page = await records.changes(after)
    if (!page.ok) return page
    const { changes, last } = page.value
    // at first, and where the server went back behind what it had told, all of them are looked at
    if (heard === undefined || isDue || last < after) {
      return { ok: true, value: { records: new Set(allRecords), isAll: true, upTo: last } }
    }
    for (const { id } of changes) {
      const record = numbers.get(id)
      if (record !== undefined) changed.add(record)
    }
    if (changes.length < limits.recordsPerRequest) {
      return { ok: true, value: { records: changed, isAll: false, upTo: last } }
    }
    after = Math.max(after + 1, ...changes.map((one) => one.change))
  }
}

/** Afterwards these records, and those that lack something, are here as they are there, and there as they are here. */
export async function readAndWrite(parts: Synceds, heard: Heard | undefined): Promise<Outcome<null>> {
  const { db } = parts.live
  const first = await look(parts, new Set([...(heard?.records ?? []), ...(await recordsDue(db))]))
  if (!first.ok) return first
  // what the others tell of and was not given
  const behind = (await recordsBehind(db)).filter((record) => !first.value.lacking.includes(record))
  const second = await look(parts, new Set(behind))
  if (!second.ok) return second
  const jobs = new Map([...first.value.jobs, ...second.value.jobs].map((job) => [job.record, job]))
  const isLacking = first.value.lacking.length + second.value.lacking.length > 0
  // what can't be had is asked for again with the next look
  if (heard !== undefined && !isLacking) await db.write(await marksOf(parts, heard))
  return writeAll(parts, [...jobs.values()])
}

async function marksOf({ live }: Synceds, { isAll, upTo }: Heard): Promise<readonly Statement[]> {
  const isNews = (await readMark(live.db, 'heard')) !== upTo
  return [
    ...(isNews ? [writeMark('heard', upTo)] : []),
    ...(isAll ? [writeMark('looked', live.platform.clock.now())] : []),
  ]
}

type Looked = {
  readonly jobs: readonly Job[]
  /** Not believed, and never had before, so that nothing may be written in their place. */
  readonly lacking: readonly number[]
}

async function look(parts: Synceds, records: ReadonlySet<number>): Promise<Outcome<Looked>> {
  const due = [...records].sort((one, other) => one - other)
  const versions = await readVersions(parts.live.db)
  const asked = due.map((record) => {
    const { seen, least } = versions.get(record) ?? none
    return { parts: partsOf(record), atLeast: Math.max(seen, least) }
  })
  const found = due.length === 0 ? { ok: true as const, value: [] } : await parts.records.read(asked)
  if (!found.ok) return found
  const jobs: Job[] = []
  const lacking: number[] = []
  for (const [at, record] of due.entries()) {
    const one = found.value[at]
    if (one === undefined) continue
    const job = await takeRecord(parts, { record, found: one, known: versions.get(record) ?? none })
    if (job === 'lacking') lacking.push(record)
    else if (job !== undefined) jobs.push(job)
  }
  return { ok: true, value: { jobs, lacking } }
}

type Job = {
  readonly record: number
  readonly after: number
  readonly version: number
  readonly entries: readonly Entry[]
  readonly foreign: Body['foreign']
  readonly own: readonly OwnEntry[]
}

type Seen = { readonly record: number; readonly found: Found; readonly known: Versions }

/**
 * What is to be written of it; undefined where there is nothing to say, or it has a later version's form. `lacking`: it
 * is not believed, and this device has never had it, so that nothing may be written in its place.
 */
async function takeRecord(
  parts: Synceds,
  { record, found, known }: Seen,
): Promise<Job | 'lacking' | undefined> {
  const { live, doubts, stamps } = parts
  const atLeast = Math.max(known.seen, known.least)
  const doubt = doubtOf(found, atLeast > 0)
  if (doubt === undefined) doubts.settle(record)
  else doubts.name(record, doubt)
  const body = found.kind === 'body' ? decodeBody(record, found.body) : undefined
  if (doubt !== undefined && known.seen === 0) return 'lacking'
  if (found.kind === 'body' && body === undefined) return undefined
  if (body !== undefined) {
    await takeIn(live, stamps, { record, entries: body.entries })
    await live.db.write([
      writeVersions(record, { seen: found.version, least: found.version }),
      ...body.least.flatMap((least, of) =>
        allRecords.includes(of) && least > 0 ? [writeVersions(of, { seen: 0, least })] : [],
      ),
    ])
  }
  const own = await readThings(live.db, record)
  const entries = joined(body?.entries ?? [], own)
  if (body !== undefined && areSame(entries, body.entries)) {
    await live.db.write(own.filter((one) => one.told !== told.yes).map((one) => writeTold(one, told.yes)))
    return undefined
  }
  if (entries.length === 0) return undefined
  const version = Math.max(found.version, atLeast) + 1
  return { record, after: found.version, version, entries, foreign: body?.foreign ?? [], own }
}

async function writeAll(parts: Synceds, jobs: readonly Job[]): Promise<Outcome<null>> {
  const { live, records } = parts
  for (const group of groupsOf(jobs, await readVersions(live.db))) {
    await live.db.write(group.flatMap(({ job }) => job.own.map((one) => writeTold(one, told.maybe))))
    const written = await records.write(group.map(({ put }) => put))
    if (!written.ok) return written
    await live.db.write(
      group.flatMap(({ job: { record, version, own } }) => [
        writeVersions(record, { seen: version, least: version }),
        ...own.map((one) => writeTold(one, told.yes)),
      ]),
    )
  }
  return done
}

type Write = { readonly job: Job; readonly put: Put }

/** All of a group are written together, or none: so each may name the versions that the others have then. */
function groupsOf(
  jobs: readonly Job[],
  versions: ReadonlyMap<number, Versions>,
): readonly (readonly Write[])[] {
  const groups: Job[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const job of jobs) {
    const size = encodeBody({ least: [], entries: job.entries, foreign: job.foreign }).length + 1024
    if (bytes + size > bytesAtOnce) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(job)
    bytes += size
  }
  return groups.map((group) => {
    const next = new Map(group.map(({ record, version }) => [record, version]))
    const least = allRecords.map((record) => {
      const known = versions.get(record) ?? none
      return next.get(record) ?? Math.max(known.seen, known.least)
    })
    return group.map((job) => ({ job, put: putOf(job, least) }))
  })
}

function putOf({ record, after, version, entries, foreign }: Job, least: readonly number[]): Put {
  return { parts: partsOf(record), after, version, body: encodeBody({ least, entries, foreign }) }
}

function areSame(some: readonly Entry[], others: readonly Entry[]): boolean {
  const known = new Map(others.map((one) => [keyOf(one), one]))
  return (
    some.length === others.length &&
    some.every((one) => {
      const other = known.get(keyOf(one))
      return other !== undefined && isSame(one, other)
    })
  )
}
