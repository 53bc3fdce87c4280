// Fills the archive of an account that has signed up with a long history, by the records that the engine itself writes,
// and nothing of it on the device: for whoever measures a new one. And reads it, as one who keeps nothing of it would.
// The engine must be closed meanwhile.

import { archiveKey, recordKeys } from '@sotto/crypto'
import type { AccountName, Cbor, ConversationId } from '@sotto/wire'
import type { ArchivedMessage } from '../engine/archive/archived-item.ts'
import {
  decodeHead,
  decodeSegment,
  decodeShelf,
  encodeHead,
  encodeSegment,
  encodeShelf,
} from '../engine/archive/bodies.ts'
import { factsOf } from '../engine/archive/local.ts'
import { nameOf, shelfOf, shelves } from '../engine/archive/names.ts'
import { emptyHead, planOf } from '../engine/archive/plan.ts'
import { type Put, RecordClient } from '../engine/archive/record-client.ts'
import { RestClient } from '../engine/network/rest-client.ts'
import { Tokens } from '../engine/session/tokens.ts'
import type { Database } from '../engine/store/database.ts'
import { type Identity, readSession } from '../engine/store/settings.ts'
import type { Platform } from '../ports.ts'
import { type HistorySize, type Invented, invent } from './invented.ts'
import { openProfile } from './stored-history.ts'

const bytesAtOnce = 600 * 1024
/** What a head takes up before it is emptied (spec/archive.md AR-5). */
const mostLate = 25
const none = new Map<number, never>()

/** As `writeHistory`, to the archive alone. */
export async function writeArchivedHistory(platform: Platform, size: HistorySize): Promise<void> {
  const { db, own } = await openProfile(platform)
  try {
    const records = await recordsOf(platform, db, own)
    const waiting: Put[] = []
    let bytes = 0
    const flush = async () => {
      const written = await records.write(waiting.splice(0))
      if (!written.ok) throw new Error(written.error.code)
      bytes = 0
    }
    for (const put of putsOf(own.account, [...invent(platform, own.account, size)])) {
      const length = put.body?.length ?? 0
      if (bytes + length > bytesAtOnce) await flush()
      waiting.push(put)
      bytes += length
    }
    await flush()
  } finally {
    await db.close()
  }
}

export type Read = { readonly items: number; readonly bytes: number; readonly milliseconds: number }

const segmentsAtOnce = 24

/** What the archive has, fetched, opened and forgotten: the heads, or all of it. */
export async function readArchivedHistory(platform: Platform, what: 'newest' | 'all'): Promise<Read> {
  const { db, own } = await openProfile(platform)
  try {
    const records = await recordsOf(platform, db, own)
    const began = platform.clock.now()
    const count = { items: 0, bytes: 0 }
    const bodies = async (names: readonly (readonly Cbor[])[]) => {
      const found = await records.read(names.map((parts) => ({ parts, atLeast: 0 })))
      if (!found.ok) throw new Error(found.error.code)
      const read = found.value.flatMap((one) => (one.kind === 'body' ? one.body : []))
      for (const body of read) count.bytes += body.length
      return read
    }
    const shelved = (
      await bodies(Array.from({ length: shelves }, (_, shelf) => nameOf.shelf(shelf)))
    ).flatMap((body) => [...(decodeShelf(body) ?? new Map<ConversationId, number>()).keys()])
    const heads = (await bodies(shelved.map(nameOf.head))).flatMap((body) => decodeHead(body) ?? [])
    for (const { items } of heads) count.items += items.length
    const segments = heads.flatMap((head) =>
      head.segments.map(({ serial }) => nameOf.segment(head.conversation, serial)),
    )
    for (let from = 0; what === 'all' && from < segments.length; from += segmentsAtOnce) {
      const some = await bodies(segments.slice(from, from + segmentsAtOnce))
      for (const body of some) count.items += decodeSegment(body)?.length ?? 0
    }
    return { ...count, milliseconds: platform.clock.now() - began }
  } finally {
    await db.close()
  }
}

async function recordsOf(platform: Platform, db: Database, own: Identity): Promise<RecordClient> {
  const session = await readSession(db)
  if (session === undefined) throw new TypeError('the profile has not signed up')
  const { clock, random, transport } = platform
  const rest = new RestClient(transport, own.server)
  const tokens = new Tokens({ clock, random, rest, db, session, onEnded: () => {} })
  const keys = recordKeys(own.account, 'archive', archiveKey(own.rootKey))
  return new RecordClient(new RestClient(transport, own.server, tokens), keys)
}

function* putsOf(own: AccountName, conversations: readonly Invented[]): Generator<Put> {
  for (const conversation of conversations) yield* putsOfOne(own, conversation)
  for (const [shelf, some] of Map.groupBy(conversations, ({ record }) => shelfOf(record.id))) {
    const body = encodeShelf(new Map(some.map(({ record }) => [record.id, 1])))
    yield { parts: nameOf.shelf(shelf), after: 0, version: 1, body }
  }
}

function* putsOfOne(own: AccountName, { record, messages }: Invented): Generator<Put> {
  const facts = factsOf(record)
  const items = [...messages].map(
    ({ key, pos, sender, text, at }): ArchivedMessage => ({
      ...{ type: 'message', pos, key, from: sender, at, text },
      state: sender === own ? 'read' : 'sent',
    }),
  )
  const told = { facts, cursor: record.cursor, gaps: [], deletedUpTo: 0 }
  // heads are found with any number of items that have come since they were last emptied into a segment
  const late = items.length > mostLate * 3 ? items.length % mostLate : 0
  const [early, rest] = [items.slice(0, items.length - late), items.slice(items.length - late)]
  const plan = planOf(emptyHead(record.id, facts), { ...told, items: early }, none)
  if (plan === undefined) return
  const head = planOf(plan.head, { ...told, items: rest }, none)?.head ?? plan.head
  for (const { serial, after, version, items: some } of plan.segments) {
    yield { parts: nameOf.segment(record.id, serial), after, version, body: encodeSegment(some) }
  }
  yield { parts: nameOf.head(record.id), after: 0, version: 1, body: encodeHead(head) }
}
