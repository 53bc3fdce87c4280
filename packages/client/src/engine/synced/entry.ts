// One thing that follows the account, as a device last changed it: its value, when that was by the account's logical
// clock, and which state of it the device had before. Here stand its form between devices, and which of two states is
// the later (spec/synced.md SY-2 to SY-4).

import {
  type Cbor,
  conversationIdFromBytes,
  decodeCbor,
  encodeCbor,
  idBytes,
  limits,
  messageIdFromBytes,
  parseAccountName,
  parseConversationId,
} from '@sotto/wire'
import { isWhole } from '../archive/archived-item.ts'
import { type Kind, kinds, nameOfStar, starredBy, type Thing } from './names.ts'

/** As it is stored: texts, numbers, or bytes (of a key's judgement its CBOR, of an offered key the key or nothing). */
export type Value = string | number | Uint8Array

export type Entry = Thing & {
  readonly value: Value
  /** Milliseconds since 1970, but above every other stamp that its device knew. */
  readonly stamp: number
  /** The stamp of the state that it took the place of, 0 for none. */
  readonly base: number
}

/** What is known of somebody's account key. */
export type Judgement = {
  readonly key: Uint8Array
  /** A person has said something about it: accepted it, declined another, compared its safety number. */
  readonly decided: boolean
  readonly declined: Uint8Array | undefined
  /** When its safety number was compared, milliseconds since 1970. */
  readonly verifiedAt: number | undefined
}

export const mutedForGood = 1
/** Of a conversation only what is meant for this account in particular is told. */
export const onlyMentions = 1
const keyBytes = 32
const settingLength = 64

export function entryToCbor({ kind, name, stamp, base, value }: Entry): Cbor {
  return [kinds.indexOf(kind) + 1, nameToCbor(kind, name), stamp, base, valueToCbor(kind, value)]
}

/** Undefined for what this version does not know. */
export function entryFromCbor(row: Cbor): Entry | undefined {
  if (!Array.isArray(row) || row.length !== 5) return undefined
  const [number, given, stamp, base, told] = row as readonly Cbor[]
  const kind = typeof number === 'number' ? kinds[number - 1] : undefined
  if (kind === undefined || !isWhole(stamp) || !isWhole(base)) return undefined
  const name = nameFromCbor(kind, given)
  const value = valueFromCbor(kind, told)
  return name === undefined || value === undefined ? undefined : { kind, name, stamp, base, value }
}

export function judgementOf(value: Value): Judgement {
  const judgement = value instanceof Uint8Array ? judgementFromBytes(value) : undefined
  if (judgement === undefined) throw new Error('no judgement about a key')
  return judgement
}

export function valueOfJudgement({ key, decided, declined, verifiedAt }: Judgement): Uint8Array {
  return encodeCbor([key, decided ? 1 : 0, declined ?? null, verifiedAt ?? null])
}

/** Positive when the first is the one that stands: the later; of keys nobody has decided about the one seen first. */
export function compareEntries(one: Entry, other: Entry): number {
  if (one.kind === 'key') {
    const [a, b] = [judgementOf(one.value), judgementOf(other.value)]
    if (a.decided !== b.decided) return a.decided ? 1 : -1
    if (!a.decided) return other.stamp - one.stamp || byValue(one, other)
  }
  return one.stamp - other.stamp || byValue(one, other)
}

export function isSame(one: Entry, other: Entry): boolean {
  return one.stamp === other.stamp && byValue(one, other) === 0
}

/** Nothing is said by it: what has never been touched is the same. */
export function isBlank({ kind, value }: Pick<Entry, 'kind' | 'value'>): boolean {
  if (kind === 'key' || kind === 'setting' || kind === 'profile') return false
  return typeof value === 'number' ? value === 0 : value.length === 0
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

/** A draft that is longer than a message may be stays where it is until it is shorter. */
export function mayLeave({ value }: Entry): boolean {
  return typeof value !== 'string' || new TextEncoder().encode(value).length <= limits.textBytes
}

function byValue(one: Entry, other: Entry): number {
  const [a, b] = [encodeCbor(one.value), encodeCbor(other.value)]
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0)
}

