// The tables of programs: which there are, what has access to which account, when that was last given, and their tokens, as SHA-256. A refresh
// token that was used stays known until it would have expired, so that its second use is recognised.

import type { Migrations } from '../store/migrations.ts'

export const programMigrations: Migrations = {
  room: 'programs',
  steps: [
    `
    CREATE TABLE program (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name),
      name TEXT NOT NULL,
      redirect_uris TEXT NOT NULL,
      created INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX program_of_account ON program (account, created);

    CREATE TABLE program_access (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name),
      program TEXT NOT NULL REFERENCES program (id) ON DELETE CASCADE,
      scopes TEXT NOT NULL,
      since INTEGER NOT NULL,
      used INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX program_access_of_account ON program_access (account, since);
    CREATE INDEX program_access_of_program ON program_access (program);

    CREATE TABLE program_token (
      hash BLOB PRIMARY KEY,
      access TEXT NOT NULL REFERENCES program_access (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      scopes TEXT NOT NULL,
      expires INTEGER NOT NULL,
      used INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX program_token_of_access ON program_token (access);
    CREATE INDEX program_token_by_expiry ON program_token (expires);
    `,
    `
    CREATE TABLE program_allowed (
      account TEXT PRIMARY KEY REFERENCES account (name),
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}
