// Conversations that this device knows from the archive alone, and waits to be let into. If the server delivers them to
// it all the same, it has been in them before its store was set back: nobody will let it in unasked, and it asks (C-12).

import { parseConversationId } from '@sotto/wire'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { parsed } from '../store/rows.ts'

/** The newest; what is older shows itself when somebody writes there, or at a later time. */
const mostAtOnce = 32

/** A device that has been let in nowhere yet is new, and waits for all of them. */
export async function checkAwaited(live: Live): Promise<void> {
  const rows = await live.db.all(
    `SELECT id FROM conversations
     WHERE json_extract(record, '$.awaited') = 1 AND json_extract(record, '$.group') = 'none'
       AND EXISTS (SELECT 1 FROM conversations WHERE json_extract(record, '$.cursor') > 0)
     ORDER BY at DESC LIMIT ?`,
    [mostAtOnce],
  )
  for (const row of rows) {
    const conversation = parsed(row, 'id', parseConversationId)
    const path = routes.conversation(conversation)
    const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
    if (!info.ok && info.error.code === 'offline') return
    if (!info.ok) continue
    await live.actors.of(conversation).run(async (turn) => {
      const { record } = turn
      if (!record.awaited || record.group !== 'none' || record.cursor > 0) return
      record.group = 'broken'
      turn.after(() => live.wake(conversation))
    })
  }
}
