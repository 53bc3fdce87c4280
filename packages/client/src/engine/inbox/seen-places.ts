// Places of the log that this device has passed. Nearly always what comes for them was seen before. But
// where a server led the device too far ahead, or has lost what it had confirmed, new entries stand there
// too: they count, and the log goes on from them. Nothing there is named twice.

import { envelopeIdOf } from '@sotto/crypto'
import type { Entry, EnvelopeId } from '@sotto/wire'
import { readPending } from '../conversations/pending.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { hold } from '../outbox/send-waiting.ts'
import { joinFromWelcome, joinsAnew } from './join.ts'
import { opensAnew } from './open-envelope.ts'
import { acceptOwn } from './own-entry.ts'
import { standsInLog } from './read-log.ts'

/** An entry at or before the cursor. */
export async function takeBehind(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  if (!(await takeIfNew(live, turn, entry))) return
  record.furthest = Math.max(record.furthest, record.cursor)
  record.cursor = entry.seq
  warnOfRewriting(live, turn)
}

/** The next entry, where this device has been before. A second new one in a row shows how far the log really goes. */
export async function takeAgain(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (await takeIfNew(live, turn, entry)) turn.record.furthest = 0
}

async function takeIfNew(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  const { record } = turn
  const { kind, bytes, id } = entry
  if (kind === 'welcome') {
    if (record.group === 'live') return false
    if (record.group === 'gone') return joinsAnew(live, turn, entry)
    await joinFromWelcome(live, turn, entry)
    return isLive(turn)
  }
  if (kind !== 'message' && kind !== 'commit') return false
  if (bytes.length > 0) return envelopeIdOf(bytes) === id && opensAnew(live, turn, entry)
  if (await isPending(turn, id)) await takeOwnChange(live, turn, entry)
  else await acceptOwn(live, turn, entry)
  return false
}

async function isPending(turn: Turn, id: EnvelopeId): Promise<boolean> {
  return (await readPending(turn))?.envelope === id
}

/**
 * The log has shown something else in that place. Only where it now has this change the change has won; to
 * merge it on the server's word would leave this device alone in its own group (C-10).
 */
async function takeOwnChange(live: Live, turn: Turn, entry: Entry): Promise<void> {
  if (await standsInLog(live, entry)) {
    await acceptOwn(live, turn, entry)
    return
  }
  warnOfRewriting(live, turn)
  hold(live, turn, { code: 'unavailable', message: '' })
  turn.after(() => {
    live.errands.of(turn.record.id).uploading = false
  })
}

function warnOfRewriting(live: Live, turn: Turn): void {
  const text = 'The server went back on the order of messages that it had told.'
  turn.after(() => warn(live, 'rewritten_log', text, turn.record.id))
}

function isLive({ record }: Turn): boolean {
  return record.group === 'live'
}
