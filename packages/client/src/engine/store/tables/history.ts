// History that goes to other devices: to those of the account (engine/archive), and to newcomers (engine/handover).

/**
 * The archive as this device knows it (engine/archive/memory.ts). `archived`: the archive has the item as it is here;
 * it ceases to be so by itself when the item changes.
 */
export const archive: readonly string[] = [
  'ALTER TABLE items ADD COLUMN archived INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX items_to_archive ON items (conversation, pos) WHERE archived = 0',
  `CREATE TRIGGER items_changed AFTER UPDATE OF state, text, pos ON items
     WHEN new.archived = 1 AND (new.state <> old.state OR new.text <> old.text OR new.pos <> old.pos)
     BEGIN UPDATE items SET archived = 0 WHERE id = new.id; END`,
  `CREATE TABLE archive_heads (
     conversation TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     through INTEGER NOT NULL,
     floor INTEGER NOT NULL,
     deleted_up_to INTEGER NOT NULL,
     kept TEXT NOT NULL,
     shelved INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE archive_segments (
     conversation TEXT NOT NULL,
     serial INTEGER NOT NULL,
     start INTEGER NOT NULL,
     version INTEGER NOT NULL,
     taken INTEGER NOT NULL,
     PRIMARY KEY (conversation, serial)
   ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE archive_shelves (shelf INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT',
  'CREATE TABLE archive_due (conversation TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
  // What was taken out of a conversation for good, one by one, or all up to a position.
  `CREATE TABLE taken_out (
     conversation TEXT NOT NULL,
     key TEXT NOT NULL,
     pos INTEGER NOT NULL,
     archived INTEGER NOT NULL,
     PRIMARY KEY (conversation, key)
   ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE deleted_up_to (conversation TEXT PRIMARY KEY, pos INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  // Places of a log of which this device does not know what stood there (engine/archive/gaps.ts).
  `CREATE TABLE gaps (
     conversation TEXT NOT NULL,
     first INTEGER NOT NULL,
     last INTEGER NOT NULL,
     item TEXT,
     PRIMARY KEY (conversation, first)
   ) STRICT, WITHOUT ROWID`,
]

/**
 * Who wrote the messages of groups, to be shown to newcomers (engine/handover): what was signed, beside the item, and
 * what many messages have in common once. `signature` is missing for own messages: it can be made again.
 */
export const handover: readonly string[] = [
  `CREATE TABLE signed_parts (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     conversation TEXT NOT NULL,
     bytes BLOB NOT NULL,
     UNIQUE (conversation, bytes)
   ) STRICT`,
  `CREATE TABLE authorship (
     conversation TEXT NOT NULL,
     message TEXT NOT NULL,
     context INTEGER NOT NULL,
     credential INTEGER NOT NULL,
     leaf INTEGER NOT NULL,
     content BLOB NOT NULL,
     signature BLOB,
     PRIMARY KEY (conversation, message)
   ) STRICT`,
  `CREATE TRIGGER authorship_gone AFTER DELETE ON items WHEN old.type = 'message' BEGIN
     DELETE FROM authorship WHERE conversation = old.conversation AND message = old.key; END`,
  // What devices of others have asked for: the last asking of each.
  `CREATE TABLE history_asks (
     conversation TEXT NOT NULL,
     device TEXT NOT NULL,
     account TEXT NOT NULL,
     ask BLOB NOT NULL,
     public_key BLOB NOT NULL,
     wants TEXT NOT NULL,
     times INTEGER NOT NULL,
     stage TEXT NOT NULL,
     given_by TEXT,
     given_seq INTEGER NOT NULL,
     PRIMARY KEY (conversation, device)
   ) STRICT, WITHOUT ROWID`,
  // What this device wants of what was written before it came.
  `CREATE TABLE history_wanted (
     conversation TEXT PRIMARY KEY,
     stage TEXT NOT NULL,
     wants TEXT NOT NULL,
     joined INTEGER NOT NULL,
     kept TEXT NOT NULL,
     ask BLOB,
     secret BLOB,
     offer BLOB
   ) STRICT, WITHOUT ROWID`,
]
