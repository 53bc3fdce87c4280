// The tables of sealed records. A record that was deleted keeps its row without bytes, so that no version of it
// is ever given twice.

import type { Migrations } from '../store/migrations.ts'

export const recordMigrations: Migrations = {
  room: 'records',
  steps: [
    `
    CREATE TABLE sealed_record (
      account TEXT NOT NULL,
      id BLOB NOT NULL,
      version INTEGER NOT NULL,
      change INTEGER NOT NULL,
      bytes BLOB,
      UNIQUE (account, id)
    ) STRICT;
    CREATE UNIQUE INDEX sealed_record_by_change ON sealed_record (account, change);
    CREATE TABLE sealed_records_of (
      account TEXT PRIMARY KEY,
      change INTEGER NOT NULL,
      records INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}
