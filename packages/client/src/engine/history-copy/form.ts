// What is in a copy of the history (spec/archive.md EX-1, EX-2): the documented JSON, written and read. Of one that is
// read everything is looked at, and nothing taken over that has not the form.

import {
  type AccountName,
  type ConversationId,
  parseAccountName,
  parseConversationId,
  parseMessageId,
} from '@sotto/wire'
import type { ArchivedChange } from '../archive/archived-change.ts'
import type { ArchivedHappening, ArchivedMessage, ArchivedWhat } from '../archive/archived-item.ts'
import { archivedStates } from '../archive/archived-item.ts'
import type { Facts } from '../archive/bodies.ts'
import { isTimer, parsePolicy } from '../conversations/group-data.ts'
import type { RosterMember } from '../conversations/record.ts'
import { isWaiting } from '../timeline/position.ts'
import { changeFrom } from './changes.ts'

const format = 'sotto-history'
const version = 1

/** Bytes. What reads it must hold all of it at once. */
export const longestCopy = 256 * 1024 * 1024

export type CopiedItem = ArchivedMessage | ArchivedChange | ArchivedHappening
/** So many messages that should stand here are not on this device. */
export type Missing = {
  readonly type: 'missing'
  readonly pos: number
  readonly at: number
  readonly count: number
}

export type CopiedConversation<Item = CopiedItem | Missing> = {
  readonly id: ConversationId
  readonly facts: Facts
  readonly items: readonly Item[]
}

export type Cover = {
  readonly account: AccountName
  readonly server: string
  readonly madeAt: number
  readonly complete: boolean
}

export type ReadError = 'newer' | 'malformed'

/** In pieces, because the whole may be longer than one string should be. */
export function* jsonOf(cover: Cover, conversations: Iterable<CopiedConversation>): Generator<string> {
  const head = JSON.stringify({ format, version, ...cover }, undefined, 1)
  yield `${head.slice(0, -2)},\n "conversations": [`
  let between = '\n'
  for (const { id, facts, items } of conversations) {
    const { at, readPos, ...rest } = facts
    const told = { id, ...rest, place: at, readUpTo: readPos, items: items.map(itemToJson) }
    yield `${between}${JSON.stringify(told)}`
    between = ',\n'
  }
  yield '\n ]\n}\n'
}

function itemToJson(item: CopiedItem | Missing): object {
  switch (item.type) {
    case 'message':
    case 'change': {
      const { type, pos, key, ...rest } = item
      return { type, id: key, position: pos, ...rest }
    }
    case 'happening':
    case 'missing': {
      const { type, pos, ...rest } = item
      return { type, position: pos, ...rest }
    }
  }
}

/** The conversations of a file that `jsonOf` wrote; what is named as missing in it is left out. */
export function readJson(
  text: string,
): { readonly conversations: readonly CopiedConversation<CopiedItem>[] } | { readonly error: ReadError } {
  const read = fieldsOf(parse(text))
  if (read?.format !== format) return { error: 'malformed' }
  if (isWhole(read.version) && read.version > version) return { error: 'newer' }
  const conversations = allOf(read.conversations, conversationFrom)
  return read.version !== version || conversations === undefined ? { error: 'malformed' } : { conversations }
}

type Fields = Readonly<Record<string, unknown>>

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function conversationFrom(value: unknown): CopiedConversation<CopiedItem> | undefined {
  const read = fieldsOf(value)
  const id = parseConversationId(read?.id)
  const facts = read === undefined ? undefined : factsFrom(read)
  const items = allOf(read?.items, (item) => itemFrom(item))
  if (id === undefined || facts === undefined || items === undefined) return undefined
  return { id, facts, items: items.filter((item) => item !== 'missing') }
}

const kinds = ['direct', 'group'] as const
const states = ['active', 'request', 'left', 'removed'] as const