function nameToCbor(kind: Kind, name: string): Cbor {
  const star = kind === 'star' ? starredBy(name) : undefined
  if (star !== undefined) return [idBytes(star.conversation), idBytes(star.id)]
  const conversation = kind === 'setting' ? undefined : parseConversationId(name)
  return conversation === undefined ? name : idBytes(conversation)
}

function nameFromCbor(kind: Kind, name: Cbor | undefined): string | undefined {
  switch (kind) {
    case 'profile':
    case 'key':
    case 'offered':
      return parseAccountName(name)
    case 'setting':
      return typeof name === 'string' && name.length <= settingLength ? name : undefined
    case 'star':
      return starNameFromCbor(name)
    default:
      return name instanceof Uint8Array ? conversationIdFromBytes(name) : undefined
  }
}

function starNameFromCbor(name: Cbor | undefined): string | undefined {
  if (!Array.isArray(name) || name.length !== 2) return undefined
  const [first, second] = name as readonly Cbor[]
  if (!(first instanceof Uint8Array) || !(second instanceof Uint8Array)) return undefined
  const [conversation, id] = [conversationIdFromBytes(first), messageIdFromBytes(second)]
  return conversation === undefined || id === undefined ? undefined : nameOfStar({ conversation, id })
}

function valueToCbor(kind: Kind, value: Value): Cbor {
  if (kind === 'profile') return profileValue(value) ?? []
  if (kind !== 'key') return value
  const { key, decided, declined, verifiedAt } = judgementOf(value)
  return [key, decided ? 1 : 0, declined ?? null, verifiedAt ?? null]
}

function valueFromCbor(kind: Kind, value: Cbor | undefined): Value | undefined {
  switch (kind) {
    case 'draft':
    case 'aside':
      return typeof value === 'string' ? value : undefined
    case 'setting':
      return typeof value === 'string' && value.length <= settingLength ? value : undefined
    case 'pin':
    case 'mute':
    case 'level':
    case 'archived':
    case 'unread':
    case 'star':
      return isWhole(value) ? value : undefined
    case 'profile':
      return isProfilePair(value) ? encodeCbor(value) : undefined
    case 'offered':
      return value instanceof Uint8Array && (value.length === 0 || isKey(value)) ? value : undefined
    case 'key': {
      const judgement = judgementFromCbor(value)
      return judgement === undefined ? undefined : valueOfJudgement(judgement)
    }
  }
}

function judgementFromBytes(bytes: Uint8Array): Judgement | undefined {
  const decoded = decodeCbor(bytes)
  return decoded.ok ? judgementFromCbor(decoded.value) : undefined
}

function judgementFromCbor(value: Cbor | undefined): Judgement | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const [key, decided, declined, verifiedAt] = value as readonly Cbor[]
  if (!isKey(key) || (decided !== 0 && decided !== 1)) return undefined
  if (declined !== null && !isKey(declined)) return undefined
  if (verifiedAt !== null && !isWhole(verifiedAt)) return undefined
  return {
    key,
    decided: decided === 1,
    declined: declined ?? undefined,
    verifiedAt: verifiedAt ?? undefined,
  }
}

/** Of a profile its key and the version that there is at least, as CBOR. */
export function isProfileValue(value: Value): boolean {
  return profileValue(value) !== undefined
}

function profileValue(value: Value): Cbor | undefined {
  const decoded = value instanceof Uint8Array ? decodeCbor(value) : undefined
  return decoded?.ok && isProfilePair(decoded.value) ? decoded.value : undefined
}

function isProfilePair(value: Cbor | undefined): value is readonly Cbor[] {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [key, version] = value as readonly Cbor[]
  return isKey(key) && isWhole(version)
}

function isKey(value: Cbor | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === keyBytes
}
