// Profiles and statuses as this device has opened them last, and who has told whom by which key they open
// (engine/profiles).

export const profiles: readonly string[] = [
  // `least`: the version that there is at least, by the account's own word; `tried`: the one that the key did not open.
  // Of the own account alone: `whole`, `hidden_until`, and whether its key is to be replaced.
  `CREATE TABLE profiles (
     account TEXT PRIMARY KEY,
     key BLOB,
     least INTEGER NOT NULL DEFAULT 0,
     tried INTEGER NOT NULL DEFAULT 0,
     version INTEGER NOT NULL DEFAULT 0,
     profile BLOB,
     status_version INTEGER NOT NULL DEFAULT 0,
     status BLOB,
     whole INTEGER NOT NULL DEFAULT 0,
     hidden_until INTEGER NOT NULL DEFAULT 0,
     rotate INTEGER NOT NULL DEFAULT 0
   ) STRICT`,
  `CREATE TABLE profiles_told (
     conversation TEXT NOT NULL,
     account TEXT NOT NULL,
     key BLOB NOT NULL,
     PRIMARY KEY (conversation, account)
   ) STRICT, WITHOUT ROWID`,
  // What this device is to tell in a conversation: its account's key and, to somebody new, those that others told there.
  `CREATE TABLE profile_errands (conversation TEXT PRIMARY KEY, pass INTEGER NOT NULL) STRICT`,
]
