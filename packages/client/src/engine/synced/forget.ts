// What goes with a message that is sent, or with a conversation, in the transaction that does it.

import { plainMentions } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { textOf } from '../store/rows.ts'
import type { Value } from './entry.ts'
import { writeBlank } from './memory.ts'
import type { Thing } from './names.ts'

/** What was sent is no draft any more: one that the message begins with. What else is being written stays. */
export async function clearSentDraft(live: Live, turn: Turn, sent: string): Promise<void> {
  const { id } = turn.record
  const row = await turn.first(`SELECT value FROM synced WHERE kind = 'draft' AND name = ? AND value <> ''`, [
    id,
  ])
  if (
    row === undefined ||
    ![sent, plainMentions(sent)].some((one) => one.startsWith(textOf(row, 'value').trim()))
  )
    return
  blank(live, turn, [{ kind: 'draft', name: id }])
  turn.after(() => live.synced().draftChanged())
}

/** Nothing of it is kept any more. */
export async function forgetConversation(live: Live, turn: Turn): Promise<void> {
  const { id: name } = turn.record
  const all = (['draft', 'aside', 'pin', 'mute', 'level', 'archived', 'unread'] as const).map(
    (kind): Thing => ({ kind, name }),
  )
  const stars = await turn.all(
    `SELECT name FROM synced WHERE kind = 'star' AND name > ?1 || ' ' AND name < ?1 || '!'`,
    [name],
  )
  blank(live, turn, [...all, ...stars.map((row): Thing => ({ kind: 'star', name: textOf(row, 'name') }))])
  turn.after(() => live.synced().draftChanged())
}

/** In the transaction of the turn. */
export function blank(live: Live, turn: Turn, things: readonly Thing[]): void {
  for (const thing of things) {
    for (const { sql, params = [] } of blanks(thing, live.synced().nextStamp())) turn.write(sql, ...params)
  }
}

/** It is blank from now on; `stamp` as for every change. */
export function blanks(thing: Thing, stamp: number): readonly Statement[] {
  return writeBlank(thing, blankOf(thing), stamp)
}

export function blankOf({ kind }: Thing): Value {
  return kind === 'draft' || kind === 'aside' ? '' : 0
}
