// The tables of identities at the company's provider. What is kept of somebody is what the provider knows them by.

import type { Migrations } from '../store/migrations.ts'

export const ssoMigrations: Migrations = {
  room: 'sso',
  steps: [
    `
    CREATE TABLE account_identity (
      account TEXT NOT NULL REFERENCES account (name),
      issuer TEXT NOT NULL,
      subject TEXT NOT NULL,
      PRIMARY KEY (account, issuer),
      UNIQUE (issuer, subject)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE identity_change (
      account TEXT PRIMARY KEY REFERENCES account (name),
      connected INTEGER NOT NULL DEFAULT 0,
      disconnected INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}
