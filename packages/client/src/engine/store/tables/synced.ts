// What follows the account beside its history (engine/synced).

/** One digit of a conversation's id, which is base64url after its prefix: the first two tell its shelf. */
const digit = (at: number) =>
  `(instr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', substr(id, ${at}, 1)) - 1)`

/**
 * What follows the account beside its history (engine/synced/memory.ts). What is known of people's keys is told from a
 * mark on them (`synced`), which goes by itself when it changes.
 */
export const synced: readonly string[] = [
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
