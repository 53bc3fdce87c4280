// One item of a timeline as the archive has it (spec/archive.md AR-4): a message, what changed one, a happening, or the word
// that an item was taken out. Always holds: two devices that put together what each has come to the same.

import { type AccountName, type Cbor, idBytes, type MessageId, parseAccountName } from '@sotto/wire'
import type { HappeningSnapshot, Lifetime } from '../../api/messages.ts'
import { knownPolicy, policyToCbor } from '../conversations/group-data.ts'
import { type ArchivedChange, changeFrom, changeToCbor, isErased, messageIdOf } from './archived-change.ts'
import { earlierOf, lifetimeAt, lifetimeToCbor } from './archived-lifetime.ts'

/** How far a message has come; forward only. Of one that was deleted for everyone the words are gone. */
export const archivedStates = ['sent', 'delivered', 'read', 'deleted'] as const
export type ArchivedState = (typeof archivedStates)[number]

export type ArchivedMessage = {
  readonly type: 'message'
  readonly pos: number
  readonly key: MessageId
  readonly from: AccountName
  readonly at: number
  readonly state: ArchivedState
  /** What was written at first. */
  readonly text: string
  readonly unsupported?: string
  readonly inReplyTo?: MessageId
  readonly forwarded?: true
  readonly expires?: Lifetime
}

export type ArchivedWhat = Exclude<
  HappeningSnapshot['what'],
  { readonly kind: 'missing' | 'warning' | 'handing-over' | 'pinned' }
>

export type ArchivedHappening = {
  readonly type: 'happening'
  readonly pos: number
  readonly key: string
  readonly at: number
  readonly what: ArchivedWhat
}

/** `key` was here and is no more, for good. */
export type TakenOut = {
  readonly type: 'gone'
  readonly pos: number
  readonly key: string
  /** It went by itself, as its author wished. */
  readonly expired?: true
}

export type ArchivedItem = ArchivedMessage | ArchivedChange | ArchivedHappening | TakenOut

/** In the order of their places. Of two that are one, what was taken out stays out, states only move forward, and the first place counts. */
export function mergeItems(
  one: readonly ArchivedItem[],
  other: readonly ArchivedItem[],
): readonly ArchivedItem[] {
  const merged = new Map(one.map((item) => [item.key as string, item]))
  for (const item of other) {
    const before = merged.get(item.key)
    merged.set(item.key, before === undefined ? item : joined(before, item))
  }
  return [...merged.values()].sort(byPlace)
}

export function isAhead(state: ArchivedState, of: ArchivedState): boolean {
  return archivedStates.indexOf(state) > archivedStates.indexOf(of)
}

function joined(before: ArchivedItem, item: ArchivedItem): ArchivedItem {
  if (before.type === 'gone' || item.type === 'gone') return before.type === 'gone' ? before : item
  const first = item.pos < before.pos ? item : before
  if (before.type === 'change' && item.type === 'change')
    return placed(isErased(item) && !isErased(before) ? item : before, first)
  if (before.type !== 'message' || item.type !== 'message') return before
  return placed(lasting(further(before, item), earlierOf(before.expires, item.expires)), first)
}

function further(before: ArchivedMessage, item: ArchivedMessage): ArchivedMessage {
  if (!isAhead(item.state, before.state)) return before
  return item.state === 'deleted' ? item : { ...before, state: item.state }
}

function lasting(message: ArchivedMessage, expires: Lifetime | undefined): ArchivedMessage {
  return expires === undefined || expires === message.expires ? message : { ...message, expires }
}

/** What was sent twice, by a device that was set back, stands where all others have had it from the beginning. */
function placed<Item extends ArchivedItem>(item: Item, { pos, ...first }: ArchivedItem): Item {
  return item.pos === pos || !('at' in first) ? item : { ...item, pos, at: first.at }
}

function byPlace(one: ArchivedItem, other: ArchivedItem): number {
  return one.pos - other.pos || (one.key < other.key ? -1 : 1)
}

const kinds = { message: 1, happening: 2, gone: 3, change: 4 } as const

export function itemToCbor(item: ArchivedItem): Cbor {
  switch (item.type) {
    case 'message':
      return [
        ...[item.pos, kinds.message, idBytes(item.key), item.from, item.at],
        ...[archivedStates.indexOf(item.state), item.text, item.unsupported ?? null],
        item.inReplyTo === undefined ? null : idBytes(item.inReplyTo),
        ...lifetimeToCbor(item.expires),
        ...(item.forwarded === true ? [...(item.expires === undefined ? [null] : []), true] : []),
      ]
    case 'change':
      return [item.pos, kinds.change, ...changeToCbor(item)]
    case 'happening':
      return [item.pos, kinds.happening, item.key, item.at, whatToCbor(item.what)]
    case 'gone':
      return [item.pos, kinds.gone, item.key, ...(item.expired === undefined ? [] : [item.expired])]
  }
}

