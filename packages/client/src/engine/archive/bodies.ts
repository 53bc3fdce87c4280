// What is inside the archive's records (spec/archive.md AR-3 to AR-6): shelves name the conversations, a head tells of
// one and has its newest items, segments have the older ones. A body in a form that this version does not know is
// left alone, by readers and by writers.

import {
  type AccountName,
  type Cbor,
  type ConversationId,
  type ConversationKind,
  conversationIdFromBytes,
  decodeCbor,
  encodeCbor,
  idBytes,
  parseAccountName,
} from '@sotto/wire'
import type { ConversationSummary } from '../../api/conversations.ts'
import { isTimer } from '../conversations/group-data.ts'
import type { RosterMember } from '../conversations/record.ts'
import { type ArchivedItem, isWhole, itemFromCbor, itemToCbor } from './archived-item.ts'
import { type Range, type Ranges, rangesOf } from './ranges.ts'

const version = 1

/** The least version that each conversation's head has. */
export type Shelf = ReadonlyMap<ConversationId, number>

/** What there is to say of a conversation beside its items, as it was at the place `at` of its log. */
export type Facts = {
  readonly at: number
  readonly kind: ConversationKind
  readonly state: ConversationSummary['state']
  readonly name: string
  readonly peer: AccountName | undefined
  readonly members: readonly RosterMember[]
  readonly begunBy: AccountName | undefined
  readonly begunAt: number
  readonly generation: number
  /** Everything up to this position was read. */
  readonly readPos: number
  /** How many seconds what is written lives; missing for ever. */
  readonly timer?: number
}

/** Older items, from this position to where the next segment starts. */
export type Segment = { readonly start: number; readonly serial: number; readonly version: number }

export type Head = {
  readonly conversation: ConversationId
  readonly facts: Facts
  /** Up to this place of the log the archive has all that there was, but for `gaps`. */
  readonly through: number
  readonly gaps: Ranges
  /** Nothing up to this position is kept any more. */
  readonly deletedUpTo: number
  /** Items from this position on are here, those before it in segments. */
  readonly floor: number
  /** By their starts. */
  readonly segments: readonly Segment[]
  readonly items: readonly ArchivedItem[]
}

export function encodeShelf(shelf: Shelf): Uint8Array {
  const rows = [...shelf].sort(([one], [other]) => (one < other ? -1 : 1))
  return encodeCbor([version, rows.map(([id, least]) => [idBytes(id), least])])
}

export function decodeShelf(body: Uint8Array): Shelf | undefined {
  const [rows] = bodyOf(body, 2) ?? []
  if (!Array.isArray(rows)) return undefined
  const shelf = new Map<ConversationId, number>()
  for (const row of rows) {
    const [id, least]: readonly (Cbor | undefined)[] = Array.isArray(row) ? row : []
    const conversation = conversationOf(id)
    if (conversation === undefined || !isWhole(least)) return undefined
    shelf.set(conversation, least)
  }
  return shelf
}

export function encodeSegment(items: readonly ArchivedItem[]): Uint8Array {
  return encodeCbor([version, items.map(itemToCbor)])
}

export function decodeSegment(body: Uint8Array): readonly ArchivedItem[] | undefined {
  const [items] = bodyOf(body, 2) ?? []
  return itemsFrom(items)
}

export function encodeHead(head: Head): Uint8Array {
  const { conversation, facts, through, gaps, deletedUpTo, floor, segments, items } = head
  return encodeCbor([
    ...[version, idBytes(conversation), factsToCbor(facts), through],
    gaps.map(({ first, last }) => [first, last]),
    ...[deletedUpTo, floor],
    segments.map(({ start, serial, version: written }) => [start, serial, written]),
    items.map(itemToCbor),
  ])
}

export function decodeHead(body: Uint8Array): Head | undefined {
  const [id, told, through, gapRows, deletedUpTo, floor, segmentRows, itemRows] = bodyOf(body, 9) ?? []
  const conversation = conversationOf(id)
  const facts = factsFrom(told)
  const gaps = rowsOf(gapRows, 2)?.map(([first = 0, last = 0]): Range => ({ first, last }))
  const segments = rowsOf(segmentRows, 3)?.map(
    ([start = 0, serial = 0, written = 0]): Segment => ({ start, serial, version: written }),
  )
  const items = itemsFrom(itemRows)
  if (conversation === undefined || facts === undefined || gaps === undefined) return undefined
  if (segments === undefined || items === undefined) return undefined
  if (!isWhole(through) || !isWhole(deletedUpTo) || !isWhole(floor)) return undefined
  if (gaps.some(({ first, last }) => first > last) || !isIndex(segments)) return undefined
  return { conversation, facts, through, gaps: rangesOf(gaps), deletedUpTo, floor, segments, items }
}

