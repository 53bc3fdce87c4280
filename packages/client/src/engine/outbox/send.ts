// The way of a message out of the person's hands: composed, given its id, and stored together with its
// envelope and the moved ratchet in one transaction. Then it is queued, whatever happens.

import { messageIdOf } from '@sotto/crypto'
import {
  type ConversationId,
  type Expiration,
  encodeMimiContent,
  type MessageId,
  parseMessageId,
  saltLength,
  textMessage,
} from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { SendState } from '../../api/messages.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure, fromRefusal } from '../../errors.ts'
import { withdraw } from '../changes/withdraw.ts'
import { completionOf } from '../completions.ts'
import { isTimer } from '../conversations/group-data.ts'
import { beginNextGeneration } from '../conversations/record.ts'
import type { Turn } from '../conversations/turn.ts'
import { badTimer, timerOf } from '../expiry/timer.ts'
import type { Live } from '../live.ts'
import { goneAccount } from '../people/directory.ts'
import { oweProfiles } from '../profiles/words.ts'
import { bytesOf, parsed, textOf } from '../store/rows.ts'
import { clearSentDraft } from '../synced/forget.ts'
import { waitingPosition } from '../timeline/position.ts'
import { parseSendState } from '../timeline/states.ts'
import { writeItem } from '../timeline/write-item.ts'
import { newestHere } from './newest-here.ts'
import { startReceipts } from './receipts.ts'
import { writeOutbox } from './seal.ts'
import { newHead } from './tell-head.ts'

/** `forwarded`: the text is another message's. */
type Params = Commands['send']['params'] & { readonly forwarded?: true }
type Value = Commands['send']['value']

export async function sendText(live: Live, params: Params): Promise<Outcome<Value>> {
  const { conversation, until } = params
  if (params.text.trim() === '') return failure('empty_message', 'There is nothing to send.')
  if (params.expiresAfter !== undefined && !isTimer(params.expiresAfter)) return badTimer
  const queued = await live.actors.of(conversation).run((turn) => queueText(live, turn, params))
  if (queued === undefined) return unknownConversation()
  if (!queued.ok) return queued
  const { id, known } = queued.value
  const state = known ?? 'pending'
  if (until === 'queued' || state !== 'pending') return { ok: true, value: { conversation, id, state } }
  return untilSent(live, conversation, id)
}

type Queued = { readonly id: MessageId; readonly known?: SendState }

async function queueText(live: Live, turn: Turn, params: Params): Promise<Outcome<Queued>> {
  const { record } = turn
  const repeated = params.key === undefined ? undefined : await findByKey(turn, params.key)
  if (repeated !== undefined) return { ok: true, value: repeated }
  const refused = whyNot(live, turn)
  if (refused !== undefined) return refused
  const lives = params.expiresAfter ?? (await timerOf(live, record))
  const lifetime = lives === 0 ? {} : { expires: { relative: true, time: lives } }
  const composed = textMessage({
    origin: { sender: live.identity.account, conversation: record.id },
    salt: live.platform.random.bytes(saltLength),
    text: params.text,
    forwarded: params.forwarded === true,
    ...newHead(live, turn),
    ...(await newestHere(turn)),
    ...(params.inReplyTo === undefined ? {} : { inReplyTo: params.inReplyTo }),
    ...lifetime,
  })
  if (!composed.ok) return fromRefusal(composed.error)
  const content = encodeMimiContent(composed.value)
  const id = messageIdOf({ sender: live.identity.account, conversation: record.id }, content)
  await queueContent(live, turn, { ...params, ...lifetime, id, content })
  return { ok: true, value: { id } }
}

/** Why nothing can be written here. A direct conversation that one has left begins again with the next message. */
function whyNot(live: Live, { record }: Turn): (Outcome<never> & { readonly ok: false }) | undefined {
  const { peer, kind, state } = record
  if (peer !== undefined && live.people.isGone(peer)) return goneAccount(peer)
  if (kind === 'direct' || state === 'active' || state === 'request') return undefined
  return failure('unknown_conversation', 'You are no longer in this conversation.')
}

/** Writing to somebody is accepting them (C-6); a new beginning follows where one had left. */
function beginAgain(live: Live, turn: Turn): void {
  const { record } = turn
  if (record.state === 'request') oweProfiles(live, turn, 'own')
  startReceipts(live, turn)
  if (record.group !== 'gone' || record.kind === 'direct') record.state = 'active'
  if (record.group !== 'gone') return
  record.group = 'none'
  beginNextGeneration(record)
}

type Content = Pick<Params, 'text' | 'inReplyTo' | 'forwarded' | 'key'> & {
  readonly expires?: Expiration
  readonly id: MessageId
  readonly content: Uint8Array
}

