// The table of sealed profiles: one row for each account that ever had one.

import type { Migrations } from '../store/migrations.ts'

export const profileMigrations: Migrations = {
  room: 'profiles',
  steps: [
    `
    CREATE TABLE person_profile (
      account TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      own_key BLOB NOT NULL,
      open_key BLOB,
      profile_version INTEGER NOT NULL,
      profile BLOB,
      status_version INTEGER NOT NULL,
      status BLOB,
      hidden_until INTEGER NOT NULL,
      hidden_since INTEGER NOT NULL
    ) STRICT;
    `,
  ],
}
