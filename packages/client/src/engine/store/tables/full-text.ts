// The words of the messages, to be searched: in the order of time, by conversation, sender and what is in them.

/**
 * An item's number in the full text: by seconds, and then by `id`, which makes it unlike any other whatever a
 * server's clock says. It is larger than what JavaScript can hold, and never leaves the database.
 */
export const momentOf = (row: string) =>
  `((max(0, min(${row}at / 1000, 4294967295)) << 31) | (${row}id & 2147483647))`

export const addText = `INSERT INTO items_text (rowid, text, conversation)
  VALUES (${momentOf('new.')}, new.text, new.conversation);`
export const removeText = `INSERT INTO items_text (items_text, rowid, text, conversation)
  VALUES ('delete', ${momentOf('old.')}, old.text, old.conversation);`

// The order of the full text is that of time, so that a search ends with the last hit it was asked for. The
// conversation is a part of it, so that one alone can be searched without a look at the others' hits, and so
// are the beginnings of words, which somebody types first and which nearly everything holds.
export const textByTime: readonly string[] = [
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

/**
 * What comes by the thousand, and is to be shown at once, stands in the full text a little later
 * (archive/indexing.ts).
 */
export const textLater: readonly string[] = [
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

// What a message is about beside its words, as words of a column of their own. They begin with a letter that nobody types, so that
// the beginnings of words that people type never meet them.
const letter = 'ꙮ'
export const aboutEverything = letter
export const aboutLink = `${letter}l`
/** One word, whatever is in the name. */
export const aboutSender = (account: string) =>
  `${letter}s${Array.from(new TextEncoder().encode(account), (byte) => byte.toString(16).padStart(2, '0')).join('')}`

const aboutOf = (row: string) => `'${letter}s' || hex(${row}sender) || CASE
  WHEN ${row}text LIKE '%http://%' OR ${row}text LIKE '%https://%' OR ${row}text LIKE '%www.%' THEN ' ${aboutLink}' ELSE '' END`

const add = `INSERT INTO items_text (rowid, text, conversation, about)
  VALUES (${momentOf('new.')}, new.text, new.conversation, ${aboutOf('new.')});`
const remove = `INSERT INTO items_text (items_text, rowid, text, conversation, about)
  VALUES ('delete', ${momentOf('old.')}, old.text, old.conversation, ${aboutOf('old.')});`

/** Everything is taken in anew, a little at a time (archive/indexing.ts). `met`: what else is done for a message that is new. */
export const textAbout = (met: string): readonly string[] => [
  ...['added', 'later', 'gone', 'moved'].map((one) => `DROP TRIGGER items_text_${one}`),
  'DROP TABLE items_text',
  'DROP VIEW items_with_moment',
  `UPDATE items SET indexed = 0 WHERE type = 'message'`,
  `CREATE VIEW items_with_moment AS
     SELECT ${momentOf('')} AS moment, text, conversation, ${aboutOf('')} AS about FROM items
     WHERE type = 'message' AND indexed = 1`,
  `CREATE VIRTUAL TABLE items_text USING fts5(
     text, conversation, about, content='items_with_moment', content_rowid='moment', prefix='1 2 3 4',
     tokenize="unicode61 remove_diacritics 2")`,
  `INSERT INTO items_text (items_text, rank) VALUES ('secure-delete', 1)`,
  `CREATE TRIGGER items_text_added AFTER INSERT ON items WHEN new.type = 'message' AND new.indexed = 1
     BEGIN ${add} ${met} END`,
  `CREATE TRIGGER items_text_later AFTER UPDATE OF indexed ON items
     WHEN new.type = 'message' AND new.indexed > old.indexed BEGIN ${add} END`,
  `CREATE TRIGGER items_text_gone AFTER DELETE ON items
     WHEN old.type = 'message' AND old.indexed = 1 BEGIN ${remove} END`,
  `CREATE TRIGGER items_text_moved AFTER UPDATE OF at, text ON items
     WHEN new.type = 'message' AND (new.at <> old.at OR new.text <> old.text) AND old.indexed = 1
     BEGIN ${remove} ${add} END`,
]

/**
 * An own message has the server's time once it is accepted, mostly of the same second: then nothing in the full text
 * changes, where taking a message out and putting it in again is the dearest that is done for it.
 */
export const textStays: readonly string[] = [
  'DROP TRIGGER items_text_moved',
  `CREATE TRIGGER items_text_moved AFTER UPDATE OF at, text ON items
     WHEN new.type = 'message' AND old.indexed = 1
       AND (${momentOf('new.')} <> ${momentOf('old.')} OR new.text <> old.text)
     BEGIN ${remove} ${add} END`,
]

/** A conversation in the order of time, whatever the order in which it came. */
export const inTime: readonly string[] = [
  `CREATE INDEX items_in_time ON items (conversation, at, pos) WHERE type = 'message'`,
]
