// The schema as numbered steps, contributed by rooms that don't know each other. A step that was released
// is never changed; a room's version is the number of its steps that were applied. `user_version` holds
// the sum, for people with a database browser.

import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from './errors.ts'

export type Migrations = {
  /** Stable name of the room, such as `delivery`. */
  readonly room: string
  /** SQL scripts, in order; each runs once, inside the transaction of the whole upgrade. */
  readonly steps: readonly string[]
}

/** Brings the database up to the steps given, all or nothing. Throws `StoreError` `newer_schema`. */
export function migrate(db: DatabaseSync, rooms: readonly Migrations[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS schema_room (room TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT')
  db.exec('BEGIN IMMEDIATE')
  try {
    const versions = readVersions(db)
    refuseNewer(versions, rooms)
    for (const room of rooms) upgrade(db, room, versions.get(room.room) ?? 0)
    const total = rooms.reduce((sum, room) => sum + room.steps.length, 0)
    db.exec(`PRAGMA user_version = ${total}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function upgrade(db: DatabaseSync, room: Migrations, from: number): void {
  if (from === room.steps.length) return
  for (const step of room.steps.slice(from)) db.exec(step)
  db.prepare(
    'INSERT INTO schema_room VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version',
  ).run(room.room, room.steps.length)
}

function readVersions(db: DatabaseSync): Map<string, number> {
  const rows = db.prepare('SELECT room, version FROM schema_room').all()
  return new Map(rows.map((row) => [String(row.room), Number(row.version)]))
}

function refuseNewer(versions: ReadonlyMap<string, number>, rooms: readonly Migrations[]): void {
  const known = new Map(rooms.map((room) => [room.room, room.steps.length]))
  for (const [room, version] of versions) {
    if (version > (known.get(room) ?? 0)) {
      throw new StoreError(
        'newer_schema',
        'The database was written by a newer version of Sotto. Start that version, or restore a backup.',
      )
    }
  }
}
