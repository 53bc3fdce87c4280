// What was changed of messages afterwards (engine/changes): edits, deletions and reactions are items of their own, at their
// places, each naming its `target`. What follows from them for the target is derived here, by triggers, so that it is
// the same whichever of them comes first, and by whatever road: the log, the archive, a copy, a newcomer's history.

import { addText, momentOf, removeText } from './full-text.ts'

/**
 * `text` of a message is what it says now, `first_text` what its author wrote at first where that is something else.
 * `deleted`: 1 while the own deletion is on its way, 2 for good; then the words are nowhere any more. Of an edit 2 says that
 * its words are gone, of a reaction that it was taken back.
 */
const columns: readonly string[] = [
  'ALTER TABLE items ADD COLUMN target TEXT',
  'ALTER TABLE items ADD COLUMN first_text TEXT',
  'ALTER TABLE items ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0',
  // an edit of a message that is not here: of each sender only so many keep their words
  'ALTER TABLE items ADD COLUMN aside INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX items_by_target ON items (target, conversation) WHERE target IS NOT NULL',
  'CREATE INDEX items_aside ON items (conversation, sender, pos) WHERE aside = 1',
  // a message that was withdrawn before it was sent, as far as anybody knew
  'ALTER TABLE outbox_envelopes ADD COLUMN withdrawn TEXT',
]

/** Counts for the target of it, alone. */
const ofItem = (type: string) =>
  `change.target = items.key AND change.conversation = items.conversation AND change.type = '${type}'
   AND change.sender = items.sender AND change.state <> 'failed'`

const latest = `(SELECT text FROM items AS change WHERE ${ofItem('edit')} AND change.deleted = 0
  ORDER BY change.pos DESC LIMIT 1)`

/** Whoever is no author changes nothing. */
const derive = (which: string) => `
  UPDATE items SET deleted = coalesce(
      (SELECT max(CASE state WHEN 'pending' THEN 1 ELSE 2 END) FROM items AS change WHERE ${ofItem('deletion')}), 0)
    WHERE ${which} AND type IN ('message', 'reaction') AND deleted < 2;
  UPDATE items SET
      text = CASE deleted WHEN 1 THEN '' ELSE coalesce(${latest}, first_text, text) END,
      first_text = CASE WHEN deleted = 1 OR ${latest} IS NOT NULL THEN coalesce(first_text, text) END
    WHERE ${which} AND type = 'message' AND deleted < 2;`

const deriveTarget = (row: 'new' | 'old') =>
  derive(`conversation = ${row}.conversation AND key = ${row}.target`)

/** For what came before the item itself; nearly always there is nothing of it. */
export const deriveMet = `${derive(`conversation = new.conversation AND key =
    (SELECT target FROM items WHERE target = new.key AND conversation = new.conversation LIMIT 1)`)}
  UPDATE items SET aside = 0 WHERE target = new.key AND conversation = new.conversation AND aside = 1;`

/** An edit that comes after the deletion. */
const eraseLate = `UPDATE items SET deleted = 2 WHERE id = new.id AND type = 'edit' AND deleted = 0 AND EXISTS (
  SELECT 1 FROM items AS there WHERE there.conversation = new.conversation AND there.key = new.target
    AND there.deleted = 2 AND there.sender = new.sender);`

const isNamed = `SELECT new.key UNION ALL SELECT key FROM items
  WHERE target = new.key AND conversation = new.conversation AND type = 'edit' AND sender = new.sender`

export const changes: readonly string[] = [
  ...columns,
  // what changes a message has words too, and is not found by them
  'DROP VIEW items_with_moment',
  `CREATE VIEW items_with_moment AS SELECT ${momentOf('')} AS moment, text, conversation FROM items
     WHERE type = 'message' AND indexed = 1`,
  // one trigger after the other on the same insert would have no order of its own
  'DROP TRIGGER items_text_added',
  `CREATE TRIGGER items_text_added AFTER INSERT ON items WHEN new.type = 'message' AND new.indexed = 1
     BEGIN ${addText} ${deriveMet} END`,
  `CREATE TRIGGER items_met AFTER INSERT ON items
     WHEN new.type = 'reaction' OR (new.type = 'message' AND new.indexed = 0) BEGIN ${deriveMet} END`,
  'DROP TRIGGER items_text_moved',
  `CREATE TRIGGER items_text_moved AFTER UPDATE OF at, text ON items
     WHEN new.type = 'message' AND (new.at <> old.at OR new.text <> old.text) AND old.indexed = 1
     BEGIN ${removeText} ${addText} END`,
  `CREATE TRIGGER changes_added AFTER INSERT ON items WHEN new.type IN ('edit', 'deletion') BEGIN
     ${deriveTarget('new')}
     ${eraseLate} END`,
  `CREATE TRIGGER changes_moved AFTER UPDATE OF pos, state ON items WHEN new.type IN ('edit', 'deletion')
     BEGIN ${deriveTarget('new')} END`,
  `CREATE TRIGGER changes_gone AFTER DELETE ON items WHEN old.type IN ('edit', 'deletion')
     BEGIN ${deriveTarget('old')} END`,
  `CREATE TRIGGER items_erased AFTER UPDATE OF deleted ON items
     WHEN new.deleted = 2 AND old.deleted < 2 AND new.type IN ('message', 'edit') BEGIN
     DELETE FROM authorship WHERE conversation = new.conversation AND message IN (${isNamed});
     DELETE FROM failed_contents WHERE conversation = new.conversation AND message IN (${isNamed});
     UPDATE items SET deleted = 2, text = '', first_text = NULL
       WHERE conversation = new.conversation AND key IN (${isNamed}); END`,
  // what the archive has of a message is what was written at first, until it is deleted
  'DROP TRIGGER items_changed',
  `CREATE TRIGGER items_changed AFTER UPDATE OF state, pos, deleted ON items
     WHEN new.archived = 1 AND (new.state <> old.state OR new.pos <> old.pos
       OR (new.deleted = 2 AND old.deleted < 2 AND new.type <> 'reaction'))
     BEGIN UPDATE items SET archived = 0 WHERE id = new.id; END`,
  'DROP TRIGGER authorship_gone',
  `CREATE TRIGGER authorship_gone AFTER DELETE ON items WHEN old.type <> 'happening' BEGIN
     DELETE FROM authorship WHERE conversation = old.conversation AND message = old.key; END`,
  // words that were deleted do not stay in the index until it is tidied
  `INSERT INTO items_text (items_text, rank) VALUES ('secure-delete', 1)`,
]
