// A long history that nobody has written: conversations of all sizes and the messages in them, for whoever keeps them
// in a store or in the archive.

import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type MessageId,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'
import { type ConversationRecord, newRecord } from '../engine/conversations/record.ts'
import { positionOf } from '../engine/timeline/position.ts'
import type { Platform } from '../ports.ts'
import { fractions, sentence } from './words.ts'

export type HistorySize = { readonly conversations: number; readonly messages: number }

const minute = 60_000
const idBytes = 32

export type InventedMessage = {
  readonly key: MessageId
  readonly pos: number
  readonly sender: AccountName
  readonly isOwn: boolean
  readonly text: string
  readonly at: number
}

export type Invented = {
  readonly record: ConversationRecord
  /** The oldest first. */
  readonly messages: Iterable<InventedMessage>
}

type Plan = {
  readonly id: ConversationId
  readonly others: readonly AccountName[]
  /** How many messages it has. */
  readonly messages: number
  /** When the last of them was written. */
  readonly last: number
}

/** Every fourth a group of five, the newest last and with the most messages, all read. */
export function* invent(platform: Platform, own: AccountName, size: HistorySize): Generator<Invented> {
  const next = fractions(platform.random)
  for (const plan of plans(platform, size)) {
    yield { record: recordOf(plan, own), messages: messagesOf(platform, { plan, own, next }) }
  }
}

export function personOf(number: number): AccountName {
  const account = parseAccountName(`person${number}`)
  if (account === undefined) throw new TypeError(`not a name: person${number}`)
  return account
}

/** The n-th newest has about 1/n of the messages of the newest. */
function plans(platform: Platform, { conversations, messages }: HistorySize): readonly Plan[] {
  const numbers = Array.from({ length: conversations }, (_, number) => number)
  const weight = numbers.reduce((sum, number) => sum + 1 / (number + 1), 0)
  let left = messages
  return numbers
    .map((number) => {
      const after = conversations - number - 1
      const share = Math.round(messages / weight / (number + 1))
      const own = after === 0 ? left : Math.max(1, Math.min(share, left - after))
      left -= own
      return {
        id: newId(platform),
        others: othersOf(number, conversations),
        messages: own,
        last: platform.clock.now() - number * 10 * minute,
      }
    })
    .reverse()
}

function othersOf(number: number, people: number): readonly AccountName[] {
  const count = number % 4 === 3 ? 4 : 1
  return Array.from({ length: count }, (_, at) => personOf((number + at) % people))
}

function recordOf({ id, others, messages, last }: Plan, own: AccountName): ConversationRecord {
  const begunAt = last - messages * minute
  const isDirect = others.length === 1
  const record = newRecord(id, {
    kind: isDirect ? 'direct' : 'group',
    name: isDirect ? '' : `Group of ${others.join(', ')}`,
    peer: isDirect ? others[0] : undefined,
    begunAt,
  })
  record.listed = true
  record.group = 'live'
  record.members = [own, ...others].map((account) => ({ account, devices: 1, joinedAt: begunAt }))
  record.begunBy = own
  record.cursor = messages
  record.readPos = positionOf(messages)
  return record
}

type Writing = { readonly plan: Plan; readonly own: AccountName; readonly next: () => number }

function* messagesOf(platform: Platform, { plan, own, next }: Writing): Generator<InventedMessage> {
  const { others, messages, last } = plan
  for (let seq = 1; seq <= messages; seq++) {
    const isOwn = next() < 0.4
    const sender = isOwn ? own : (others[Math.floor(next() * others.length)] ?? own)
    const key = messageIdFromBytes(platform.random.bytes(idBytes))
    if (key === undefined) throw new TypeError('a message id has 32 bytes')
    const at = last - (messages - seq) * minute
    yield { key, pos: positionOf(seq), sender, isOwn, text: sentence(next), at }
  }
}

function newId(platform: Platform): ConversationId {
  const id = conversationIdFromBytes(platform.random.bytes(16))
  if (id === undefined) throw new TypeError('a conversation id has 16 bytes')
  return id
}
