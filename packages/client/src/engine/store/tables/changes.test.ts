import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, makeDatabase } from '../database.ts'

let directory: string
let db: Database
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sotto-changes-'))
  db = await makeDatabase(nodePlatform({ directory }), (error) => {
    throw error
  })
})
afterAll(async () => {
  await db.close()
  rmSync(directory, { recursive: true })
})

type Row = {
  readonly key: string
  readonly type: 'message' | 'edit' | 'deletion' | 'reaction'
  readonly sender: string
  readonly target: string | null
  readonly text: string
}

const message: Row = { key: 'M', type: 'message', sender: 'alice', target: null, text: 'first words' }
const reaction: Row = { key: 'R', type: 'reaction', sender: 'bob', target: 'M', text: '["👍"]' }
const change = fc.record({
  type: fc.constantFrom('edit', 'edit', 'deletion'),
  sender: fc.constantFrom('alice', 'alice', 'bob'),
  target: fc.constantFrom('M', 'M', 'R', 'nothing'),
})
/** By the places in the log, and the order in which they come here. */
const story = fc
  .array(change, { maxLength: 7 })
  .map((changes): readonly Row[] => [
    message,
    reaction,
    ...changes.map(({ type, ...rest }, n) => ({
      ...rest,
      ...{ key: `C${n}`, type: type as Row['type'], text: type === 'edit' ? `words ${n}` : '' },
    })),
  ])
  .chain((log) => fc.tuple(fc.constant(log), fc.shuffledSubarray([...log.keys()], { minLength: log.length })))

/** What CT-15 and CT-16 say of it. */
function outcomeOf(log: readonly Row[]) {
  const of = (key: string, type: Row['type']) =>
    log.filter(
      (row) => row.target === key && row.type === type && row.sender === (key === 'M' ? 'alice' : 'bob'),
    )
  const isDeleted = of('M', 'deletion').length > 0
  const text = isDeleted ? '' : (of('M', 'edit').at(-1)?.text ?? message.text)
  return { text, deleted: isDeleted ? 2 : 0, taken: of('R', 'deletion').length > 0 ? 2 : 0 }
}

let told = 0

test('[CT-15] [CT-16] [CT-17] whatever comes first, what follows for a message is the same, and so is what is found', async () => {
  await fc.assert(
    fc.asyncProperty(story, fc.boolean(), async ([log, order], isIndexed) => {
      const conversation = `story ${++told}`
      await db.write(
        order.map((at) => {
          const { key, type, sender, target, text } = log[at] ?? message
          return {
            sql: `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail, target, indexed)
                  VALUES (?, ?, ?, ?, ?, 0, ?, ?, 'sent', '{}', ?, ?)`,
            params: [
              conversation,
              key,
              (at + 1) * 16,
              type,
              sender,
              text,
              told * 1000,
              target,
              isIndexed ? 1 : 0,
            ],
          }
        }),
      )
      await db.write([{ sql: 'UPDATE items SET indexed = 1 WHERE indexed = 0' }])
      const [row] = await db.all(
        `SELECT message.text AS text, message.deleted AS deleted, reaction.deleted AS taken
         FROM items AS message JOIN items AS reaction ON reaction.conversation = message.conversation
         WHERE message.conversation = ? AND message.key = 'M' AND reaction.key = 'R'`,
        [conversation],
      )
      const wanted = outcomeOf(log)
      expect({ ...row }).toEqual(wanted)
      // words that were deleted are nowhere, whoever had them
      const left = await db.all(
        `SELECT 1 FROM items WHERE conversation = ? AND sender = 'alice' AND text <> '' AND target = 'M'`,
        [conversation],
      )
      if (wanted.deleted === 2) expect(left).toEqual([])
      // the full text has exactly what the messages say
      await db.write([{ sql: `INSERT INTO items_text (items_text, rank) VALUES ('integrity-check', 1)` }])
    }),
    { numRuns: 200 },
  )
})
