// Writing a log's state to its tables, inside a unit of the group commit. Rosters and members are
// written when they change; `last_seq` and cursors when the store settles.

import { type DeviceId, idBytes } from '@sotto/wire'
import type { Database } from './database.ts'
import type { LogChange, NewLogEntry, StoredEntry } from './delivery-store.ts'
import type { LoadedLog } from './loaded-log.ts'

/** Inserts the head of a new conversation; returns its short number. */
export function insertConversation(db: Database, log: Omit<ConversationHead, 'number'>): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO conversation (id, kind, generation, epoch, last_seq, last_at, unanswered)
       VALUES (?, ?, ?, ?, 0, 0, 0)`,
    )
    .run(idBytes(log.conversation), log.kind, log.generation, log.epoch)
  return Number(lastInsertRowid)
}

type ConversationHead = Pick<LoadedLog, 'conversation' | 'number' | 'kind' | 'generation' | 'epoch'>

/** Writes what `change` has changed in `log`, which holds the new state already. */
export function writeChange(db: Database, log: LoadedLog, change: LogChange): void {
  db.prepare(
    'UPDATE conversation SET kind = ?, generation = ?, epoch = ?, unanswered = ? WHERE number = ?',
  ).run(log.kind, log.generation, log.epoch, log.unanswered, log.number)
  for (const [account, member] of change.members ?? []) {
    if (member === undefined) {
      db.prepare('DELETE FROM member WHERE conversation = ? AND account = ?').run(log.number, account)
    } else {
      db.prepare(
        `INSERT INTO member VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
         SET state = excluded.state, invited_by = excluded.invited_by, pauses_at = excluded.pauses_at`,
      ).run(log.number, account, member.state, member.invitedBy ?? null, member.pausesAt ?? null)
    }
  }
  for (const join of change.joins ?? []) writePlace(db, log, join.device)
  for (const device of [...(change.ends ?? []), ...(change.drops ?? [])]) writePlace(db, log, device)
}

/** Writes the roster's row of a device as `log` has it now, or deletes it. */
export function writePlace(db: Database, log: LoadedLog, device: DeviceId): void {
  const place = log.roster.get(device)
  writeStays(db, log, device)
  if (place === undefined) {
    db.prepare('DELETE FROM roster WHERE conversation = ? AND device = ?').run(log.number, idBytes(device))
    return
  }
  db.prepare(
    `INSERT INTO roster VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET account = excluded.account, cursor = excluded.cursor, joined = excluded.joined, until = excluded.until`,
  ).run(log.number, idBytes(device), place.account, place.cursor, place.joined, place.until ?? null)
}

/** The earlier stays of a device: only the last can be new, and the first are gone once they are read. */
function writeStays(db: Database, log: LoadedLog, device: DeviceId): void {
  const place = log.roster.get(device)
  const read = place?.cursor ?? log.lastSeq
  db.prepare('DELETE FROM stay WHERE device = ? AND conversation = ? AND until <= ?').run(
    idBytes(device),
    log.number,
    read,
  )
  const last = place?.earlier.at(-1)
  if (last === undefined) return
  db.prepare('INSERT OR IGNORE INTO stay (device, conversation, joined, until) VALUES (?, ?, ?, ?)').run(
    idBytes(device),
    log.number,
    last.joined,
    last.until,
  )
}

export function writeCursor(db: Database, log: LoadedLog, device: DeviceId): void {
  const cursor = log.roster.get(device)?.cursor
  if (cursor === undefined) return
  db.prepare('UPDATE roster SET cursor = ? WHERE conversation = ? AND device = ?').run(
    cursor,
    log.number,
    idBytes(device),
  )
}

export function insertEntry(db: Database, number: number, entry: StoredEntry): void {
  db.prepare(
    'INSERT OR IGNORE INTO entry (conversation, seq, at, kind, id, sender, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(
    number,
    entry.seq,
    entry.at,
    entry.kind,
    idBytes(entry.id),
    entry.sender === undefined ? null : idBytes(entry.sender),
    entry.bytes,
  )
}

export function insertWelcome(db: Database, number: number, seq: number, entry: NewLogEntry): void {
  if (entry.welcome === undefined) return
  db.prepare('INSERT INTO welcome VALUES (?, ?, ?)').run(number, seq, entry.welcome)
}

export function writeEnd(db: Database, number: number, end: { lastSeq: number; lastAt: number }): void {
  db.prepare('UPDATE conversation SET last_seq = ?, last_at = ? WHERE number = ? AND last_seq < ?').run(
    end.lastSeq,
    end.lastAt,
    number,
    end.lastSeq,
  )
}

/** Deletes the entries up to `seq`, with their Welcomes. */
export function deleteUpTo(db: Database, number: number, seq: number): void {
  db.prepare('DELETE FROM entry WHERE conversation = ? AND seq <= ?').run(number, seq)
  db.prepare('DELETE FROM welcome WHERE conversation = ? AND seq <= ?').run(number, seq)
}
