// The engine's tables, as numbered steps that are never changed once released. Everything about one
// conversation is written by its one actor; positions (`pos`) order the timeline (timeline/position.ts).

import type { Statement } from '../../ports.ts'

const first: readonly string[] = [
  // What this profile is: account, device, keys, session. One row a name.
  'CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT',
  `CREATE TABLE people (
     account TEXT PRIMARY KEY,
     account_key BLOB NOT NULL,
     offered_key BLOB,
     devices TEXT NOT NULL DEFAULT '',
     checked_at INTEGER NOT NULL DEFAULT 0
   ) STRICT`,
  'CREATE TABLE blocks (account TEXT PRIMARY KEY) STRICT',
  `CREATE TABLE key_packages (
     ref BLOB PRIMARY KEY,
     secret BLOB NOT NULL,
     package BLOB NOT NULL,
     last_resort INTEGER NOT NULL,
     uploaded INTEGER NOT NULL,
     made_at INTEGER NOT NULL
   ) STRICT`,
  // `record` holds what only the conversation's actor reads; the columns beside it are what lists need.
  `CREATE TABLE conversations (
     id TEXT PRIMARY KEY,
     kind TEXT NOT NULL,
     state TEXT NOT NULL,
     listed INTEGER NOT NULL,
     name TEXT NOT NULL,
     peer TEXT,
     members TEXT NOT NULL,
     begun_by TEXT,
     unread INTEGER NOT NULL DEFAULT 0,
     last_item INTEGER,
     at INTEGER NOT NULL,
     draft TEXT NOT NULL,
     attention INTEGER NOT NULL,
     busy INTEGER NOT NULL,
     record TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX conversations_listed ON conversations (at DESC) WHERE listed = 1',
  'CREATE INDEX conversations_busy ON conversations (id) WHERE busy = 1',
  `CREATE TABLE group_parts (
     conversation TEXT NOT NULL,
     name TEXT NOT NULL,
     bytes BLOB NOT NULL,
     PRIMARY KEY (conversation, name)
   ) STRICT`,
  `CREATE TABLE pending_commits (
     conversation TEXT PRIMARY KEY,
     envelope TEXT NOT NULL,
     upload TEXT NOT NULL,
     next_state BLOB NOT NULL,
     envelope_bytes BLOB NOT NULL,
     welcome BLOB NOT NULL
   ) STRICT`,
  `CREATE TABLE intents (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     conversation TEXT NOT NULL,
     intent TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX intents_of ON intents (conversation, id)',
  `CREATE TABLE items (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     conversation TEXT NOT NULL,
     key TEXT NOT NULL,
     pos INTEGER NOT NULL,
     type TEXT NOT NULL,
     sender TEXT NOT NULL,
     mine INTEGER NOT NULL,
     text TEXT NOT NULL,
     at INTEGER NOT NULL,
     state TEXT NOT NULL,
     detail TEXT NOT NULL,
     envelope TEXT,
     UNIQUE (conversation, key)
   ) STRICT`,
  'CREATE INDEX items_in_order ON items (conversation, pos)',
  `CREATE INDEX items_of_others ON items (conversation, pos) WHERE type = 'message' AND mine = 0`,
  `CREATE INDEX items_by_message ON items (key) WHERE type = 'message'`,
  'CREATE INDEX items_by_envelope ON items (conversation, envelope) WHERE envelope IS NOT NULL',
  `CREATE VIRTUAL TABLE items_text USING fts5(
     text, content='items', content_rowid='id', tokenize="unicode61 remove_diacritics 2")`,
  `CREATE TRIGGER items_text_added AFTER INSERT ON items WHEN new.type = 'message' BEGIN
     INSERT INTO items_text (rowid, text) VALUES (new.id, new.text); END`,
  `CREATE TRIGGER items_text_gone AFTER DELETE ON items WHEN old.type = 'message' BEGIN
     INSERT INTO items_text (items_text, rowid, text) VALUES ('delete', old.id, old.text); END`,
  `CREATE TABLE outbox (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     conversation TEXT NOT NULL,
     kind TEXT NOT NULL,
     message TEXT NOT NULL,
     content BLOB NOT NULL,
     envelope TEXT,
     envelope_bytes BLOB,
     epoch INTEGER
   ) STRICT`,
  'CREATE INDEX outbox_of ON outbox (conversation, id)',
  // Every envelope that ever carried an unacknowledged message: any of them may turn up in the log.
  // `outbox` is 0 for one whose message came into the log by another envelope, or was discarded.
  `CREATE TABLE outbox_envelopes (envelope TEXT PRIMARY KEY, outbox INTEGER NOT NULL) STRICT`,
  'CREATE INDEX outbox_envelopes_of ON outbox_envelopes (outbox)',
  // What failed messages said, sealed content to be: for another try.
  `CREATE TABLE failed_contents (
     conversation TEXT NOT NULL,
     message TEXT NOT NULL,
     content BLOB NOT NULL,
     PRIMARY KEY (conversation, message)
   ) STRICT`,
  `CREATE TABLE receipts (
     conversation TEXT NOT NULL,
     message TEXT NOT NULL,
     account TEXT NOT NULL,
     state INTEGER NOT NULL,
     PRIMARY KEY (conversation, message, account)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE receipts_due (
     conversation TEXT NOT NULL,
     message TEXT NOT NULL,
     state INTEGER NOT NULL,
     PRIMARY KEY (conversation, message)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE command_keys (
     key TEXT PRIMARY KEY,
     conversation TEXT NOT NULL,
     message TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT`,
]

/** A message that was given up may still turn up in the log: its envelopes lead to it by its former place. */
const second: readonly string[] = [
  'ALTER TABLE failed_contents ADD COLUMN outbox INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX failed_contents_of ON failed_contents (outbox)',
]

/**
 * An item's number in the full text: by seconds, and then by `id`, which makes it unlike any other whatever a
 * server's clock says. It is larger than what JavaScript can hold, and never leaves the database.
 */
const momentOf = (row: string) =>
  `((max(0, min(${row}at / 1000, 4294967295)) << 31) | (${row}id & 2147483647))`

const addText = `INSERT INTO items_text (rowid, text, conversation)
  VALUES (${momentOf('new.')}, new.text, new.conversation);`
const removeText = `INSERT INTO items_text (items_text, rowid, text, conversation)
  VALUES ('delete', ${momentOf('old.')}, old.text, old.conversation);`

// The order of the full text is that of time, so that a search ends with the last hit it was asked for. The
// conversation is a part of it, so that one alone can be searched without a look at the others' hits, and so
// are the beginnings of words, which somebody types first and which nearly everything holds.
const textByTime: readonly string[] = [
  'DROP TRIGGER items_text_added',
  'DROP TRIGGER items_text_gone',
  'DROP TABLE items_text',
  `CREATE INDEX items_by_moment ON items (${momentOf('')})`,
  `CREATE VIEW items_with_moment AS SELECT ${momentOf('')} AS moment, text, conversation FROM items`,
  `CREATE VIRTUAL TABLE items_text USING fts5(
     text, conversation, content='items_with_moment', content_rowid='moment', prefix='1 2 3 4',
     tokenize="unicode61 remove_diacritics 2")`,
  `CREATE TRIGGER items_text_added AFTER INSERT ON items WHEN new.type = 'message' BEGIN ${addText} END`,
  `CREATE TRIGGER items_text_gone AFTER DELETE ON items WHEN old.type = 'message' BEGIN ${removeText} END`,
  `CREATE TRIGGER items_text_moved AFTER UPDATE OF at ON items
     WHEN new.type = 'message' AND new.at <> old.at BEGIN ${removeText} ${addText} END`,
  `INSERT INTO items_text (rowid, text, conversation)
     SELECT ${momentOf('')}, text, conversation FROM items WHERE type = 'message'`,
]

const revokedDevices: readonly string[] = [
  // Devices that their accounts have signed out: kept for good.
  `CREATE TABLE revoked_devices (
     account TEXT NOT NULL,
     device TEXT NOT NULL,
     revoked_at INTEGER NOT NULL,
     PRIMARY KEY (account, device)
   ) STRICT, WITHOUT ROWID`,
]

/** The key of an account that the person has declined to go on with. */
const declinedKeys: readonly string[] = ['ALTER TABLE people ADD COLUMN declined_key BLOB']

/** The own account's devices, as they were listed last. */
const ownDevices: readonly string[] = [
  `CREATE TABLE own_devices (
     device TEXT PRIMARY KEY,
     name TEXT,
     added INTEGER NOT NULL,
     added_from TEXT,
     last_seen INTEGER NOT NULL,
     seen_from TEXT,
     is_new INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
]

/** The server's key log as this device has followed it (spec/transparency.md). */
const keyLog: readonly string[] = [
  `CREATE TABLE key_log (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     head BLOB NOT NULL,
     audited_size INTEGER NOT NULL,
     audited_subtrees BLOB NOT NULL,
     audited_map_root BLOB NOT NULL
   ) STRICT`,
  `CREATE TABLE seen_states (
     account TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     hash BLOB NOT NULL
   ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE heard_heads (account TEXT PRIMARY KEY, head BLOB NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE former_logs (log BLOB PRIMARY KEY) STRICT, WITHOUT ROWID',
  `CREATE TABLE key_log_doubts (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     about TEXT,
     heads TEXT NOT NULL,
     settled INTEGER NOT NULL
   ) STRICT`,
]

/** The key of an account whose safety number the person has compared. */
const verifiedKeys: readonly string[] = [
  'ALTER TABLE people ADD COLUMN verified_key BLOB',
  'ALTER TABLE people ADD COLUMN verified_at INTEGER',
]

/** Accounts that were deleted. */
const gonePeople: readonly string[] = ['ALTER TABLE people ADD COLUMN gone INTEGER NOT NULL DEFAULT 0']

/**
 * The archive as this device knows it (engine/archive/memory.ts). `archived`: the archive has the item as it is here;
 * it ceases to be so by itself when the item changes.
 */
const archive: readonly string[] = [
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
 * What comes by the thousand, and is to be shown at once, stands in the full text a little later
 * (timeline/index-later.ts).
 */
const textLater: readonly string[] = [
  'ALTER TABLE items ADD COLUMN indexed INTEGER NOT NULL DEFAULT 1',
  'CREATE INDEX items_to_index ON items (indexed) WHERE indexed = 0',
  ...['added', 'gone', 'moved'].map((one) => `DROP TRIGGER items_text_${one}`),
  `CREATE TRIGGER items_text_added AFTER INSERT ON items
     WHEN new.type = 'message' AND new.indexed = 1 BEGIN ${addText} END`,
  `CREATE TRIGGER items_text_later AFTER UPDATE OF indexed ON items
     WHEN new.type = 'message' AND new.indexed > old.indexed BEGIN ${addText} END`,
  `CREATE TRIGGER items_text_gone AFTER DELETE ON items
     WHEN old.type = 'message' AND old.indexed = 1 BEGIN ${removeText} END`,
  `CREATE TRIGGER items_text_moved AFTER UPDATE OF at ON items
     WHEN new.type = 'message' AND new.at <> old.at AND old.indexed = 1
     BEGIN ${removeText} ${addText} END`,
]

/**
 * Who wrote the messages of groups, to be shown to newcomers (engine/handover): what was signed, beside the item, and
 * what many messages have in common once. `signature` is missing for own messages: it can be made again.
 */
const handover: readonly string[] = [
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

/** One digit of a conversation's id, which is base64url after its prefix: the first two tell its shelf. */
const digit = (at: number) =>
  `(instr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', substr(id, ${at}, 1)) - 1)`

/**
 * What follows the account beside its history (engine/synced/memory.ts). What is known of people's keys is told from a
 * mark on them (`synced`), which goes by itself when it changes.
 */
const synced: readonly string[] = [
  `CREATE TABLE synced (
     record INTEGER NOT NULL,
     kind TEXT NOT NULL,
     name TEXT NOT NULL,
     value ANY NOT NULL,
     stamp INTEGER NOT NULL,
     base INTEGER NOT NULL,
     told INTEGER NOT NULL,
     PRIMARY KEY (kind, name)
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX synced_of ON synced (record)',
  'CREATE INDEX synced_to_tell ON synced (record) WHERE told < 2',
  `CREATE TABLE synced_records (
     record INTEGER PRIMARY KEY,
     seen INTEGER NOT NULL,
     least INTEGER NOT NULL
   ) STRICT`,
  'ALTER TABLE people ADD COLUMN decided INTEGER NOT NULL DEFAULT 0',
  'UPDATE people SET decided = 1 WHERE verified_key IS NOT NULL OR declined_key IS NOT NULL',
  'ALTER TABLE people ADD COLUMN synced INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX people_to_tell ON people (account) WHERE synced = 0',
  `CREATE TRIGGER people_changed AFTER UPDATE ON people
     WHEN new.synced = 1 AND (new.account_key IS NOT old.account_key OR new.offered_key IS NOT old.offered_key
       OR new.declined_key IS NOT old.declined_key OR new.verified_key IS NOT old.verified_key
       OR new.verified_at IS NOT old.verified_at OR new.decided IS NOT old.decided)
     BEGIN UPDATE people SET synced = 0 WHERE account = new.account; END`,
  `INSERT INTO synced (record, kind, name, value, stamp, base, told)
     SELECT 17 + ((${digit(3)} * 4 + ${digit(4)} / 16) & 15), 'draft', id, draft, at, 0, 0
     FROM conversations WHERE draft <> ''`,
  'ALTER TABLE conversations DROP COLUMN draft',
]

/** Each step brings the schema from its index to the next number. */
const steps: readonly (readonly string[])[] = [
  first,
  second,
  textByTime,
  revokedDevices,
  declinedKeys,
  ownDevices,
  keyLog,
  verifiedKeys,
  gonePeople,
  archive,
  textLater,
  handover,
  synced,
]

export const schemaVersion = steps.length

/** What brings a database of this version to the present one (or to `to`); applied in one batch. */
export function migrationFrom(version: number, to = schemaVersion): readonly Statement[] {
  const statements = steps.slice(version, to).flat()
  if (statements.length === 0) return []
  return [...statements.map((sql) => ({ sql })), { sql: `PRAGMA user_version = ${to}` }]
}
