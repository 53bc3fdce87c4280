// The tables of the key log: its entries with the proof of each step, the hashes of its whole subtrees, the map
// from names to newest states, and every version of every account. Nothing here is ever changed but the map.

import type { Migrations } from '../store/migrations.ts'

export const transparencyMigrations: Migrations = {
  room: 'transparency',
  steps: [
    `
    CREATE TABLE key_log (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL) STRICT;
    CREATE TABLE log_entry (
      position INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      entry BLOB NOT NULL,
      found BLOB,
      path BLOB NOT NULL
    ) STRICT;
    CREATE TABLE log_subtree (
      level INTEGER NOT NULL,
      number INTEGER NOT NULL,
      hash BLOB NOT NULL,
      PRIMARY KEY (level, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE map_node (place BLOB PRIMARY KEY, node BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE account_version (
      account TEXT NOT NULL,
      version INTEGER NOT NULL,
      state BLOB NOT NULL,
      statements BLOB NOT NULL,
      PRIMARY KEY (account, version)
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}

export const transparencyTables = [
  'key_log',
  'log_entry',
  'log_subtree',
  'map_node',
  'account_version',
] as const
