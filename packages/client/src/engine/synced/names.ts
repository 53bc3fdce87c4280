// Which sealed records hold what follows the account, and which of them holds what (spec/synced.md SY-1). Their number
// is fixed, so that every device can ask for all of them and their names tell nobody how many conversations there are.

import {
  type Cbor,
  type ConversationId,
  type MessageId,
  parseConversationId,
  parseMessageId,
} from '@sotto/wire'
import { shelfOf, shelves } from '../archive/names.ts'

/** Beside each other in one record is what changes together. */
export const kinds = [
  'draft',
  'aside',
  'pin',
  'mute',
  'key',
  'offered',
  'setting',
  'level',
  'archived',
  'unread',
  'profile',
  'star',
] as const
export type Kind = (typeof kinds)[number]

/** What a thing is about: a conversation, an account, the name of a setting, or a message (`nameOfStar`). */
export type Thing = { readonly kind: Kind; readonly name: string }

const groups = ['marks', 'drafts', 'people', 'stars'] as const
const groupOf: Readonly<Record<Kind, (typeof groups)[number] | undefined>> = {
  draft: 'drafts',
  aside: 'drafts',
  pin: 'marks',
  mute: 'marks',
  level: 'marks',
  archived: 'marks',
  unread: 'marks',
  key: 'people',
  offered: 'people',
  setting: undefined,
  profile: 'people',
  star: 'stars',
}

export const recordCount = 1 + groups.length * shelves
export const allRecords: readonly number[] = Array.from({ length: recordCount }, (_, at) => at)

/** The number of the record that holds it; undefined for a name that can't be one of its kind. */
export function recordOf({ kind, name }: Thing): number | undefined {
  const group = groupOf[kind]
  if (group === undefined) return 0
  const shelf = group === 'people' ? shelfOfAccount(name) : shelfOfConversation({ kind, name })
  return shelf === undefined ? undefined : 1 + groups.indexOf(group) * shelves + shelf
}

/** What the record is called before its name is made unreadable (AR-1). */
export function partsOf(record: number): readonly Cbor[] {
  const group = groups[Math.floor((record - 1) / shelves)]
  return group === undefined ? ['settings'] : [group, (record - 1) % shelves]
}

export function nameOfStar({ conversation, id }: Starred): string {
  return `${conversation} ${id}`
}

export type Starred = { readonly conversation: ConversationId; readonly id: MessageId }

export function starredBy(name: string): Starred | undefined {
  const [first, second, ...more] = name.split(' ')
  const [conversation, id] = [parseConversationId(first), parseMessageId(second)]
  return conversation === undefined || id === undefined || more.length > 0 ? undefined : { conversation, id }
}

/** Of a thing of one conversation, or of a message in it. */
export function conversationOf({ kind, name }: Thing): ConversationId | undefined {
  return kind === 'star' ? starredBy(name)?.conversation : parseConversationId(name)
}

function shelfOfConversation(thing: Thing): number | undefined {
  const conversation = conversationOf(thing)
  return conversation === undefined ? undefined : shelfOf(conversation)
}

function shelfOfAccount(name: string): number {
  return new TextEncoder().encode(name).reduce((sum, byte) => sum + byte, 0) % shelves
}
