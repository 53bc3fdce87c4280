// The table of parcels: what members of a conversation leave for each other's devices, under the hash of its bytes.

import type { Migrations } from '../store/migrations.ts'

export const parcelMigrations: Migrations = {
  room: 'parcels',
  steps: [
    `
    CREATE TABLE parcel (
      conversation BLOB NOT NULL,
      device BLOB NOT NULL,
      id BLOB NOT NULL,
      account TEXT NOT NULL,
      left_by TEXT NOT NULL,
      left_at INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      UNIQUE (conversation, device, id)
    ) STRICT;
    CREATE INDEX parcel_left_by ON parcel (left_by, conversation, device);
    CREATE INDEX parcel_left_at ON parcel (left_at);
    CREATE INDEX parcel_for ON parcel (account);
    `,
  ],
}
