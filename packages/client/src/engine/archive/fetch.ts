// The way from the archive to this device: the shelves, which name the conversations; their heads, which make them
// readable; and then the segments, the newest of every conversation first. Each step is stored before the next, so
// that it goes on from there after a crash.

import type { ConversationId } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Statement } from '../../ports.ts'
import { evictStrangers } from '../conversations/evict.ts'
import { Together } from '../conversations/together.ts'
import type { Live } from '../live.ts'
import type { ArchivedItem } from './archived-item.ts'
import { decodeHead, decodeSegment, decodeShelf } from './bodies.ts'
import { type Doubts, doubtOf } from './doubts.ts'
import {
  heardOf,
  knownVersions,
  segmentsWanted,
  shelfVersions,
  type Wanted,
  writeShelfVersion,
  writeTaken,
} from './memory.ts'
import { nameOf, shelves } from './names.ts'
import type { Asked, Found, RecordClient } from './record-client.ts'
import { beginRecord, type Taken, takeHead, takeItems } from './take-in.ts'

export type Archives = {
  readonly live: Live
  readonly records: RecordClient
  readonly doubts: Doubts
}

/** Heads to look at, each with the version that it has at least. */
export type Due = ReadonlyMap<ConversationId, number>

const headsAtOnce = 64
const segmentsAtOnce = 24
/** Segments that share a transaction. */
const segmentsTogether = 8

/** The conversations on these shelves (on all, without a choice) of which this device does not have the newest head that the shelf tells of. */
export async function readShelves(
  { live, records, doubts }: Archives,
  choice: readonly number[] = Array.from({ length: shelves }, (_, shelf) => shelf),
): Promise<Outcome<Due>> {
  const seen = await shelfVersions(live.db)
  const asked = choice.map((shelf) => ({ parts: nameOf.shelf(shelf), atLeast: seen.get(shelf) ?? 0 }))
  const found = await records.read(asked)
  if (!found.ok) return found
  const known = await knownVersions(live.db)
  const due = new Map<ConversationId, number>()
  const read: Statement[] = []
  for (const [at, shelf] of choice.entries()) {
    const one = found.value[at]
    if (one === undefined) continue
    const body = one.kind === 'body' ? decodeShelf(one.body) : undefined
    const doubt = doubtOf(one, (seen.get(shelf) ?? 0) > 0)
    if (doubt !== undefined) doubts.name(`shelf ${shelf}`, doubt)
    if (body === undefined) continue
    doubts.settle(`shelf ${shelf}`)
    for (const [conversation, least] of body) {
      if ((known.get(conversation) ?? 0) < least) due.set(conversation, least)
    }
    read.push(writeShelfVersion(shelf, one.version))
  }
  await live.db.write(read)
  return { ok: true, value: due }
}

/** Asks for heads and takes what is newer than what this device has. Answers with what was not believed, too. */
export async function readHeads(
  archives: Archives,
  due: Due,
): Promise<Outcome<ReadonlyMap<ConversationId, Found>>> {
  const { live, records } = archives
  const all = new Map<ConversationId, Found>()
  const known = await knownVersions(live.db)
  const list = [...due]
  const ask = (from: number) => {
    const some = list.slice(from, from + headsAtOnce)
    const asked = some.map(([conversation, least]): Asked => {
      const atLeast = Math.max(least, known.get(conversation) ?? 0)
      return { parts: nameOf.head(conversation), atLeast }
    })
    return records.read(asked)
  }
  let next = ask(0)
  for (let from = 0; from < list.length; from += headsAtOnce) {
    const found = await next
    if (!found.ok) return found
    // the server looks for the next while these are stored
    next = ask(from + headsAtOnce)
    const given = list.slice(from, from + headsAtOnce).flatMap(([conversation, least], at) => {
      const one = found.value[at]
      if (one === undefined) return []
      all.set(conversation, one)
      const before = known.get(conversation) ?? 0
      const isExpected = Math.max(least, before) > 0
      return considered(archives, conversation, { found: one, known: before, isExpected }) ?? []
    })
    await takeAll(live, given)
  }
  return { ok: true, value: all }
}

type Given = Omit<Taken, 'isNew'>
type Considered = { readonly found: Found; readonly known: number; readonly isExpected: boolean }

