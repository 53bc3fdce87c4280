// What is written of a conversation, decided from what the archive has of it and what this device has: pure. Whoever
// writes writes the union of both, so that it does not matter who writes what, or how often. The newest items stand in
// the head; when they become too many the older of them go to segments, which grow at their newest end.

import { encodeCbor } from '@sotto/wire'
import { type ArchivedItem, itemToCbor, mergeItems } from './archived-item.ts'
import { encodeHead, type Facts, type Head, type Segment } from './bodies.ts'
import { type Ranges, union, within, without } from './ranges.ts'

/** A screenful stays in the head; what exceeds the most goes down to that. */
const head = { items: 25, most: 50, bytes: 48 * 1024 }
const segmentBytes = 64 * 1024

/** What this device has to say. */
export type Told = {
  readonly facts: Facts
  /** The last place of the log that this device has seen, and what of the log up to it it does not know. */
  readonly cursor: number
  readonly gaps: Ranges
  readonly deletedUpTo: number
  /** What the archive may not have yet. */
  readonly items: readonly ArchivedItem[]
}

/** What the segments have that the plan needs, by serial; a spoiled one is written whatever it has. */
export type Loaded = ReadonlyMap<
  number,
  { readonly items: readonly ArchivedItem[]; readonly isSpoiled: boolean }
>

export type Plan = {
  /** Its segments' versions are those of the ones written. */
  readonly head: Head
  /** To be written, with the version that each takes the place of. */
  readonly segments: readonly (Segment & {
    readonly after: number
    readonly items: readonly ArchivedItem[]
  })[]
  /** To be deleted. */
  readonly dropped: readonly Segment[]
}

/** Segments that have to be at hand before a plan can be made. */
export function segmentsNeeded(known: Head, told: Told): readonly Segment[] {
  const needed = new Set<Segment>()
  for (const { pos } of told.items) {
    const segment = pos < known.floor ? segmentAt(known, pos) : undefined
    if (segment !== undefined) needed.add(segment)
  }
  const { spilled } = splitHead(mergedHead(known, told), known.floor)
  const last = known.segments.at(-1)
  if (spilled.length > 0 && last !== undefined) needed.add(last)
  const limit = deletedUpTo(known, told)
  const cut = limit > known.deletedUpTo ? segmentAt(known, limit) : undefined
  if (cut !== undefined) needed.add(cut)
  return [...needed].filter((segment) => endOf(known, segment) > limit)
}

/** Undefined when the archive has all of it already. */
export function planOf(known: Head, told: Told, loaded: Loaded): Plan | undefined {
  const limit = deletedUpTo(known, told)
  const isKept = (item: ArchivedItem) => item.pos > limit
  const { kept, spilled, floor } = splitHead(mergedHead(known, told).filter(isKept), known.floor)
  const older = [...told.items.filter((item) => item.pos < known.floor), ...spilled].filter(isKept)
  const written = writeSegments(known, { loaded, older, limit })
  const next: Head = {
    ...coverage(known, told),
    conversation: known.conversation,
    facts: mergeFacts(known.facts, told.facts),
    deletedUpTo: limit,
    floor,
    segments: written.index,
    items: kept,
  }
  const isSame = written.segments.length === 0 && written.dropped.length === 0 && isSameHead(known, next)
  return isSame ? undefined : { head: next, segments: written.segments, dropped: written.dropped }
}

/** Of a conversation that the archive does not have. */
export function emptyHead(conversation: Head['conversation'], facts: Facts): Head {
  return {
    ...{ conversation, facts, through: 0, gaps: [], deletedUpTo: 0, floor: 0 },
    ...{ segments: [], items: [] },
  }
}

/**
 * Later in the log is truer. What was read stays read, and what was accepted is in no log. Of a direct conversation
 * nothing is true that a group in its place has told, however far its log went (C-9).
 */
export function mergeFacts(one: Facts, other: Facts): Facts {
  if (one.kind !== other.kind) return one.kind === 'direct' ? one : other
  const later = other.at >= one.at ? other : one
  const earlier = later === other ? one : other
  const state = later.state === 'request' && earlier.state === 'active' ? 'active' : later.state
  return { ...later, state, readPos: Math.max(one.readPos, other.readPos) }
}

/** What was not known to the archive is known now, if this device knows it; and the other way round. */
function coverage(known: Head, { cursor, gaps }: Told): Pick<Head, 'through' | 'gaps'> {
  const seen = without(cursor === 0 ? [] : [{ first: 1, last: cursor }], gaps)
  const still = without(known.gaps, seen)
  const added = within(gaps, { first: known.through + 1, last: cursor })
  return { through: Math.max(known.through, cursor), gaps: union(still, added) }
}

