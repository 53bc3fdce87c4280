// The tables of second factors and passkeys. The secret of an authenticator app is sealed by a key that is not in
// the database, backup codes are hashes under another.

import type { Migrations } from '../store/migrations.ts'

export const factorMigrations: Migrations = {
  room: 'factors',
  steps: [
    `
    CREATE TABLE authenticator (
      account TEXT PRIMARY KEY REFERENCES account (name),
      secret BLOB NOT NULL,
      step INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE backup_code (
      account TEXT NOT NULL REFERENCES account (name),
      hash BLOB NOT NULL,
      PRIMARY KEY (account, hash)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE passkey (
      id BLOB PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name),
      public_key BLOB NOT NULL,
      counter INTEGER NOT NULL,
      slot BLOB,
      name BLOB NOT NULL,
      added INTEGER NOT NULL,
      used INTEGER NOT NULL,
      synced INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX passkey_of_account ON passkey (account, added);

    CREATE TABLE factor_change (
      account TEXT PRIMARY KEY REFERENCES account (name),
      authenticator_added INTEGER NOT NULL DEFAULT 0,
      authenticator_removed INTEGER NOT NULL DEFAULT 0,
      passkey_added INTEGER NOT NULL DEFAULT 0,
      passkey_removed INTEGER NOT NULL DEFAULT 0,
      backup_codes_made INTEGER NOT NULL DEFAULT 0,
      backup_code_used INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}