/** A head that is to be taken; undefined for one that is no news, and for one that is not believed, which is named. */
function considered(
  { doubts }: Archives,
  conversation: ConversationId,
  { found, known, isExpected }: Considered,
): Given | undefined {
  const doubt = doubtOf(found, isExpected)
  if (doubt !== undefined) doubts.name(`head ${conversation}`, doubt, conversation)
  else doubts.settle(`head ${conversation}`)
  if (found.kind !== 'body' || found.version <= known) return undefined
  const head = decodeHead(found.body)
  return head?.conversation === conversation ? { head, version: found.version } : undefined
}

async function takeAll(live: Live, given: readonly Given[]): Promise<void> {
  await evictStrangers(
    live,
    given.flatMap(({ head }) => (head.facts.kind === 'direct' ? head.conversation : [])),
  )
  const known = await heardOf(
    live.db,
    given.map((one) => one.head.conversation),
  )
  const together = new Together(live.db, given.length)
  const taking = given.map(({ head, version }) => {
    const taken: Taken = { head, version, isNew: !known.has(head.conversation) }
    return live.actors.of(head.conversation).run(
      (turn) => takeHead(live, turn, taken),
      () => beginRecord(taken),
      together,
    )
  })
  await Promise.all(taking)
}

/** The next few segments; how many were taken, 0 when none is left that can be had. */
export async function readSegments(archives: Archives): Promise<Outcome<number>> {
  const { live, records, doubts } = archives
  const wanted = (await segmentsWanted(live.db, segmentsAtOnce + doubts.count))
    .filter((one) => !doubts.has(segmentName(one)))
    .slice(0, segmentsAtOnce)
  if (wanted.length === 0) return { ok: true, value: 0 }
  const asked = wanted.map(({ conversation, serial, version }) => ({
    parts: nameOf.segment(conversation, serial),
    atLeast: version,
  }))
  const found = await records.read(asked)
  if (!found.ok) return found
  const all = wanted.flatMap((one, at) => believed(archives, one, found.value[at]) ?? [])
  for (let from = 0; from < all.length; from += segmentsTogether) {
    await storeSegments(live, all.slice(from, from + segmentsTogether))
  }
  return { ok: true, value: wanted.length }
}

/** The segment's items; undefined where they can't be had. What is told is on this device afterwards. */
export async function takeSegment(
  archives: Archives,
  wanted: Wanted,
  found: Found | undefined,
): Promise<readonly ArchivedItem[] | undefined> {
  const segment = believed(archives, wanted, found)
  if (segment === undefined) return undefined
  await storeSegments(archives.live, [segment])
  return segment.items
}

type Believed = Wanted & { readonly items: readonly ArchivedItem[] }

function believed({ doubts }: Archives, wanted: Wanted, found: Found | undefined): Believed | undefined {
  if (found === undefined) return undefined
  const doubt = doubtOf(found, true)
  if (doubt !== undefined) doubts.name(segmentName(wanted), doubt, wanted.conversation)
  const items = found.kind === 'body' ? decodeSegment(found.body) : undefined
  if (items === undefined) {
    if (doubt === undefined) doubts.name(segmentName(wanted), 'unreadable', wanted.conversation)
    return undefined
  }
  doubts.settle(segmentName(wanted))
  return { ...wanted, version: found.version, items }
}

/** In one transaction; those of one conversation in one turn of its. */
async function storeSegments(live: Live, segments: readonly Believed[]): Promise<void> {
  const byConversation = Map.groupBy(segments, (one) => one.conversation)
  const together = new Together(live.db, byConversation.size)
  const taking = [...byConversation].map(([conversation, some]) =>
    live.actors.of(conversation).run(
      async (turn) => {
        await takeItems(
          live,
          turn,
          some.flatMap(({ items }) => items),
        )
        for (const { sql, params = [] } of writeTaken(conversation, some)) turn.write(sql, ...params)
      },
      undefined,
      together,
    ),
  )
  await Promise.all(taking)
}

export function segmentName({ conversation, serial }: Pick<Wanted, 'conversation' | 'serial'>): string {
  return `segment ${conversation} ${serial}`
}
