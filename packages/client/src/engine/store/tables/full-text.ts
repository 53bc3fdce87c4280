// The words of the messages, to be searched: in the order of time, conversation by conversation.

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