function deletedUpTo(known: Head, told: Told): number {
  return Math.max(known.deletedUpTo, told.deletedUpTo)
}

function mergedHead(known: Head, told: Told): readonly ArchivedItem[] {
  const newer = told.items.filter((item) => item.pos >= known.floor)
  // what has its first place in a segment goes there
  const older = new Set(told.items.filter((item) => item.pos < known.floor).map(({ key }) => key as string))
  const here = known.items.filter((item) => item.type === 'gone' || !older.has(item.key))
  return mergeItems(here, newer)
}

type Split = {
  readonly kept: readonly ArchivedItem[]
  readonly spilled: readonly ArchivedItem[]
  readonly floor: number
}

function splitHead(items: readonly ArchivedItem[], floor: number): Split {
  const sizes = items.map(sizeOf)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  if (items.length <= head.most && all <= head.bytes) return { kept: items, spilled: [], floor }
  let from = items.length
  let bytes = 0
  while (from > 0 && items.length - from < head.items) {
    bytes += sizes[from - 1] ?? 0
    if (bytes > head.bytes && from < items.length) break
    from--
  }
  // items of one place stay together
  while (from > 0 && items[from]?.pos === items[from - 1]?.pos) from--
  return { kept: items.slice(from), spilled: items.slice(0, from), floor: items[from]?.pos ?? floor }
}

const nothing = { items: [], isSpoiled: false }

type Writing = {
  readonly loaded: Loaded
  readonly older: readonly ArchivedItem[]
  readonly limit: number
}

function writeSegments(known: Head, { loaded, older, limit }: Writing) {
  const dropped = known.segments.filter((segment) => endOf(known, segment) <= limit)
  const index = known.segments.filter((segment) => !dropped.includes(segment))
  const groups = new Map<Segment | undefined, ArchivedItem[]>()
  for (const item of older) {
    const segment = segmentAt({ segments: index }, item.pos)
    groups.set(segment, [...(groups.get(segment) ?? []), item])
  }
  const cut = index.find((segment) => segment.start <= limit)
  if (cut !== undefined && limit > known.deletedUpTo && !groups.has(cut)) groups.set(cut, [])
  const segments: Plan['segments'][number][] = []
  let serial = Math.max(-1, ...known.segments.map((one) => one.serial))
  for (const [segment, added] of groups) {
    const { items: before, isSpoiled } = (segment && loaded.get(segment.serial)) ?? nothing
    const items = mergeItems(before, added).filter((item) => item.pos > limit)
    if (segment !== undefined && !isSpoiled && isSameItems(before, items)) continue
    pieces(items).forEach((piece, at) => {
      const isOld = at === 0 && segment !== undefined
      const start = at === 0 ? (segment?.start ?? 0) : (piece[0]?.pos ?? 0)
      const after = isOld ? segment.version : 0
      const own = isOld ? segment.serial : ++serial
      segments.push({ start, serial: own, after, version: after + 1, items: piece })
    })
  }
  const rewritten = new Set(segments.map((one) => one.serial))
  const all = [
    ...index.filter((one) => !rewritten.has(one.serial)),
    ...segments.map(({ start, serial: own, version }) => ({ start, serial: own, version })),
  ]
  return { dropped, segments, index: all.sort((one, other) => one.start - other.start) }
}

/** From the oldest on, each as full as may be; items of one place stay together. At least one. */
function pieces(items: readonly ArchivedItem[]): readonly (readonly ArchivedItem[])[] {
  const found: ArchivedItem[][] = [[]]
  let bytes = 0
  items.forEach((item, at) => {
    const size = sizeOf(item)
    const isTogether = at > 0 && items[at - 1]?.pos === item.pos
    if (bytes > 0 && bytes + size > segmentBytes && !isTogether) {
      found.push([])
      bytes = 0
    }
    found.at(-1)?.push(item)
    bytes += size
  })
  return found
}

function segmentAt({ segments }: Pick<Head, 'segments'>, pos: number): Segment | undefined {
  return segments.findLast((segment) => segment.start <= pos) ?? segments[0]
}

/** The last position that belongs to it. */
function endOf(known: Head, segment: Segment): number {
  const next = known.segments[known.segments.indexOf(segment) + 1]
  return (next?.start ?? known.floor) - 1
}

function sizeOf(item: ArchivedItem): number {
  return encodeCbor(itemToCbor(item)).length
}

function isSameItems(one: readonly ArchivedItem[], other: readonly ArchivedItem[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at])
}

/** The place in the log alone is no news. */
function isSameHead(one: Head, other: Head): boolean {
  const still = (of: Head) => encodeHead({ ...of, through: 0, facts: { ...of.facts, at: 0 } })
  const [before, after] = [still(one), still(other)]
  return before.length === after.length && before.every((byte, at) => byte === after[at])
}
