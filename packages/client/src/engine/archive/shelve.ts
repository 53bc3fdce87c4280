// Keeps the shelves: each head is named there when it comes to be, and again with its version when its segments have
// changed, so that a device that knows nothing yet notices when one is withheld or is an old one.

import type { ConversationId } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Database } from '../store/database.ts'
import { decodeShelf, encodeShelf, type Shelf } from './bodies.ts'
import { doubtOf } from './doubts.ts'
import type { Archives } from './fetch.ts'
import { knownVersions, shelfVersions, writeShelfVersion, writeShelved } from './memory.ts'
import { nameOf, shelfOf } from './names.ts'

export type Shelved = { readonly conversation: ConversationId; readonly version: number }

const mostTries = 4

export async function shelve(archives: Archives, heads: readonly Shelved[]): Promise<Outcome<null>> {
  const byShelf = Map.groupBy(heads, ({ conversation }) => shelfOf(conversation))
  for (const [shelf, some] of byShelf) {
    const done = await putOn(archives, shelf, some)
    if (!done.ok) return done
  }
  return { ok: true, value: null }
}

async function putOn(
  { live, records, doubts }: Archives,
  shelf: number,
  heads: readonly Shelved[],
): Promise<Outcome<null>> {
  for (let tries = 1; ; tries++) {
    const seen = (await shelfVersions(live.db)).get(shelf) ?? 0
    const read = await records.read([{ parts: nameOf.shelf(shelf), atLeast: seen }])
    if (!read.ok) return read
    const [found] = read.value
    const doubt = found && doubtOf(found, seen > 0)
    if (doubt !== undefined) doubts.name(`shelf ${shelf}`, doubt)
    const body = found?.kind === 'body' ? decodeShelf(found.body) : undefined
    // a shelf that can't be read is not written over: it may name what this device has never heard of
    if (found === undefined || (body === undefined && found.version > seen)) return nothingDone
    const next = new Map(body ?? (await ownOn(live.db, shelf)))
    for (const { conversation, version } of heads)
      next.set(conversation, Math.max(version, next.get(conversation) ?? 0))
    const version = Math.max(found.version, seen) + 1
    const put = { parts: nameOf.shelf(shelf), after: found.version, version, body: encodeShelf(next) }
    const written = await records.write([put])
    if (!written.ok && (written.error.code !== 'version_conflict' || tries === mostTries)) return written
    if (!written.ok) continue
    await live.db.write([
      writeShelfVersion(shelf, version),
      ...heads.map((head) => writeShelved(head.conversation, head.version)),
    ])
    return nothingDone
  }
}

/** What this device knows to stand there, for a shelf that the server has lost. */
async function ownOn(db: Database, shelf: number): Promise<Shelf> {
  return new Map([...(await knownVersions(db))].filter(([conversation]) => shelfOf(conversation) === shelf))
}

const nothingDone = { ok: true, value: null } as const
