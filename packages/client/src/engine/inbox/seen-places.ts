// Places of the log that this device has passed. Nearly always what comes for them was seen before. But
// where a server led the device too far ahead, or has lost what it had confirmed, new entries stand there
// too: they count, and the log goes on from them. Nothing there is named twice.

import { envelopeIdOf } from '@sotto/crypto'
import type { Entry } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { joinFromWelcome } from './join.ts'
import { opensAnew } from './open-envelope.ts'
import { acceptOwn } from './own-entry.ts'

/** An entry at or before the cursor. */
export async function takeBehind(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  if (!(await takeIfNew(live, turn, entry))) return
  record.furthest = Math.max(record.furthest, record.cursor)
  record.cursor = entry.seq
  const text = 'The server went back on the order of messages that it had told.'
  turn.after(() => warn(live, 'rewritten_log', text, record.id))
}

/** The next entry, where this device has been before. A second new one in a row shows how far the log really goes. */
export async function takeAgain(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (await takeIfNew(live, turn, entry)) turn.record.furthest = 0
}

async function takeIfNew(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  const { record } = turn
  const { kind, bytes, id } = entry
  if (kind === 'welcome') {
    if (record.group === 'live' || record.group === 'gone') return false
    await joinFromWelcome(live, turn, entry)
    return isLive(turn)
  }
  if (kind !== 'message' && kind !== 'commit') return false
  if (bytes.length > 0) return envelopeIdOf(bytes) === id && opensAnew(live, turn, entry)
  await acceptOwn(live, turn, entry)
  return false
}

function isLive({ record }: Turn): boolean {
  return record.group === 'live'
}
