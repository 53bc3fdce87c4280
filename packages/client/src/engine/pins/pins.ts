// Messages that somebody has pinned for everyone in their conversation (spec/content.md CT-25). A pin, and the word that takes
// one away, is a message about a message: sealed, signed, at its place in the log. What follows from them is read here.

import { type MessageId, parseAccountName, parseMessageId, pinMessage } from '@sotto/wire'
import type { Commands, Topics } from '../../api/engine.ts'
import type { MessageSnapshot, PinnedMessage } from '../../api/messages.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import { changing, type Made } from '../changes/own-changes.ts'
import { headingOf, queueChange } from '../changes/queue.ts'
import type { Turn } from '../conversations/turn.ts'
import { expiresOf } from '../expiry/lifetime.ts'
import type { Live } from '../live.ts'
import type { Database } from '../store/database.ts'
import { jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'

/** Of a conversation; where more were pinned at once, those that were pinned last count. */
export const mostPinned = 50
/** Characters of a message where it is shown as pinned. */
const beginning = 300

type Params = Commands['pinMessage']['params']
type Changed = Outcome<Commands['pinMessage']['value']>

export function pinForAll(live: Live, params: Params, pinned: boolean): Promise<Changed> {
  return changing(live, params, async (turn, message) => {
    const refused = pinned ? notPinnable(message) : undefined
    if (refused !== undefined) return refused
    const last = await lastWord(turn, params.id)
    const isPinned = last !== undefined && textOf(last, 'text') === 'pin'
    if (isPinned === pinned) return stillWaiting(last)
    if (pinned && (await countPinned(turn)) >= mostPinned) return tooMany
    const { id: target } = params
    const composed = pinMessage({
      ...(await headingOf(live, turn)),
      ...{ inReplyTo: target, pinned, ...expiresOf(message) },
    })
    const text = pinned ? 'pin' : 'unpin'
    const said = { type: 'pin', text, target, ...expiresOf(message) } as const
    return { ok: true, value: [await queueChange(live, turn, { said, composed })] }
  })
}

function notPinnable(message: SqlRow) {
  if (numberOf(message, 'deleted') > 0) return failure('message_deleted', 'This message was deleted.')
  if (textOf(message, 'state') === 'failed')
    return failure('not_editable', 'This message was never sent. Try to send it again, or delete it.')
  return undefined
}

/** The pin, or the taking away of one, that counts for a message: the last in the log. */
function lastWord(turn: Turn, target: MessageId): Promise<SqlRow | undefined> {
  return turn.first(
    `SELECT key, text, mine, state FROM items
     WHERE target = ? AND conversation = ? AND type = 'pin' AND state <> 'failed' ORDER BY pos DESC, id DESC LIMIT 1`,
    [target, turn.record.id],
  )
}

/** It is so already; perhaps by what is still on its way. */
function stillWaiting(last: SqlRow | undefined): Made {
  const waits = last !== undefined && numberOf(last, 'mine') === 1 && textOf(last, 'state') === 'pending'
  return { ok: true, value: waits ? [parsed(last, 'key', parseMessageId)] : [] }
}

const pinned = `
  FROM items AS pin
  JOIN items AS message ON message.conversation = pin.conversation AND message.key = pin.target
    AND message.type = 'message' AND message.deleted = 0
  WHERE pin.conversation = ?1 AND pin.type = 'pin' AND pin.text = 'pin' AND pin.state <> 'failed'
    AND NOT EXISTS (SELECT 1 FROM items AS later WHERE later.target = pin.target
      AND later.conversation = pin.conversation AND later.type = 'pin' AND later.state <> 'failed'
      AND (later.pos, later.id) > (pin.pos, pin.id))`

async function countPinned(turn: Turn): Promise<number> {
  const row = await turn.first(`SELECT count(*) AS pinned ${pinned}`, [turn.record.id])
  return row === undefined ? 0 : numberOf(row, 'pinned')
}

/** The last pinned first. */
export async function readPinned(
  { db }: { readonly db: Pick<Database, 'all'> },
  { conversation }: Topics['pinned']['params'],
): Promise<readonly PinnedMessage[]> {
  const rows = await db.all(
    `SELECT message.key AS id, message.sender AS sender, message.mine AS mine, message.at AS at,
       substr(message.text, 1, ${beginning}) AS text, message.detail AS detail, pin.sender AS by, pin.at AS pinned_at
     ${pinned} ORDER BY pin.pos DESC, pin.id DESC LIMIT ${mostPinned}`,
    [conversation],
  )
  return rows.map((row) => {
    const { unsupported } = jsonOf(row, 'detail') as Pick<MessageSnapshot, 'unsupported'>
    return {
      id: parsed(row, 'id', parseMessageId),
      from: parsed(row, 'sender', parseAccountName),
      ...{ mine: numberOf(row, 'mine') === 1, text: textOf(row, 'text'), at: numberOf(row, 'at') },
      ...(unsupported === undefined ? {} : { unsupported }),
      by: parsed(row, 'by', parseAccountName),
      pinnedAt: numberOf(row, 'pinned_at'),
    }
  })
}

/** Of what changes one message, in the order of the log. */
export function isPinnedBy(changes: readonly SqlRow[]): boolean {
  const last = changes.findLast(({ type, state }) => type === 'pin' && state !== 'failed')
  return last !== undefined && textOf(last, 'text') === 'pin'
}

const tooMany = failure(
  'too_many_pins',
  `No more than ${mostPinned} messages can be pinned in a conversation. Unpin another one first.`,
)