async function queueContent(live: Live, turn: Turn, given: Content): Promise<void> {
  const { record } = turn
  const { id, content, text, inReplyTo, forwarded, expires, key } = given
  const outbox = live.nextOrder()
  const now = live.platform.clock.now()
  const said = {
    ...({ type: 'message', text } as const),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(expires === undefined ? {} : { expires }),
  }
  const own = { from: live.identity.account, mine: true, state: 'pending' } as const
  writeItem(turn, { id, pos: waitingPosition(outbox), ...own, at: now, said })
  if (key !== undefined) {
    turn.write(
      'INSERT INTO command_keys (key, conversation, message, at) VALUES (?, ?, ?, ?)',
      key,
      record.id,
      id,
      now,
    )
  }
  record.listed = true
  if (forwarded === undefined) await clearSentDraft(live, turn, text)
  record.missing = undefined
  beginAgain(live, turn)
  await writeOutbox(live, turn, { outbox, kind: 'message', message: id, content })
}

async function findByKey(turn: Turn, key: string): Promise<Queued | undefined> {
  const row = await turn.first(
    `SELECT message, state FROM command_keys JOIN items
     ON items.conversation = command_keys.conversation AND items.key = command_keys.message
     WHERE command_keys.key = ? AND command_keys.conversation = ?`,
    [key, turn.record.id],
  )
  if (row === undefined) return undefined
  return { id: parsed(row, 'message', parseMessageId), known: parseSendState(textOf(row, 'state')) }
}

/** This device has not been let in yet. */
async function isAwaited(live: Live, conversation: ConversationId): Promise<boolean> {
  const row = await live.db.first(
    `SELECT json_extract(record, '$.awaited') AS awaited FROM conversations WHERE id = ?`,
    [conversation],
  )
  return row?.awaited === 1
}

/** Without a connection, or before this device was let in, it answers `pending`: the message is kept and goes out later. */
export async function untilSent(
  live: Live,
  conversation: ConversationId,
  id: MessageId,
): Promise<Outcome<Value>> {
  const waiting = live.completions.wait(completionOf.message(id))
  const stored = await stateOf(live, conversation, id)
  if (stored !== 'pending') live.completions.done(completionOf.message(id))
  else if (live.gateway.status.state === 'offline' || (await isAwaited(live, conversation)))
    live.completions.later(completionOf.message(id))
  const outcome = await waiting
  if (!outcome.ok) return outcome
  return { ok: true, value: { conversation, id, state: await stateOf(live, conversation, id) } }
}

async function stateOf(live: Live, conversation: ConversationId, id: MessageId): Promise<SendState> {
  const row = await live.db.first('SELECT state FROM items WHERE conversation = ? AND key = ?', [
    conversation,
    id,
  ])
  return row === undefined ? 'failed' : parseSendState(textOf(row, 'state'))
}

type Named = Commands['retry']['params']

/** Puts a failed message at the end of the outbox again, under the same id; nowhere else than where one may write. */
export async function retryMessage(live: Live, { conversation, id }: Named): Promise<Outcome<null>> {
  const done = await live.actors.of(conversation).run((turn) => retryHere(live, turn, id))
  return done ?? unknownConversation()
}

async function retryHere(live: Live, turn: Turn, id: MessageId): Promise<Outcome<null>> {
  const { id: conversation } = turn.record
  const row = await turn.first(
    `SELECT contents.content AS content FROM items
     JOIN failed_contents AS contents ON contents.message = items.key AND contents.conversation = items.conversation
     WHERE items.conversation = ? AND items.key = ? AND state = 'failed'`,
    [conversation, id],
  )
  if (row === undefined) return { ok: true, value: null }
  const refused = whyNot(live, turn)
  if (refused !== undefined) return refused
  const outbox = live.nextOrder()
  turn.write(
    `UPDATE outbox_envelopes SET outbox = ?1 WHERE outbox > 0 AND outbox =
     (SELECT outbox FROM failed_contents WHERE conversation = ?2 AND message = ?3)`,
    ...[outbox, conversation, id],
  )
  turn.write('DELETE FROM failed_contents WHERE conversation = ? AND message = ?', conversation, id)
  turn.write(
    `UPDATE items SET state = 'pending', pos = ?, detail = json_remove(detail, '$.failure')
     WHERE conversation = ? AND key = ?`,
    ...[waitingPosition(outbox), conversation, id],
  )
  beginAgain(live, turn)
  await writeOutbox(live, turn, { outbox, kind: 'message', message: id, content: bytesOf(row, 'content') })
  return { ok: true, value: null }
}

/** Takes an own message that no server has out of the timeline and the outbox. */
export async function discardMessage(live: Live, { conversation, id }: Named): Promise<Outcome<null>> {
  await live.actors.of(conversation).run(async (turn) => {
    await withdraw(live, turn, id)
  })
  return (await exists(live, conversation)) ? { ok: true, value: null } : unknownConversation()
}

async function exists(live: Live, conversation: ConversationId): Promise<boolean> {
  return (
    (await live.db.first('SELECT 1 AS one FROM conversations WHERE id = ?', [conversation])) !== undefined
  )
}

export function unknownConversation() {
  return failure('unknown_conversation', 'There is no such conversation on this device.')
}
