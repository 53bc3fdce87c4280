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
 * Who wrote messages, to be shown to who was not there (engine/handover): what was signed, beside the item, and what
 * many messages have in common once. `signature` is missing for own messages: it can be made again.
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

/**
 * What is missing is asked of the other members (engine/handover/repair.ts): beside what was before a newcomer came, and
 * counted by itself. `stays`: which accounts were in a group from which epoch to which, and
 * between which places (conversations/stays.ts); of what
 * was before this step nothing is known.
 */
export const repair: readonly string[] = [
  `CREATE TABLE stays (
     conversation TEXT NOT NULL,
     account TEXT NOT NULL,
     first INTEGER NOT NULL,
     last INTEGER,
     since INTEGER NOT NULL,
     until INTEGER,
     PRIMARY KEY (conversation, account, first)
   ) STRICT, WITHOUT ROWID`,
  `INSERT INTO stays (conversation, account, first, since)
     SELECT conversations.id, json_extract(member.value, '$.account'),
       json_extract(record, '$.generation') * 1099511627776 + coalesce(json_extract(record, '$.epoch'), 0),
       json_extract(record, '$.cursor')
     FROM conversations, json_each(members) AS member WHERE json_extract(record, '$.group') = 'live'`,
  'ALTER TABLE history_asks RENAME TO history_asks_before',
  `CREATE TABLE history_asks (
     conversation TEXT NOT NULL,
     device TEXT NOT NULL,
     purpose TEXT NOT NULL,
     account TEXT NOT NULL,
     ask BLOB NOT NULL,
     public_key BLOB NOT NULL,
     wants TEXT NOT NULL,
     times INTEGER NOT NULL,
     counted_from INTEGER NOT NULL,
     stage TEXT NOT NULL,
     given_by TEXT,
     given_seq INTEGER NOT NULL,
     PRIMARY KEY (conversation, device, purpose)
   ) STRICT, WITHOUT ROWID`,
  `INSERT INTO history_asks SELECT conversation, device, 'before', account, ask, public_key, wants, times, 0, stage,
     given_by, given_seq FROM history_asks_before`,
  'DROP TABLE history_asks_before',
  'ALTER TABLE history_wanted RENAME TO history_wanted_before',
  `CREATE TABLE history_wanted (
     conversation TEXT NOT NULL,
     purpose TEXT NOT NULL,
     stage TEXT NOT NULL,
     wants TEXT NOT NULL,
     joined INTEGER NOT NULL,
     kept TEXT NOT NULL,
     ask BLOB,
     secret BLOB,
     offer BLOB,
     PRIMARY KEY (conversation, purpose)
   ) STRICT, WITHOUT ROWID`,
  // what was on its way is asked for anew
  `INSERT INTO history_wanted SELECT conversation, 'before', iif(stage = 'arriving', 'waiting', stage), wants, joined,
     json_remove(kept, '$.progress'), ask, secret, offer FROM history_wanted_before`,
  'DROP TABLE history_wanted_before',
]