/** Undefined for what this version does not know. */
export function itemFromCbor(value: Cbor): ArchivedItem | undefined {
  if (!Array.isArray(value)) return undefined
  const [pos, kind, key]: readonly Cbor[] = value
  if (!isWhole(pos)) return undefined
  if (kind === kinds.message) return messageFrom(value)
  if (kind === kinds.change) return changeFrom(value, pos)
  if (typeof key !== 'string') return undefined
  if (kind === kinds.gone) return goneFrom(value, { pos, key })
  const [, , , at, told]: readonly Cbor[] = value
  const what = kind === kinds.happening && value.length === 5 ? whatFromCbor(told) : undefined
  return what === undefined || !isWhole(at) ? undefined : { type: 'happening', pos, key, at, what }
}

function goneFrom(value: readonly Cbor[], where: Pick<TakenOut, 'pos' | 'key'>): TakenOut | undefined {
  if (value.length === 3) return { type: 'gone', ...where }
  return value.length === 4 && value[3] === true ? { type: 'gone', ...where, expired: true } : undefined
}

function messageFrom(row: readonly Cbor[]): ArchivedMessage | undefined {
  const forwarded = row.length === 11 && row[10] === true
  const value = forwarded ? row.slice(0, row[9] === null ? 9 : 10) : row
  const [pos, , id, sender, at, number, text, unsupported, reply] = value
  const lifetime = lifetimeAt(value, 9)
  if (lifetime === undefined) return undefined
  const key = messageIdOf(id)
  const from = parseAccountName(sender)
  const state = typeof number === 'number' ? archivedStates[number] : undefined
  if (key === undefined || from === undefined || state === undefined) return undefined
  if (!isWhole(pos) || !isWhole(at) || typeof text !== 'string') return undefined
  const inReplyTo = reply === null ? undefined : messageIdOf(reply)
  if (!(unsupported === null || typeof unsupported === 'string')) return undefined
  if (reply !== null && inReplyTo === undefined) return undefined
  if (state === 'deleted' && text !== '') return undefined
  return {
    ...{ type: 'message', pos, key, from, at, state, text },
    ...(unsupported === null ? {} : { unsupported }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(forwarded ? { forwarded } : {}),
    ...lifetime,
  }
}

const happenings = [
  ...(['created', 'added', 'removed', 'left', 'renamed'] as const),
  ...(['history-policy', 'handed-over', 'history-disputed', 'timer'] as const),
] as const

function whatToCbor(what: ArchivedWhat): Cbor {
  const number = happenings.indexOf(what.kind)
  switch (what.kind) {
    case 'created':
      return [number, what.by]
    case 'added':
    case 'removed':
      return [number, what.by, what.who]
    case 'left':
      return [number, what.who]
    case 'renamed':
      return [number, what.by, what.name]
    case 'history-policy':
      return [number, what.by, policyToCbor(what.history)]
    case 'handed-over': {
      const { by, to, count, lacking, cut } = what
      return [number, by, to, count, lacking, cut]
    }
    case 'history-disputed':
      return [number, what.by, what.giver]
    case 'timer':
      return [number, what.by, what.seconds]
  }
}

function whatFromCbor(value: Cbor | undefined): ArchivedWhat | undefined {
  if (!Array.isArray(value)) return undefined
  const [number, first, second]: readonly Cbor[] = value
  const kind = typeof number === 'number' ? happenings[number] : undefined
  const by = parseAccountName(first)
  if (kind === undefined || by === undefined) return undefined
  if (kind === 'created') return { kind, by }
  if (kind === 'left') return { kind, who: by }
  if (kind === 'renamed') return typeof second === 'string' ? { kind, by, name: second } : undefined
  if (kind === 'history-policy') {
    const history = knownPolicy(second)
    return history === undefined ? undefined : { kind, by, history }
  }
  if (kind === 'timer') return isWhole(second) ? { kind, by, seconds: second } : undefined
  if (kind === 'handed-over') return handedOverFrom(by, value)
  if (kind === 'history-disputed') {
    const giver = parseAccountName(second)
    return giver === undefined ? undefined : { kind, by, giver }
  }
  const who = accountsFrom(second)
  return who === undefined ? undefined : { kind, by, who }
}

function handedOverFrom(by: AccountName, value: readonly Cbor[]): ArchivedWhat | undefined {
  const [, , receiver, count, lacking, cut] = value
  const to = parseAccountName(receiver)
  if (to === undefined || typeof cut !== 'boolean') return undefined
  return isWhole(count) && isWhole(lacking) ? { kind: 'handed-over', by, to, count, lacking, cut } : undefined
}

function accountsFrom(value: Cbor | undefined): readonly AccountName[] | undefined {
  if (!Array.isArray(value)) return undefined
  const named = value.flatMap((one: Cbor) => parseAccountName(one) ?? [])
  return named.length === value.length ? named : undefined
}

export function isWhole(value: Cbor | undefined): value is number {
  return typeof value === 'number' && value >= 0
}
