// Somebody wants what is missing in a conversation: the server's log is read again where it is, and everything that the
// archive did not give is asked for once more, at last of the members. Other devices that have it bring it to the archive by
// themselves.

import { envelopeIdOf } from '@sotto/crypto'
import type { ConversationId, Entry } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import { askOnceMore } from '../handover/ask.ts'
import { askMembersOnceMore } from '../handover/repair.ts'
import { opensAnew } from '../inbox/open-envelope.ts'
import { readLog } from '../inbox/read-log.ts'
import type { Live } from '../live.ts'
import { closeGaps, readGaps } from './gaps.ts'
import { type Range, rangesOf } from './ranges.ts'

/** Of a long gap the newest entries: what lies before is long gone from the log. */
const mostEntries = 256

export async function askForMissing(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  if (!live.gateway.online)
    return failure('offline', 'The server can’t be reached. Try again when you are connected.')
  await live.archive().tryAgain()
  const actor = live.actors.of(conversation)
  await actor.run(async (turn) => {
    await askOnceMore(live, turn)
    const found: Range[] = []
    for (const { first, last } of await readGaps(turn)) {
      const after = Math.max(first - 1, last - mostEntries)
      for (const entry of await readLog(live, conversation, { after, upTo: last }).catch(() => [])) {
        if (entry.seq < first || entry.seq > last || !isIntact(entry)) continue
        if (await opensAnew(live, turn, entry)) found.push({ first: entry.seq, last: entry.seq })
      }
    }
    await closeGaps(turn, rangesOf(found))
  })
  await actor.run((turn) => askMembersOnceMore(live, turn))
  return { ok: true, value: null }
}

function isIntact({ kind, bytes, id }: Entry): boolean {
  return kind === 'message' && bytes.length > 0 && envelopeIdOf(bytes) === id
}
