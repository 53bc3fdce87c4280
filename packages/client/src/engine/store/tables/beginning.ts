// The tables of the first version: what the profile is, who is known, conversations with their items, and what waits to
// leave.

export const first: readonly string[] = [
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
export const second: readonly string[] = [
  'ALTER TABLE failed_contents ADD COLUMN outbox INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX failed_contents_of ON failed_contents (outbox)',
]
