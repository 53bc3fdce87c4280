// The tables of accounts, devices, sessions, key packages, the directory and blocks. Hashes are SHA-256;
// no table holds a password, a token in the clear or a private key.

import type { Migrations } from '../store/migrations.ts'

export const accountMigrations: Migrations = {
  room: 'accounts',
  steps: [
    `
    CREATE TABLE account (
      name TEXT PRIMARY KEY,
      account_key BLOB NOT NULL,
      record BLOB NOT NULL,
      vault_password BLOB NOT NULL,
      vault_recovery BLOB NOT NULL,
      created INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE directory_part (
      part TEXT NOT NULL,
      account TEXT NOT NULL REFERENCES account (name),
      PRIMARY KEY (part, account)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE block (
      account TEXT NOT NULL REFERENCES account (name),
      blocked TEXT NOT NULL REFERENCES account (name),
      at INTEGER NOT NULL,
      PRIMARY KEY (account, blocked)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE device (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name),
      credential BLOB NOT NULL,
      signature_key BLOB NOT NULL,
      added INTEGER NOT NULL,
      last_seen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX device_of_account ON device (account, added);

    CREATE TABLE session (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL,
      device TEXT NOT NULL,
      created INTEGER NOT NULL,
      expires INTEGER NOT NULL,
      ended INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX session_of_device ON session (device) WHERE ended IS NULL;
    CREATE INDEX session_by_expiry ON session (expires);

    CREATE TABLE refresh_token (
      hash BLOB PRIMARY KEY,
      session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
      expires INTEGER NOT NULL,
      used INTEGER,
      successor BLOB,
      sealed_successor BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX refresh_token_of_session ON refresh_token (session);
    CREATE INDEX refresh_token_by_expiry ON refresh_token (expires);

    CREATE TABLE key_package (
      id INTEGER PRIMARY KEY,
      device TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
      last_resort INTEGER NOT NULL,
      hash BLOB NOT NULL,
      bytes BLOB NOT NULL,
      not_after INTEGER NOT NULL,
      UNIQUE (device, hash)
    ) STRICT;
    CREATE INDEX key_package_to_claim ON key_package (device, last_resort, id);
    CREATE INDEX key_package_by_expiry ON key_package (not_after);
    `,
    `
    CREATE TABLE device_revocation (
      id INTEGER PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name),
      device TEXT NOT NULL,
      revocation BLOB NOT NULL,
      UNIQUE (account, device)
    ) STRICT;
    `,
    'CREATE INDEX device_revocation_of_device ON device_revocation (device)',
    'ALTER TABLE refresh_token DROP COLUMN sealed_successor',
    `
    ALTER TABLE device ADD COLUMN name BLOB;
    ALTER TABLE device ADD COLUMN added_from TEXT;
    ALTER TABLE device ADD COLUMN seen_from TEXT;
    `,
    `
    ALTER TABLE account ADD COLUMN recovery_key BLOB;
    ALTER TABLE account ADD COLUMN password_changed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN recovery_changed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;
    `,
    // names of deleted accounts are given to nobody else
    `
    ALTER TABLE account ADD COLUMN disabled INTEGER;
    CREATE TABLE gone_account (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  ],
}
