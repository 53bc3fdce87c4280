// What this device remembers of what follows the account, in its store: every thing as it stands here, whether the server
// has it, and of each record the version that was seen and the one that there is at least. What is left to tell follows
// from the store alone.

import type { SqlRow, Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { numberOf, parsed, textOf } from '../store/rows.ts'
import type { Entry, Value } from './entry.ts'
import { type OwnEntry, told } from './merge.ts'
import { kinds, recordOf, type Thing } from './names.ts'

/**
 * This device changes it. `stamp`: above every one that is known. What is already so stays as it was.
 */
export function writeOwn(thing: Thing, value: Value, stamp: number): Statement {
  return {
    sql: `INSERT INTO synced (record, kind, name, value, stamp, base, told) VALUES (?, ?, ?, ?, ?, 0, ${told.no})
          ON CONFLICT DO UPDATE SET value = excluded.value, stamp = excluded.stamp, told = ${told.no},
            base = CASE WHEN told = ${told.no} THEN base ELSE stamp END
          WHERE value IS NOT excluded.value`,
    params: [recordFor(thing), thing.kind, thing.name, value, stamp],
  }
}

/** Where there is something, it is blank from now on; what nobody was ever told of goes without a trace. */
export function writeBlank({ kind, name }: Thing, blank: Value, stamp: number): readonly Statement[] {
  return [
    {
      sql: `DELETE FROM synced WHERE kind = ? AND name = ? AND told = ${told.no} AND base = 0`,
      params: [kind, name],
    },
    {
      sql: `UPDATE synced SET value = ?, base = CASE WHEN told = ${told.no} THEN base ELSE stamp END, stamp = ?,
              told = ${told.no}
            WHERE kind = ? AND name = ? AND value IS NOT ?`,
      params: [blank, stamp, kind, name, blank],
    },
  ]
}

/** What stands after another device has told of it, unless it has changed here since (`before` is its stamp then). */
export function writeMerged(entry: Entry, isTold: boolean, before: number | undefined): Statement {
  const { kind, name, value, stamp, base } = entry
  return {
    sql: `INSERT INTO synced (record, kind, name, value, stamp, base, told) VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET value = excluded.value, stamp = excluded.stamp, base = excluded.base,
            told = excluded.told
          WHERE stamp = ?`,
    params: [recordFor(entry), kind, name, value, stamp, base, isTold ? told.yes : told.no, before ?? -1],
  }
}

/** How far this state of it has come. */
export function writeTold({ kind, name, stamp }: Entry, how: number): Statement {
  return {
    sql: 'UPDATE synced SET told = ? WHERE kind = ? AND name = ? AND stamp = ?',
    params: [how, kind, name, stamp],
  }
}

export async function readThings(db: Database, record: number): Promise<readonly OwnEntry[]> {
  const rows = await db.all('SELECT kind, name, value, stamp, base, told FROM synced WHERE record = ?', [
    record,
  ])
  return rows.map(ownEntryOf)
}

export async function readThing(db: Database, { kind, name }: Thing): Promise<OwnEntry | undefined> {
  const row = await db.first(
    'SELECT kind, name, value, stamp, base, told FROM synced WHERE kind = ? AND name = ?',
    [kind, name],
  )
  return row === undefined ? undefined : ownEntryOf(row)
}

/** Records that lack something that stands here. */
export async function recordsDue(db: Database): Promise<readonly number[]> {
  const rows = await db.all(`SELECT DISTINCT record FROM synced WHERE told < ${told.yes} ORDER BY record`)
  return rows.map((row) => numberOf(row, 'record'))
}

/** The highest stamp that this device knows. */
export async function lastStamp(db: Database): Promise<number> {
  const row = await db.first('SELECT coalesce(max(stamp), 0) AS stamp FROM synced')
  return row === undefined ? 0 : numberOf(row, 'stamp')
}

export async function countPins(db: Database): Promise<number> {
  const row = await db.first(`SELECT count(*) AS pins FROM synced WHERE kind = 'pin' AND value > 0`)
  return row === undefined ? 0 : numberOf(row, 'pins')
}

export async function countStars(db: Database): Promise<number> {
  const row = await db.first(`SELECT count(*) AS stars FROM synced WHERE kind = 'star' AND value > 0`)
  return row === undefined ? 0 : numberOf(row, 'stars')
}

/** There are stars that went and that nobody was told of. */
export async function hasLost(db: Database): Promise<boolean> {
  const lost = `SELECT 1 AS one FROM synced WHERE told < ${told.yes} AND kind = 'star' AND value = 0
    AND told = ${told.no} LIMIT 1`
  return (await db.first(lost)) !== undefined
}

/** When the next thing that was silenced for a time, a conversation or everything, is heard again. */
export async function nextUnmute(db: Database, now: number): Promise<number | undefined> {
  const row = await db.first(
    `SELECT min(at) AS at FROM (
       SELECT value AS at FROM synced WHERE kind = 'mute'
       UNION ALL SELECT CAST(value AS INTEGER) FROM synced WHERE kind = 'setting' AND name = 'quiet.until')
     WHERE at > ?`,
    [now],
  )
  return typeof row?.at === 'number' ? row.at : undefined
}

/** `seen`: this device has read or written that version; `least`: another device has. */
export type Versions = { readonly seen: number; readonly least: number }

export async function readVersions(db: Database): Promise<ReadonlyMap<number, Versions>> {
  const rows = await db.all('SELECT record, seen, least FROM synced_records')
  return new Map(
    rows.map((row) => [
      numberOf(row, 'record'),
      { seen: numberOf(row, 'seen'), least: numberOf(row, 'least') },
    ]),
  )
}

/** Records of which another device tells of a newer version than this device has had. */
export async function recordsBehind(db: Database): Promise<readonly number[]> {
  const rows = await db.all('SELECT record FROM synced_records WHERE least > seen ORDER BY record')
  return rows.map((row) => numberOf(row, 'record'))
}

export function writeVersions(record: number, { seen, least }: Versions): Statement {
  return {
    sql: `INSERT INTO synced_records (record, seen, least) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen), least = max(least, excluded.least)`,
    params: [record, seen, Math.max(seen, least)],
  }
}

const names = { heard: 'synced.heard', looked: 'synced.looked' } as const

/**
 * `heard`: the number of the last change of the account's records that was acted on. `looked`: when all records were
 * looked at last, changed or not, milliseconds since 1970. Undefined before the first time.
 */
export async function readMark(db: Database, mark: keyof typeof names): Promise<number | undefined> {
  const row = await db.first('SELECT value FROM settings WHERE name = ?', [names[mark]])
  return row === undefined ? undefined : numberOf(row, 'value')
}

export function writeMark(mark: keyof typeof names, value: number): Statement {
  return {
    sql: 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)',
    params: [names[mark], value],
  }
}

function recordFor(thing: Thing): number {
  const record = recordOf(thing)
  if (record === undefined) throw new Error('not a name of its kind')
  return record
}

function ownEntryOf(row: SqlRow): OwnEntry {
  const { value } = row
  return {
    kind: parsed(row, 'kind', (kind) => kinds.find((one) => one === kind)),
    name: textOf(row, 'name'),
    value: parsed(row, 'value', () => (value === null ? undefined : value)),
    stamp: numberOf(row, 'stamp'),
    base: numberOf(row, 'base'),
    told: numberOf(row, 'told'),
  }
}
