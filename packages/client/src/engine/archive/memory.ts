// What this device remembers of the archive, in its store: of each conversation the head it has taken or written last
// without its items, of each segment which version it has taken, and how far it has heard of changes. Which items
// the archive has is marked on the items themselves (`archived`), in the transaction that makes it true; so what is
// left to do follows from the store alone.

import { type ConversationId, parseConversationId } from '@sotto/wire'
import type { SqlRow, Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { jsonOf, numberOf, parsed } from '../store/rows.ts'
import type { Facts, Head, Segment } from './bodies.ts'
import type { Ranges } from './ranges.ts'

export type KnownHead = Omit<Head, 'items'> & { readonly version: number; readonly shelved: number }

type Kept = { readonly facts: Facts; readonly gaps: Ranges }

/** Items that the archive is to have and may not have yet; what waits to be sent, or failed, is not for it. */
export const isDue = `archived = 0 AND state NOT IN ('pending', 'failed')
  AND (type <> 'happening' OR json_extract(detail, '$.kind') NOT IN ('missing', 'warning', 'handing-over'))`

export function writeKnown(head: Head, version: number): readonly Statement[] {
  const { conversation, through, floor, deletedUpTo, segments } = head
  const kept: Kept = { facts: head.facts, gaps: head.gaps }
  const serials = JSON.stringify(segments.map((one) => one.serial))
  return [
    {
      sql: `INSERT INTO archive_heads (conversation, version, through, floor, deleted_up_to, kept, shelved)
            VALUES (?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT DO UPDATE SET version = excluded.version, through = excluded.through,
              floor = excluded.floor, deleted_up_to = excluded.deleted_up_to, kept = excluded.kept`,
      params: [conversation, version, through, floor, deletedUpTo, JSON.stringify(kept)],
    },
    {
      sql: `DELETE FROM archive_segments WHERE conversation = ? AND serial NOT IN (SELECT value FROM json_each(?))`,
      params: [conversation, serials],
    },
    {
      sql: `INSERT INTO archive_segments (conversation, serial, start, version, taken)
            SELECT ?1, json_extract(value, '$.serial'), json_extract(value, '$.start'),
              json_extract(value, '$.version'), 0 FROM json_each(?2) WHERE true
            ON CONFLICT DO UPDATE SET start = excluded.start, version = excluded.version`,
      params: [conversation, JSON.stringify(segments)],
    },
  ]
}

/** What these segments hold is on this device. */
export function writeTaken(conversation: ConversationId, segments: readonly Segment[]): readonly Statement[] {
  return segments.map(({ serial, version }) => ({
    sql: 'UPDATE archive_segments SET taken = max(taken, ?) WHERE conversation = ? AND serial = ?',
    params: [version, conversation, serial],
  }))
}

export async function readKnown(db: Database, conversation: ConversationId): Promise<KnownHead | undefined> {
  const row = await db.first('SELECT * FROM archive_heads WHERE conversation = ?', [conversation])
  if (row === undefined) return undefined
  const segments = await db.all(
    'SELECT serial, start, version FROM archive_segments WHERE conversation = ? ORDER BY start',
    [conversation],
  )
  return knownOf(row, segments.map(segmentOf))
}

export async function knownVersions(db: Database): Promise<ReadonlyMap<ConversationId, number>> {
  const rows = await db.all('SELECT conversation, version FROM archive_heads')
  return new Map(rows.map((row) => [conversationIn(row), numberOf(row, 'version')]))
}

/** Of these conversations the ones that the store has anything of. */
export async function heardOf(
  db: Database,
  conversations: readonly ConversationId[],
): Promise<ReadonlySet<ConversationId>> {
  const tables = ['archive_heads', 'deleted_up_to', 'taken_out', 'gaps', 'items']
  const rows = await db.all(
    `SELECT value AS conversation FROM json_each(?) WHERE value IN (SELECT id FROM conversations)
       ${tables.map((table) => `OR EXISTS (SELECT 1 FROM ${table} WHERE conversation = value)`).join(' ')}`,
    [JSON.stringify(conversations)],
  )
  return new Set(rows.map(conversationIn))
}

/** Conversations with something that the archive may not have. */
export async function conversationsDue(db: Database): Promise<readonly ConversationId[]> {
  const rows = await db.all(
    `SELECT id AS conversation FROM conversations WHERE
       (listed = 1 OR id IN (SELECT conversation FROM archive_heads)
         OR id IN (SELECT conversation FROM deleted_up_to))
       AND (id IN (SELECT conversation FROM archive_due)
         OR EXISTS (SELECT 1 FROM items WHERE conversation = conversations.id AND ${isDue}))
     ORDER BY at DESC`,
  )
  return rows.map(conversationIn)
}

/** Heads whose shelf does not name them, or names them as they were before their segments changed. */
export async function conversationsToShelve(
  db: Database,
): Promise<readonly { readonly conversation: ConversationId; readonly version: number }[]> {
  const rows = await db.all(
    'SELECT conversation, version FROM archive_heads WHERE shelved = 0 AND version > 0',
  )
  return rows.map((row) => ({ conversation: conversationIn(row), version: numberOf(row, 'version') }))
}

export function writeShelved(conversation: ConversationId, version: number): Statement {
  return {
    sql: 'UPDATE archive_heads SET shelved = ? WHERE conversation = ?',
    params: [version, conversation],
  }
}

export async function shelfVersions(db: Database): Promise<ReadonlyMap<number, number>> {
  const rows = await db.all('SELECT shelf, version FROM archive_shelves')
  return new Map(rows.map((row) => [numberOf(row, 'shelf'), numberOf(row, 'version')]))
}

export function writeShelfVersion(shelf: number, version: number): Statement {
  return {
    sql: `INSERT INTO archive_shelves VALUES (?, ?)
          ON CONFLICT DO UPDATE SET version = max(version, excluded.version)`,
    params: [shelf, version],
  }
}

export type Wanted = Segment & { readonly conversation: ConversationId }

/** Segments that this device has not taken, the newest of every conversation first. */
export async function segmentsWanted(db: Database, most: number): Promise<readonly Wanted[]> {
  const rows = await db.all(
    `SELECT conversation, serial, start, version FROM (
       SELECT *, row_number() OVER (PARTITION BY conversation ORDER BY start DESC) AS age FROM archive_segments)
     WHERE taken < version ORDER BY age, conversation LIMIT ?`,
    [most],
  )
  return rows.map((row) => ({ ...segmentOf(row), conversation: conversationIn(row) }))
}

/** Items that are found by their words only later count as much as segments of about their size. */
const itemsInPart = 300

export async function countParts(db: Database): Promise<{ readonly done: number; readonly total: number }> {
  const row = await db.first(
    `SELECT count(*) AS total, coalesce(sum(taken >= version), 0) AS done,
       (SELECT count(*) FROM items WHERE indexed = 0) AS later FROM archive_segments`,
  )
  if (row === undefined) return { done: 0, total: 0 }
  const later = Math.ceil(numberOf(row, 'later') / itemsInPart)
  return { done: numberOf(row, 'done'), total: numberOf(row, 'total') + later }
}

export async function countWaiting(db: Database): Promise<number> {
  const row = await db.first(
    `SELECT count(*) AS waiting FROM items WHERE ${isDue}
     AND conversation IN (SELECT id FROM conversations WHERE listed = 1)`,
  )
  return row === undefined ? 0 : numberOf(row, 'waiting')
}

const heardName = 'archive.heard'

/** The number of the last change of the account's records that this device has acted on; undefined before the first time. */
export async function readHeard(db: Database): Promise<number | undefined> {
  const row = await db.first('SELECT value FROM settings WHERE name = ?', [heardName])
  return row === undefined ? undefined : numberOf(row, 'value')
}

export function writeHeard(change: number): Statement {
  return {
    sql: 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)',
    params: [heardName, change],
  }
}

