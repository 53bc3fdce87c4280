// An opened message: what it says decides where it goes. Texts become items of the timeline, what changes them goes to its
// room, receipts move states, a leave notice is remembered until the log shows the leaving.

import { type ApplicationMessage, messageIdOf } from '@sotto/crypto'
import {
  type AccountName,
  checkOrigin,
  decodeMimiContent,
  type Entry,
  type HistoryWord,
  type MessageId,
  meaningOf,
  treeHeadIn,
} from '@sotto/wire'
import type { MessageSnapshot } from '../../api/messages.ts'
import { takeChange, wasChanged } from '../changes/take-change.ts'
import { followLeave } from '../conversations/follow-leave.ts'
import { titleOf } from '../conversations/title.ts'
import type { Turn } from '../conversations/turn.ts'
import { isOver, lifetimeFrom, writeGone } from '../expiry/lifetime.ts'
import { keepOpened } from '../handover/authorship.ts'
import { takeOwnWord, takeWord } from '../handover/take-word.ts'
import type { Live } from '../live.ts'
import { isQuiet } from '../notices/quiet.ts'
import { oweReceipt } from '../outbox/receipts.ts'
import { holderOf } from '../people/holder.ts'
import { takeProfileWord } from '../profiles/words.ts'
import { writeHappenings } from '../timeline/happenings.ts'
import { positionOf } from '../timeline/position.ts'
import { writeItem } from '../timeline/write-item.ts'
import { type Said, shown, unreadable } from './shown.ts'
import { takeReceipts } from './take-receipts.ts'

export type Opened = { readonly entry: Entry; readonly message: ApplicationMessage }

export async function takeContent(live: Live, turn: Turn, { entry, message }: Opened): Promise<void> {
  const from = holderOf(message.sender).account
  const origin = { sender: from, conversation: turn.record.id }
  const id = messageIdOf(origin, message.plaintext)
  const read = decodeMimiContent(message.plaintext)
  const content = read.ok ? checkOrigin(read.value, origin) : read
  const received = { entry, from, id, message }
  if (!content.ok) return takeMessage(live, turn, { ...received, said: unreadable })
  const signed = treeHeadIn(content.value)
  if (signed !== undefined) live.keyLog.note(turn, { from, signed })
  const meaning = meaningOf(content.value)
  switch (meaning.kind) {
    case 'status':
      return takeReceipts(live, turn, { from, statuses: meaning.statuses })
    case 'leave':
      return takeLeaveNotice(live, turn, received)
    case 'history':
      return takeHistoryWord(live, turn, { entry, message }, meaning.word)
    case 'profile':
      return takeProfileWord(live, turn, { from, told: meaning.told })
    default: {
      const said = shown(meaning, content.value)
      const take = said.type === 'message' ? takeMessage : takeChange
      return take(live, turn, { ...received, said })
    }
  }
}

/** What this device has said and forgotten (C-12) stands as said, but for its asking: that it begins anew. */
async function takeHistoryWord(
  live: Live,
  turn: Turn,
  { entry, message }: Opened,
  word: HistoryWord,
): Promise<void> {
  const from = holderOf(message.sender)
  if (from.device !== live.identity.device) return takeWord(live, turn, { entry, from, word })
  await takeOwnWord(live, turn, { entry, content: message.plaintext })
}

type Received = Opened & { readonly from: AccountName; readonly id: MessageId }

async function takeMessage(live: Live, turn: Turn, given: Received & { readonly said: Said }): Promise<void> {
  const { entry, from, id, said } = given
  const { record } = turn
  if (!(await turn.firstTime(id))) return
  const { expires } = said
  if (isOver(expires, live.platform.clock.now())) return writeGone(turn, { id, seq: entry.seq, ...said })
  keepOpened(turn, given)
  const mine = from === live.identity.account
  record.missing = undefined
  const { at } = entry
  writeItem(turn, { id, pos: positionOf(entry.seq), from, mine, at, state: 'sent', said, envelope: entry.id })
  if (!mine) oweReceipt(live, turn, { message: id, state: 'delivered' })
  // it is no news as it was at first
  if (await wasChanged(turn, id)) return
  const conversationName = titleOf(record)
  const { text, unsupported, inReplyTo, forwarded } = said
  const message: MessageSnapshot = {
    ...({ type: 'message', id, conversation: record.id, from, mine, text, at, state: 'sent' } as const),
    reactions: [],
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(expires === undefined ? {} : { expires: lifetimeFrom(expires) }),
  }
  const quiet = mine || (await isQuiet(live, { conversation: record.id, state: record.state, said }))
  turn.after(() => live.emit({ type: 'message', message, conversationName, quiet }))
}

async function takeLeaveNotice(live: Live, turn: Turn, { entry, from }: Received): Promise<void> {
  const { record } = turn
  if (from === live.identity.account) {
    await followLeave(live, turn)
  } else if (!record.leaving.includes(from)) {
    record.leaving = [...record.leaving, from]
    writeHappenings(turn, entry, [{ kind: 'left', who: from }])
  }
}
