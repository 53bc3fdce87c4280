// Sealed records on the embedded database.

import type { AccountName } from '@sotto/wire'
import { bytesIn, numberIn, type Row } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'
import type {
  RecordChange,
  RecordQuota,
  RecordStore,
  RecordsOutcome,
  RecordWrite,
  SealedRecord,
} from './record-store.ts'

type Holding = { change: number; records: number; bytes: number }

export class SqliteRecordStore implements RecordStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  write(account: AccountName, writes: readonly RecordWrite[], quota: RecordQuota): Promise<RecordsOutcome> {
    return this.#db.write(() => {
      const before = this.#holding(account)
      const after = { ...before }
      for (const { id, after: version, bytes } of writes) {
        const present = this.#look(account, id)
        if ((present?.version ?? 0) !== version) return { kind: 'conflict' }
        if (present === undefined) after.records += 1
        after.bytes += (bytes?.length ?? 0) - (present?.size ?? 0)
      }
      // who has too much after the quota was lowered may still tidy up
      const isFuller = after.bytes > before.bytes || after.records > before.records
      if (isFuller && (after.bytes > quota.bytes || after.records > quota.records)) return { kind: 'full' }
      for (const write of writes) this.#put(account, write, ++after.change)
      this.#hold(account, after)
      return { kind: 'written', change: after.change }
    })
  }

  async read(
    account: AccountName,
    ids: readonly Uint8Array[],
    mostBytes: number,
  ): Promise<readonly SealedRecord[]> {
    const read: SealedRecord[] = []
    let left = mostBytes
    for (const id of ids) {
      const record = this.#read(account, id)
      left -= record.bytes?.length ?? 0
      if (left < 0 && read.length > 0) break
      read.push(record)
    }
    return read
  }

  async changes(
    account: AccountName,
    after: number,
    most: number,
  ): Promise<{ readonly changes: readonly RecordChange[]; readonly last: number }> {
    const rows = this.#db
      .prepare(
        'SELECT id, version, change FROM sealed_record WHERE account = ? AND change > ? ORDER BY change LIMIT ?',
      )
      .all(account, after, most)
    return { changes: rows.map(changeOf), last: this.#holding(account).change }
  }

  #look(account: AccountName, id: Uint8Array): { version: number; size: number } | undefined {
    const row = this.#db
      .prepare(
        'SELECT version, coalesce(length(bytes), 0) AS size FROM sealed_record WHERE account = ? AND id = ?',
      )
      .get(account, id)
    return row === undefined ? undefined : { version: numberIn(row, 'version'), size: numberIn(row, 'size') }
  }

  #read(account: AccountName, id: Uint8Array): SealedRecord {
    const row = this.#db
      .prepare('SELECT version, bytes FROM sealed_record WHERE account = ? AND id = ?')
      .get(account, id)
    if (row === undefined) return { id, version: 0, bytes: undefined }
    const bytes = row.bytes === null ? undefined : bytesIn(row, 'bytes')
    return { id, version: numberIn(row, 'version'), bytes }
  }

  #put(account: AccountName, { id, version, bytes }: RecordWrite, change: number): void {
    this.#db
      .prepare(
        `INSERT INTO sealed_record (account, id, version, change, bytes) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account, id) DO UPDATE SET
           version = excluded.version, change = excluded.change, bytes = excluded.bytes`,
      )
      .run(account, id, version, change, bytes ?? null)
  }

  #holding(account: AccountName): Holding {
    const row = this.#db
      .prepare('SELECT change, records, bytes FROM sealed_records_of WHERE account = ?')
      .get(account)
    if (row === undefined) return { change: 0, records: 0, bytes: 0 }
    const [change, records, bytes] = [
      numberIn(row, 'change'),
      numberIn(row, 'records'),
      numberIn(row, 'bytes'),
    ]
    return { change, records, bytes }
  }

  #hold(account: AccountName, { change, records, bytes }: Holding): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO sealed_records_of VALUES (?, ?, ?, ?)')
      .run(account, change, records, bytes)
  }
}

function changeOf(row: Row): RecordChange {
  return { id: bytesIn(row, 'id'), version: numberIn(row, 'version'), change: numberIn(row, 'change') }
}
