// Messages that go by themselves (engine/expiry). `expires_after`: so many seconds from reading, of own ones from sending.
// `goes_at`: when it goes, by this device's clock; with an absolute time from the beginning, else once it is counted. What
// changes a message that goes has the same `expires_after`, or `goes_at`, as it was written with.

export const expiry: readonly string[] = [
  'ALTER TABLE items ADD COLUMN expires_after INTEGER',
  'ALTER TABLE items ADD COLUMN goes_at INTEGER',
  'CREATE INDEX items_going ON items (goes_at) WHERE goes_at IS NOT NULL',
  'CREATE INDEX items_uncounted ON items (conversation, pos) WHERE expires_after IS NOT NULL AND goes_at IS NULL',
  // what went by itself was nobody's to keep: its place is known to hold nothing
  'ALTER TABLE taken_out ADD COLUMN expired INTEGER NOT NULL DEFAULT 0',
  'DROP TRIGGER items_changed',
  `CREATE TRIGGER items_changed AFTER UPDATE OF state, pos, deleted, goes_at ON items
     WHEN new.archived = 1 AND (new.state <> old.state OR new.pos <> old.pos OR new.goes_at IS NOT old.goes_at
       OR (new.deleted = 2 AND old.deleted < 2 AND new.type <> 'reaction'))
     BEGIN UPDATE items SET archived = 0 WHERE id = new.id; END`,
]
