// What a person does to messages that are there: edits, deletes for everyone, reacts. Each is decided against what the store
// says of the message now, and then queued; what is there already is not made twice.

import {
  isReaction,
  type MessageId,
  parseMessageId,
  type Refusal,
  type Result,
  reactionMessage,
  textMessage,
} from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure, fromRefusal } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import type { Turn } from '../conversations/turn.ts'
import { expiresOf } from '../expiry/lifetime.ts'
import type { Live } from '../live.ts'
import { unknownConversation, untilSent } from '../outbox/send.ts'
import { goneAccount } from '../people/directory.ts'
import { jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { reactionsPerPerson } from '../timeline/reactions.ts'
import { headingOf, queueChange, queueDeletion } from './queue.ts'
import { withdraw, withdrawChanges } from './withdraw.ts'

type Asked =
  | Commands['react']['params']
  | Commands['editMessage']['params']
  | Commands['deleteForEveryone']['params']
  | Commands['pinMessage']['params']
type Value = Commands['react']['value']

/** The changes that now stand for what was asked for; none where nothing has to leave. */
export type Made = Outcome<readonly MessageId[]>

const nothing: Made = { ok: true, value: [] }

export function editMessage(live: Live, params: Commands['editMessage']['params']): Promise<Outcome<Value>> {
  return changing(live, params, async (turn, message) => {
    const refused = notEditable(message)
    if (refused !== undefined) return refused
    if (params.text.trim() === '') return failure('empty_message', 'There is nothing to send.')
    const target = params.id
    if (textOf(message, 'text') === params.text) return pendingOf(turn, target, 'edit')
    const { inReplyTo } = jsonOf(message, 'detail') as { readonly inReplyTo?: MessageId }
    const composed = textMessage({
      ...(await headingOf(live, turn)),
      ...{ text: params.text, replaces: target },
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
      ...expiresOf(message),
    })
    if (!composed.ok) return fromRefusal(composed.error)
    const said = { type: 'edit', text: params.text, target, ...expiresOf(message) } as const
    return { ok: true, value: [await queueChange(live, turn, { said, composed: composed.value })] }
  })
}

export function deleteForEveryone(
  live: Live,
  params: Commands['deleteForEveryone']['params'],
): Promise<Outcome<Value>> {
  return changing(live, params, async (turn, message) => {
    if (numberOf(message, 'mine') !== 1) return notYours
    if (numberOf(message, 'deleted') > 0) return pendingOf(turn, params.id, 'deletion')
    await withdrawChanges(live, turn, params.id)
    if (await withdraw(live, turn, params.id)) return nothing
    return {
      ok: true,
      value: [await queueDeletion(live, turn, { target: params.id, ...expiresOf(message) })],
    }
  })
}

export function react(live: Live, params: Commands['react']['params']): Promise<Outcome<Value>> {
  return changing(live, params, async (turn, message) => {
    if (!isOneCharacter(params.reaction)) return badReaction
    if (numberOf(message, 'deleted') > 0) return isDeleted
    if (textOf(message, 'state') === 'failed') return neverSent
    const given = await ownReactions(turn, params.id)
    const same = given.filter(({ reactions }) => reactions.includes(params.reaction))
    if (same.length > 0) return { ok: true, value: same.map(({ id }) => id) }
    if (new Set(given.flatMap(({ reactions }) => reactions)).size >= reactionsPerPerson) return tooMany
    const { reaction, id: target } = params
    const composed: Result<Parameters<typeof queueChange>[2]['composed'], Refusal> = reactionMessage({
      ...(await headingOf(live, turn)),
      ...{ reaction, inReplyTo: target, ...expiresOf(message) },
    })
    if (!composed.ok) return fromRefusal(composed.error)
    const said = {
      type: 'reaction',
      text: JSON.stringify([reaction]),
      target,
      ...expiresOf(message),
    } as const
    return { ok: true, value: [await queueChange(live, turn, { said, composed: composed.value })] }
  })
}

export function unreact(live: Live, params: Commands['unreact']['params']): Promise<Outcome<Value>> {
  return changing(live, params, async (turn, message) => {
    const made: MessageId[] = []
    for (const { id, reactions } of await ownReactions(turn, params.id)) {
      if (!reactions.includes(params.reaction) || (await withdraw(live, turn, id))) continue
      made.push(await queueDeletion(live, turn, { target: id, ...expiresOf(message) }))
    }
    return { ok: true, value: made }
  })
}

/** Where one may write, on a message that is here. */
export async function changing(
  live: Live,
  { conversation, id, until }: Asked,
  make: (turn: Turn, message: SqlRow) => Promise<Made>,
): Promise<Outcome<Value>> {
  const made = await live.actors.of(conversation).run(async (turn) => {
    const refused = mayNot(live, turn)
    if (refused !== undefined) return refused
    const message = await turn.first(
      `SELECT * FROM items WHERE conversation = ? AND key = ? AND type = 'message'`,
      [conversation, id],
    )
    return message === undefined ? notFound : make(turn, message)
  })
  if (made === undefined) return unknownConversation()
  if (!made.ok) return made
  if (until !== 'sent') return { ok: true, value: { conversation, id, state: 'pending' } }
  let state: Value['state'] = 'sent'
  for (const change of made.value) {
    const sent = await untilSent(live, conversation, change)
    if (!sent.ok) return sent
    if (sent.value.state === 'pending') state = 'pending'
  }
  return { ok: true, value: { conversation, id, state } }
}

function mayNot(live: Live, { record }: Turn) {
  const { peer } = record
  if (peer !== undefined && live.people.isGone(peer)) return goneAccount(peer)
  if (record.state === 'request')
    return failure('request_open', 'Accept the request first. Nothing was told to the other side.')
  if (record.state !== 'active' || record.group === 'gone')
    return failure('unknown_conversation', 'You are no longer in this conversation.')
  return undefined
}

function notEditable(message: SqlRow) {
  if (numberOf(message, 'mine') !== 1) return notYours
  if (numberOf(message, 'deleted') > 0) return isDeleted
  if (textOf(message, 'state') === 'failed') return neverSent
  const { unsupported } = jsonOf(message, 'detail') as { readonly unsupported?: string }
  return unsupported === undefined ? undefined : notText
}

/** What makes it so already, where that is still on its way. */
async function pendingOf(turn: Turn, target: MessageId, type: 'edit' | 'deletion'): Promise<Made> {
  const rows = await turn.all(
    `SELECT key FROM items WHERE target = ? AND conversation = ? AND type = ? AND mine = 1 AND state = 'pending'`,
    [target, turn.record.id, type],
  )
  return { ok: true, value: rows.map((row) => parsed(row, 'key', parseMessageId)) }
}

async function ownReactions(turn: Turn, target: MessageId) {
  const rows = await turn.all(
    `SELECT key, text FROM items WHERE target = ? AND conversation = ? AND type = 'reaction' AND mine = 1
       AND deleted = 0 AND state <> 'failed' ORDER BY pos`,
    [target, turn.record.id],
  )
  return rows.map((row) => ({
    id: parsed(row, 'key', parseMessageId),
    reactions: jsonOf(row, 'text') as readonly string[],
  }))
}

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** As people see it: an emoji of many code points is one. */
function isOneCharacter(text: string): boolean {
  return isReaction(text) && [...characters.segment(text)].length === 1
}

const notFound = failure('message_not_found', 'This message is not on this device.')
const notYours = failure('not_yours', 'Only who wrote a message can change it.')
const isDeleted = failure('message_deleted', 'This message was deleted.')
const notText = failure('not_editable', 'Only text can be edited.')
const neverSent = failure('not_editable', 'This message was never sent. Try to send it again, or delete it.')
const badReaction = failure('bad_reaction', 'A reaction is one emoji.')
const tooMany = failure(
  'too_many_reactions',
  'You have given this message as many reactions as there can be.',
)
