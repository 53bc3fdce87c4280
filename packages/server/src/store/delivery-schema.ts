// The tables of the delivery room. Ids are stored as their bytes; a conversation has a short number too.
// `journal` holds what was committed in the last moments, one row per group; `entry` what stayed longer.

import type { Migrations } from './migrations.ts'

export const deliveryMigrations: Migrations = {
  room: 'delivery',
  steps: [
    `
    CREATE TABLE conversation (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      generation INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      unanswered INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE member (
      conversation INTEGER NOT NULL REFERENCES conversation,
      account TEXT NOT NULL,
      state TEXT NOT NULL,
      invited_by TEXT,
      PRIMARY KEY (conversation, account)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX member_account ON member (account, state);
    CREATE INDEX member_request ON member (invited_by) WHERE state = 'request';
    CREATE TABLE roster (
      conversation INTEGER NOT NULL REFERENCES conversation,
      device BLOB NOT NULL,
      account TEXT NOT NULL,
      cursor INTEGER NOT NULL,
      joined INTEGER NOT NULL,
      until INTEGER,
      PRIMARY KEY (conversation, device)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX roster_device ON roster (device);
    CREATE TABLE entry (
      number INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL REFERENCES conversation,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      id BLOB NOT NULL,
      sender BLOB,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX entry_seq ON entry (conversation, seq);
    CREATE INDEX entry_id ON entry (conversation, id);
    CREATE TABLE welcome (
      conversation INTEGER NOT NULL REFERENCES conversation,
      seq INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (conversation, seq)
    ) STRICT;
    CREATE TABLE journal (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    `,
    // founders had 0 for the entry that they wrote themselves
    `
    CREATE TABLE stay (
      device BLOB NOT NULL,
      conversation INTEGER NOT NULL REFERENCES conversation,
      joined INTEGER NOT NULL,
      until INTEGER NOT NULL,
      PRIMARY KEY (device, conversation, until)
    ) STRICT, WITHOUT ROWID;
    UPDATE roster SET joined = 1 WHERE joined = 0;
    `,
    `
    ALTER TABLE member ADD COLUMN pauses_at INTEGER;
    UPDATE member SET pauses_at = 20 + (SELECT last_seq FROM conversation WHERE number = member.conversation)
      WHERE state = 'request';
    `,
  ],
}