/** By their starts, each serial once. */
function isIndex(segments: readonly Segment[]): boolean {
  const isInOrder = segments.every(({ start }, at) => at === 0 || start >= (segments[at - 1]?.start ?? 0))
  return isInOrder && new Set(segments.map((one) => one.serial)).size === segments.length
}

const kinds = ['direct', 'group'] as const
const states = ['active', 'request', 'left', 'removed'] as const

function factsToCbor(facts: Facts): Cbor {
  const { at, kind, state, name, peer, members, begunBy, begunAt, generation, readPos, timer } = facts
  return [
    ...[at, kinds.indexOf(kind), states.indexOf(state), name, peer ?? null],
    members.map(({ account, devices, joinedAt }) => [account, devices, joinedAt]),
    ...[begunBy ?? null, begunAt, generation, readPos],
    ...(timer === undefined ? [] : [timer]),
  ]
}

function factsFrom(value: Cbor | undefined): Facts | undefined {
  if (!Array.isArray(value) || (value.length !== 10 && value.length !== 11)) return undefined
  const [at, kindNumber, stateNumber, name, peerName, rows, byName, begunAt, generation, readPos, timer] =
    value as readonly Cbor[]
  const isTimed = value.length === 11
  if (isTimed && (!isTimer(timer) || timer === 0)) return undefined
  const kind = isWhole(kindNumber) ? kinds[kindNumber] : undefined
  const state = isWhole(stateNumber) ? states[stateNumber] : undefined
  const members = membersFrom(rows)
  if (kind === undefined || state === undefined || members === undefined) return undefined
  if (typeof name !== 'string' || !isWhole(at) || !isWhole(begunAt)) return undefined
  if (!isWhole(generation) || !isWhole(readPos)) return undefined
  const [peer, begunBy] = [parseAccountName(peerName), parseAccountName(byName)]
  if ((peer === undefined && peerName !== null) || (begunBy === undefined && byName !== null))
    return undefined
  const facts = { at, kind, state, name, peer, members, begunBy, begunAt, generation, readPos }
  return isTimer(timer) ? { ...facts, timer } : facts
}

function membersFrom(rows: Cbor | undefined): readonly RosterMember[] | undefined {
  if (!Array.isArray(rows)) return undefined
  const members = rows.flatMap((row: Cbor) => {
    const [name, devices, joinedAt]: readonly (Cbor | undefined)[] = Array.isArray(row) ? row : []
    const account = parseAccountName(name)
    return account === undefined || !isWhole(devices) || !isWhole(joinedAt)
      ? []
      : [{ account, devices, joinedAt }]
  })
  return members.length === rows.length ? members : undefined
}

/** What follows the version, where the form is the one of this version. */
function bodyOf(body: Uint8Array, length: number): readonly Cbor[] | undefined {
  const decoded = decodeCbor(body)
  if (!decoded.ok || !Array.isArray(decoded.value)) return undefined
  const [first, ...rest]: readonly Cbor[] = decoded.value
  return first === version && rest.length === length - 1 ? rest : undefined
}

function itemsFrom(rows: Cbor | undefined): readonly ArchivedItem[] | undefined {
  if (!Array.isArray(rows)) return undefined
  const items = rows.flatMap((row: Cbor) => itemFromCbor(row) ?? [])
  return items.length === rows.length ? items : undefined
}

function rowsOf(rows: Cbor | undefined, length: number): readonly (readonly number[])[] | undefined {
  if (!Array.isArray(rows)) return undefined
  const read = rows.filter(
    (row: Cbor): row is readonly number[] =>
      Array.isArray(row) && row.length === length && row.every((one: Cbor) => isWhole(one)),
  )
  return read.length === rows.length ? read : undefined
}

function conversationOf(value: Cbor | undefined): ConversationId | undefined {
  return value instanceof Uint8Array ? conversationIdFromBytes(value) : undefined
}
