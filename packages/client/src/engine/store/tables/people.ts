// What is remembered of people and devices: who was signed out, whose key was compared or declined, what the key log has
// shown.

export const revokedDevices: readonly string[] = [
  // Devices that their accounts have signed out: kept for good.
  `CREATE TABLE revoked_devices (
     account TEXT NOT NULL,
     device TEXT NOT NULL,
     revoked_at INTEGER NOT NULL,
     PRIMARY KEY (account, device)
   ) STRICT, WITHOUT ROWID`,
]

/** The key of an account that the person has declined to go on with. */
export const declinedKeys: readonly string[] = ['ALTER TABLE people ADD COLUMN declined_key BLOB']

/** The own account's devices, as they were listed last. */
export const ownDevices: readonly string[] = [
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
export const keyLog: readonly string[] = [
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
export const verifiedKeys: readonly string[] = [
  'ALTER TABLE people ADD COLUMN verified_key BLOB',
  'ALTER TABLE people ADD COLUMN verified_at INTEGER',
]

/** Accounts that were deleted. */
export const gonePeople: readonly string[] = ['ALTER TABLE people ADD COLUMN gone INTEGER NOT NULL DEFAULT 0']
