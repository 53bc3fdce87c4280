// Reading a log's entries: rows of the table first, then the tail that is in memory.

import { deviceIdFromBytes, type EnvelopeId, envelopeIdFromBytes, idBytes } from '@sotto/wire'
import type { Database } from './database.ts'
import type { StoredEntry } from './delivery-store.ts'
import { StoreError } from './errors.ts'
import type { LoadedLog } from './loaded-log.ts'

type Most = { readonly entries: number; readonly bytes: number }

export function entriesOf(db: Database, log: LoadedLog, after: number, most: Most): StoredEntry[] {
  const page = new Page(most)
  let last = after
  if (log.hasRows) {
    const rows = db
      .prepare('SELECT * FROM entry WHERE conversation = ? AND seq > ? ORDER BY seq')
      .iterate(log.number, after)
    for (const row of rows) {
      const entry = entryOf(row)
      if (!page.take(entry)) break
      last = entry.seq
    }
  }
  for (const entry of log.tail) {
    if (entry.seq > last && !page.take(entry)) break
  }
  return page.entries
}

/** Takes entries until it is full; the first one fits whatever its size. */
class Page {
  readonly entries: StoredEntry[] = []
  readonly #most: Most
  #bytes = 0
  #full = false

  constructor(most: Most) {
    this.#most = most
  }

  take(entry: StoredEntry): boolean {
    const bytes = this.#bytes + entry.bytes.length
    if (this.entries.length > 0 && (this.entries.length >= this.#most.entries || bytes > this.#most.bytes)) {
      this.#full = true
    }
    if (this.#full) return false
    this.entries.push(entry)
    this.#bytes = bytes
    return true
  }
}

export function findRow(db: Database, log: LoadedLog, id: EnvelopeId): StoredEntry | undefined {
  if (!log.hasRows) return undefined
  const row = db.prepare('SELECT * FROM entry WHERE conversation = ? AND id = ?').get(log.number, idBytes(id))
  return row === undefined ? undefined : entryOf(row)
}

export function welcomeOf(db: Database, log: LoadedLog, seq: number): Uint8Array | undefined {
  const row = db.prepare('SELECT bytes FROM welcome WHERE conversation = ? AND seq = ?').get(log.number, seq)
  return row?.bytes instanceof Uint8Array ? row.bytes : undefined
}

const rowsPerStep = 1000

/** Deletes rows written before the time, oldest first, in steps that don't hold up other writes for long. */
export async function expireRows(db: Database, before: number): Promise<number> {
  let deleted = 0
  for (;;) {
    const step = await db.write(() => expireStep(db, before))
    deleted += step
    if (step < rowsPerStep) return deleted
  }
}

function expireStep(db: Database, before: number): number {
  const rows = db
    .prepare('SELECT number, conversation, seq, at FROM entry ORDER BY number LIMIT ?')
    .all(rowsPerStep)
  let deleted = 0
  for (const row of rows) {
    if (Number(row.at) >= before) break
    db.prepare('DELETE FROM entry WHERE number = ?').run(Number(row.number))
    db.prepare('DELETE FROM welcome WHERE conversation = ? AND seq = ?').run(
      Number(row.conversation),
      Number(row.seq),
    )
    deleted += 1
  }
  return deleted
}

function entryOf(row: Record<string, unknown>): StoredEntry {
  const id = row.id instanceof Uint8Array ? envelopeIdFromBytes(row.id) : undefined
  const kind = kindOf(row.kind)
  if (id === undefined || kind === undefined || !(row.bytes instanceof Uint8Array)) {
    throw new StoreError('damaged', 'The database file is damaged. Restore it from a backup.')
  }
  const sender = row.sender instanceof Uint8Array ? deviceIdFromBytes(row.sender) : undefined
  return { seq: Number(row.seq), at: Number(row.at), kind, id, bytes: row.bytes, sender }
}

function kindOf(value: unknown): StoredEntry['kind'] | undefined {
  return value === 'message' || value === 'commit' || value === 'left' || value === 'rejoin'
    ? value
    : undefined
}