function knownOf(row: SqlRow, segments: readonly Segment[]): KnownHead {
  const { facts, gaps } = jsonOf(row, 'kept') as Kept
  return {
    conversation: conversationIn(row),
    facts: { ...facts, peer: facts.peer, begunBy: facts.begunBy },
    through: numberOf(row, 'through'),
    gaps,
    deletedUpTo: numberOf(row, 'deleted_up_to'),
    floor: numberOf(row, 'floor'),
    segments,
    version: numberOf(row, 'version'),
    shelved: numberOf(row, 'shelved'),
  }
}

function segmentOf(row: SqlRow): Segment {
  return {
    start: numberOf(row, 'start'),
    serial: numberOf(row, 'serial'),
    version: numberOf(row, 'version'),
  }
}

function conversationIn(row: SqlRow): ConversationId {
  return parsed(row, 'conversation', parseConversationId)
}

/**
 * The server has gone back behind what it had acknowledged: everything that this device has is told anew, and its
 * segments are looked at again.
 */
export function forgetWritten(): readonly Statement[] {
  return [
    { sql: 'UPDATE items SET archived = 0' },
    { sql: 'UPDATE archive_heads SET shelved = 0' },
    { sql: 'UPDATE archive_segments SET taken = 0' },
    { sql: 'INSERT OR IGNORE INTO archive_due SELECT conversation FROM archive_heads' },
  ]
}
