// An opened message: what it says decides where it goes. Texts become items of the timeline, receipts
// move states, a leave notice is remembered until the log shows the leaving.

import { type ApplicationMessage, messageIdOf } from '@sotto/crypto'
import {
  type AccountName,
  checkOrigin,
  decodeMimiContent,
  type Entry,
  type MessageId,
  meaningOf,
  treeHeadIn,
} from '@sotto/wire'
import type { MessageSnapshot } from '../../api/messages.ts'
import { followLeave } from '../conversations/follow-leave.ts'
import { titleOf } from '../conversations/title.ts'
import type { Turn } from '../conversations/turn.ts'
import { keepAuthorship } from '../handover/authorship.ts'
import { takeWord } from '../handover/take-word.ts'
import type { Live } from '../live.ts'
import { oweReceipt } from '../outbox/receipts.ts'
import { holderOf } from '../people/holder.ts'
import { writeHappenings } from '../timeline/happenings.ts'
import { positionOf } from '../timeline/position.ts'
import { type Shown, shown, unreadable } from './shown.ts'
import { takeReceipts } from './take-receipts.ts'

export type Opened = { readonly entry: Entry; readonly message: ApplicationMessage }

export async function takeContent(live: Live, turn: Turn, { entry, message }: Opened): Promise<void> {
  const from = holderOf(message.sender).account
  const origin = { sender: from, conversation: turn.record.id }
  const id = messageIdOf(origin, message.plaintext)
  const read = decodeMimiContent(message.plaintext)
  const content = read.ok ? checkOrigin(read.value, origin) : read
  const received = { entry, from, id, message }
  if (!content.ok) return takeMessage(live, turn, { ...received, ...unreadable })
  const signed = treeHeadIn(content.value)
  if (signed !== undefined) live.keyLog.note(turn, { from, signed })
  const meaning = meaningOf(content.value)
  switch (meaning.kind) {
    case 'status':
      return takeReceipts(live, turn, { from, statuses: meaning.statuses })
    case 'leave':
      return takeLeaveNotice(live, turn, received)
    case 'history':
      return takeWord(live, turn, { entry, from: holderOf(message.sender), word: meaning.word })
    default:
      return takeMessage(live, turn, { ...received, ...shown(meaning, content.value) })
  }
}

type Received = Opened & { readonly from: AccountName; readonly id: MessageId }
async function takeMessage(live: Live, turn: Turn, given: Received & Shown): Promise<void> {
  const { entry, from, id, text, unsupported, inReplyTo } = given
  const { record } = turn
  if (!(await turn.firstTime(id))) return
  keepOpened(turn, given)
  const mine = from === live.identity.account
  record.missing = undefined
  const detail = {
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  }
  turn.write(
    `INSERT OR IGNORE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail, envelope)
     VALUES (?, ?, ?, 'message', ?, ?, ?, ?, 'sent', ?, ?)`,
    ...[
      record.id,
      id,
      positionOf(entry.seq),
      from,
      mine ? 1 : 0,
      text,
      entry.at,
      JSON.stringify(detail),
      entry.id,
    ],
  )
  if (!mine) oweReceipt(live, turn, { message: id, state: 'delivered' })
  const conversationName = titleOf(record)
  const snapshot: MessageSnapshot = {
    type: 'message',
    id,
    conversation: record.id,
    from,
    mine,
    text,
    at: entry.at,
    state: 'sent',
    ...detail,
  }
  turn.after(() => live.emit({ type: 'message', message: snapshot, conversationName }))
}

/** What a newcomer could be handed: who sent it without data beside the content, as everybody does. */
function keepOpened(turn: Turn, { id, message }: Received): void {
  if (turn.record.kind === 'direct' || message.authenticatedData.length > 0) return
  const { authorship, plaintext: content, sender } = message
  keepAuthorship(turn, { message: id, credential: sender.credential, content, ...authorship })
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
