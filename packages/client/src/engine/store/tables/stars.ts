// Stars stand among what follows the account (synced.ts), each under the name of its conversation, a space, and the message. One
// goes with its message: when that is deleted for everyone or taken out, and where the star comes after that.

/** Told to the other devices like anything that the person does. */
const unstar = (conversation: string, key: string) => `
  UPDATE synced SET value = 0, base = CASE WHEN told = 0 THEN base ELSE stamp END,
    stamp = (SELECT max(stamp) FROM synced) + 1, told = 0
  WHERE kind = 'star' AND name = ${conversation} || ' ' || ${key} AND value > 0;`

const conversationIn = `substr(new.name, 1, instr(new.name, ' ') - 1)`
const keyIn = `substr(new.name, instr(new.name, ' ') + 1)`
const isGone = `(EXISTS (SELECT 1 FROM taken_out WHERE conversation = ${conversationIn} AND key = ${keyIn})
  OR EXISTS (SELECT 1 FROM items WHERE conversation = ${conversationIn} AND key = ${keyIn} AND deleted = 2))`

export const stars: readonly string[] = [
  `CREATE TRIGGER stars_taken_out AFTER INSERT ON taken_out BEGIN ${unstar('new.conversation', 'new.key')} END`,
  `CREATE TRIGGER stars_deleted AFTER UPDATE OF deleted ON items
     WHEN new.deleted = 2 AND old.deleted < 2 AND new.type = 'message'
     BEGIN ${unstar('new.conversation', 'new.key')} END`,
  `CREATE TRIGGER stars_come_deleted AFTER INSERT ON items WHEN new.deleted = 2 AND new.type = 'message'
     BEGIN ${unstar('new.conversation', 'new.key')} END`,
  `CREATE TRIGGER stars_late AFTER INSERT ON synced WHEN new.kind = 'star' AND new.value > 0 AND ${isGone}
     BEGIN ${unstar(conversationIn, keyIn)} END`,
  `CREATE TRIGGER stars_again AFTER UPDATE OF value ON synced
     WHEN new.kind = 'star' AND new.value > 0 AND ${isGone} BEGIN ${unstar(conversationIn, keyIn)} END`,
]
