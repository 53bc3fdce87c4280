// A change to a message, as the log brings it: stored at its place, whoever sent it and whether or not the message is here.
// What follows from it, and for whom it counts, is derived in the store (store/tables/changes.ts).

import type { ApplicationMessage } from '@sotto/crypto'
import type { AccountName, Entry, MessageId } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { writeGone } from '../expiry/lifetime.ts'
import { keepOpened } from '../handover/authorship.ts'
import type { Said } from '../inbox/shown.ts'
import type { Live } from '../live.ts'
import { positionOf } from '../timeline/position.ts'
import { writeItem } from '../timeline/write-item.ts'
import { reportChange } from './report.ts'

/** Edits of messages that are not here: of each sender so many keep their words (CT-17). */
const mostAside = 100

export type TakenChange = {
  readonly entry: Entry
  readonly from: AccountName
  readonly id: MessageId
  readonly message: ApplicationMessage
  readonly said: Said
}

export async function takeChange(live: Live, turn: Turn, given: TakenChange): Promise<void> {
  const { entry, from, id, said } = given
  const { record } = turn
  if (!(await turn.firstTime(id))) return
  if (await isTakenOut(turn, said.target)) {
    // what this account has deleted for itself does not come back in other words
    return writeGone(turn, { id, seq: entry.seq, ...said })
  }
  keepOpened(turn, given)
  const mine = from === live.identity.account
  writeItem(turn, {
    id,
    pos: positionOf(entry.seq),
    from,
    mine,
    at: entry.at,
    state: 'sent',
    said,
    envelope: entry.id,
  })
  if (said.type === 'edit') putAside(turn, id, from)
  turn.after(() => void reportChange(live, record.id, id))
}

/** Whether something of its author that came earlier changes this message. */
export async function wasChanged(turn: Turn, id: MessageId): Promise<boolean> {
  const row = await turn.first(
    `SELECT 1 AS one FROM items WHERE target = ? AND conversation = ? AND type IN ('edit', 'deletion') LIMIT 1`,
    [id, turn.record.id],
  )
  return row !== undefined
}

async function isTakenOut(turn: Turn, target: MessageId | undefined): Promise<boolean> {
  const row = await turn.first('SELECT 1 AS one FROM taken_out WHERE conversation = ? AND key = ?', [
    turn.record.id,
    target ?? '',
  ])
  return row !== undefined
}

function putAside(turn: Turn, id: MessageId, from: AccountName): void {
  const conversation = turn.record.id
  turn.write(
    `UPDATE items SET aside = 1 WHERE conversation = ?1 AND key = ?2 AND NOT EXISTS (
       SELECT 1 FROM items AS there WHERE there.conversation = ?1 AND there.key = items.target)`,
    ...[conversation, id],
  )
  turn.write(
    `UPDATE items SET deleted = 2, aside = 0 WHERE id IN (
       SELECT id FROM items WHERE conversation = ? AND sender = ? AND aside = 1 ORDER BY pos DESC LIMIT -1 OFFSET ?)`,
    ...[conversation, from, mostAside],
  )
}