function factsFrom(read: Fields): Facts | undefined {
  const { name, begunAt, generation, place: at, readUpTo: readPos } = read
  const kind = kinds.find((one) => one === read.kind)
  const state = states.find((one) => one === read.state)
  const members = allOf(read.members, memberFrom)
  if (kind === undefined || state === undefined || members === undefined) return undefined
  if (typeof name !== 'string' || !isWhole(at) || !isWhole(begunAt)) return undefined
  if (!isWhole(generation) || !isWhole(readPos)) return undefined
  const [peer, begunBy] = [parseAccountName(read.peer), parseAccountName(read.begunBy)]
  if (read.timer !== undefined && !isTimer(read.timer)) return undefined
  const timer = read.timer === undefined ? {} : { timer: read.timer }
  return { at, kind, state, name, peer, members, begunBy, begunAt, generation, readPos, ...timer }
}

function memberFrom(value: unknown): RosterMember | undefined {
  const { account: name, devices, joinedAt } = fieldsOf(value) ?? {}
  const account = parseAccountName(name)
  return account === undefined || !isWhole(devices) || !isWhole(joinedAt)
    ? undefined
    : { account, devices, joinedAt }
}

function itemFrom(value: unknown): CopiedItem | 'missing' | undefined {
  const read = fieldsOf(value)
  const { type, position: pos, at, key } = read ?? {}
  if (read === undefined || !isWhole(pos) || isWaiting(pos) || !isWhole(at)) return undefined
  if (type === 'missing') return 'missing'
  if (type === 'message') return messageFrom(read, { pos, at })
  if (type === 'change') return changeFrom(read, { pos, at })
  const what = type === 'happening' ? whatFrom(read.what) : undefined
  return what === undefined || typeof key !== 'string' ? undefined : { type: 'happening', pos, key, at, what }
}

function messageFrom(read: Fields, where: { readonly pos: number; readonly at: number }) {
  const { text, unsupported } = read
  const key = parseMessageId(read.id)
  const from = parseAccountName(read.from)
  const state = archivedStates.find((one) => one === read.state)
  const inReplyTo = parseMessageId(read.inReplyTo)
  if (key === undefined || from === undefined || state === undefined) return undefined
  if (typeof text !== 'string' || (state === 'deleted' && text !== '')) return undefined
  if (read.inReplyTo !== undefined && inReplyTo === undefined) return undefined
  if (unsupported !== undefined && typeof unsupported !== 'string') return undefined
  return {
    ...({ type: 'message', ...where, key, from, state, text } as const),
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(read.forwarded === true ? { forwarded: true as const } : {}),
  }
}

function whatFrom(value: unknown): ArchivedWhat | undefined {
  const read = fieldsOf(value)
  const [by, one] = [parseAccountName(read?.by), parseAccountName(read?.who)]
  switch (read?.kind) {
    case 'created':
      return by === undefined ? undefined : { kind: 'created', by }
    case 'added':
    case 'removed': {
      const who = allOf(read.who, parseAccountName)
      return by === undefined || who === undefined ? undefined : { kind: read.kind, by, who }
    }
    case 'left':
      return one === undefined ? undefined : { kind: 'left', who: one }
    case 'renamed': {
      const { name } = read
      return by === undefined || typeof name !== 'string' ? undefined : { kind: 'renamed', by, name }
    }
    case 'history-policy': {
      const history = parsePolicy(read.history)
      return by === undefined || history === undefined ? undefined : { kind: 'history-policy', by, history }
    }
    case 'handed-over':
      return by === undefined ? undefined : handedOverFrom(by, read)
    case 'history-disputed': {
      const giver = parseAccountName(read.giver)
      return by === undefined || giver === undefined ? undefined : { kind: 'history-disputed', by, giver }
    }
    case 'timer': {
      const { seconds } = read
      return by === undefined || !isWhole(seconds) ? undefined : { kind: 'timer', by, seconds }
    }
    default:
      return undefined
  }
}

function handedOverFrom(by: AccountName, read: Fields): ArchivedWhat | undefined {
  const to = parseAccountName(read.to)
  const { count, lacking, cut } = read
  if (to === undefined || typeof cut !== 'boolean') return undefined
  return isWhole(count) && isWhole(lacking) ? { kind: 'handed-over', by, to, count, lacking, cut } : undefined
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** Undefined unless all of them can be read. */
function allOf<T>(value: unknown, read: (one: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const found: T[] = []
  for (const one of value) {
    const made = read(one)
    if (made === undefined) return undefined
    found.push(made)
  }
  return found
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
