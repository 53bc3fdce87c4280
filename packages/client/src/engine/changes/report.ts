// Tells listeners what was changed, once it is stored, and only where it counts.

import { type ConversationId, type MessageId, parseAccountName, parseMessageId } from '@sotto/wire'
import type { EngineEvent } from '../../api/engine.ts'
import type { SqlRow } from '../../ports.ts'
import { stateOf } from '../conversations/record.ts'
import type { Live } from '../live.ts'
import { isQuiet } from '../notices/quiet.ts'
import { isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'

// A deletion is of a message, or of a reaction to one.
const query = `
  SELECT change.type AS type, change.sender AS sender, change.mine AS mine, change.at AS at,
    change.text AS text, change.deleted AS deleted, named.type AS named_type, named.text AS reactions,
    conversations.state AS state, message.key AS id, message.mine AS of_mine, message.text AS now, message.deleted AS is_deleted,
    named.sender = change.sender AS is_author,
    coalesce(conversations.peer, conversations.name) AS title
  FROM items AS change
  JOIN items AS named ON named.conversation = change.conversation AND named.key = change.target
  JOIN items AS message ON message.conversation = change.conversation AND message.type = 'message'
    AND message.key = CASE named.type WHEN 'reaction' THEN named.target ELSE named.key END
  JOIN conversations ON conversations.id = change.conversation
  WHERE change.conversation = ? AND change.key = ?`

type Change = Extract<EngineEvent, { readonly type: 'change' }>

export async function reportChange(
  live: Live,
  conversation: ConversationId,
  change: MessageId,
): Promise<void> {
  const row = await live.db.first(query, [conversation, change]).catch(() => undefined)
  if (row === undefined) return
  const quiet = numberOf(row, 'mine') === 1 || (await isQuietChange(live, conversation, row))
  for (const what of whatOf(row)) {
    live.emit({
      type: 'change',
      conversation,
      conversationName: isNull(row, 'title') ? '' : textOf(row, 'title'),
      id: parsed(row, 'id', parseMessageId),
      ofMine: numberOf(row, 'of_mine') === 1,
      by: parsed(row, 'sender', parseAccountName),
      mine: numberOf(row, 'mine') === 1,
      at: numberOf(row, 'at'),
      quiet,
      what,
    })
  }
}

/** Of a reaction to an own message as of what is meant for this account. */
function isQuietChange(live: Live, conversation: ConversationId, row: SqlRow): Promise<boolean> {
  const isOfMine = textOf(row, 'type') === 'reaction' && numberOf(row, 'of_mine') === 1
  const said = isOfMine ? undefined : { text: textOf(row, 'text') }
  return isQuiet(live, { conversation, state: stateOf(row), said }).catch(() => true)
}

function whatOf(row: SqlRow): readonly Change['what'][] {
  const isAuthor = numberOf(row, 'is_author') === 1
  const isReaction = textOf(row, 'named_type') === 'reaction'
  switch (textOf(row, 'type')) {
    case 'edit': {
      // a later edit, or a deletion, may have been there first
      const counts = isAuthor && !isReaction && textOf(row, 'now') === textOf(row, 'text')
      return counts && numberOf(row, 'is_deleted') === 0
        ? [{ kind: 'edited', text: textOf(row, 'text') }]
        : []
    }
    case 'deletion':
      if (!isAuthor) return []
      return isReaction ? given(row, 'reactions', 'unreacted') : [{ kind: 'deleted' }]
    case 'pin':
      if (isReaction || numberOf(row, 'is_deleted') > 0) return []
      return [{ kind: textOf(row, 'text') === 'pin' ? 'pinned' : 'unpinned' }]
    case 'reaction':
      return isReaction || numberOf(row, 'deleted') > 0 ? [] : given(row, 'text', 'reacted')
    default:
      return []
  }
}

function given(row: SqlRow, column: string, kind: 'reacted' | 'unreacted'): readonly Change['what'][] {
  return (jsonOf(row, column) as readonly string[]).map((reaction) => ({ kind, reaction }))
}
