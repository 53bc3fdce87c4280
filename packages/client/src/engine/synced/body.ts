// What is inside a record of what follows the account (spec/synced.md SY-2, SY-5, SY-7): its things in one order, so
// that two devices that know the same write the same, within bounds; which versions of the other records its writer
// had seen; and, unread, what a later version of Sotto has put there.

import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import { isWhole } from '../archive/archived-item.ts'
import {
  compareEntries,
  type Entry,
  entryFromCbor,
  entryToCbor,
  isBlank,
  judgementOf,
  mayLeave,
} from './entry.ts'
import { kinds, recordOf } from './names.ts'

const version = 1
/** Bytes of all things of one record; the rest of `limits.recordBytes` is for what stands around them. */
export const roomForThings = 96 * 1024

export type Body = {
  /** By the numbers of the records: the version that each has at least. */
  readonly least: readonly number[]
  readonly entries: readonly Entry[]
  /** Things of kinds that this version does not know. */
  readonly foreign: readonly Cbor[]
}

export function encodeBody({ least, entries, foreign }: Body): Uint8Array {
  return encodeCbor([version, [...least], [...entries.map(entryToCbor), ...foreign]])
}

/** Undefined for a form that this version does not know. */
export function decodeBody(record: number, bytes: Uint8Array): Body | undefined {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 3) return undefined
  const [first, versions, rows] = decoded.value as readonly Cbor[]
  if (first !== version || !Array.isArray(versions) || !Array.isArray(rows)) return undefined
  const least = versions.filter((one: Cbor): one is number => isWhole(one))
  if (least.length !== versions.length) return undefined
  const entries = new Map<string, Entry>()
  const foreign: Cbor[] = []
  for (const row of rows as readonly Cbor[]) {
    const entry = entryFromCbor(row)
    if (entry !== undefined && recordOf(entry) === record) entries.set(keyOf(entry), entry)
    else foreign.push(row)
  }
  return { least, entries: [...entries.values()], foreign }
}

/**
 * Everything that either has, each in the state that stands; as much as there is room for. What a draft too long, or
 * too old among many, would not leave room for stays on the devices that have it.
 */
export function joined(
  found: readonly Entry[],
  own: readonly Entry[],
  room = roomForThings,
): readonly Entry[] {
  const all = new Map<string, Entry>()
  for (const entry of [...found, ...own.filter(mayLeave)]) {
    const other = all.get(keyOf(entry))
    if (other === undefined || compareEntries(entry, other) > 0) all.set(keyOf(entry), entry)
  }
  const kept: Entry[] = []
  let size = 0
  for (const entry of [...all.values()].sort(byWorth)) {
    const bytes = encodeCbor(entryToCbor(entry)).length
    if (size + bytes > room) continue
    size += bytes
    kept.push(entry)
  }
  return kept.sort(byName)
}

export function keyOf({ kind, name }: Pick<Entry, 'kind' | 'name'>): string {
  return `${kind} ${name}`
}

/** What goes last where there is no room for all: what somebody has said, the newest first. */
function byWorth(one: Entry, other: Entry): number {
  return worthOf(other) - worthOf(one) || other.stamp - one.stamp || byName(one, other)
}

function worthOf(entry: Entry): number {
  if (isBlank(entry)) return 0
  return entry.kind === 'key' && !judgementOf(entry.value).decided ? 1 : 2
}

function byName(one: Entry, other: Entry): number {
  const byKind = kinds.indexOf(one.kind) - kinds.indexOf(other.kind)
  return byKind || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
}
