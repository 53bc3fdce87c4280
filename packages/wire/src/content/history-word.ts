// What members say to each other about handing history over (spec/newcomers.md NH-4, NH-6, NH-9), inside sealed messages: a
// device asks for what was before it came or for what it lacks, one member's device says what it hands over, another
// objects.

import { type Cbor, encodeCbor } from '../cbor.ts'
import { decodeCbor } from '../cbor-decode.ts'
import type { Malformed, Result } from '../errors.ts'
import { type DeviceId, deviceIdFromBytes, idBytes } from '../ids.ts'
import { limits } from '../limits.ts'
import { Fields, readingFields } from './fields.ts'

/** Places of the log, both included. */
export type PlaceRange = { readonly first: number; readonly last: number }

/** What was written before the asking account came (NH-3), or what it should have got and lacks (NH-11). */
export type AskPurpose = 'before' | 'missing'

/**
 * `ask` names it, 16 random bytes; `publicKey`: X25519, of a pair made for this; `wants`: what the device lacks; `not`: devices
 * whose offers it has refused.
 */
export type HistoryAsk = {
  readonly kind: 'ask'
  readonly purpose: AskPurpose
  readonly ask: Uint8Array
  readonly publicKey: Uint8Array
  readonly wants: readonly PlaceRange[]
  readonly not: readonly DeviceId[]
}

/** One part, sealed as a parcel: everything between two places of the log, as `digest` sums it up. */
export type HistoryPart = PlaceRange & {
  /** SHA-256 of the parcel. */
  readonly parcel: Uint8Array
  readonly count: number
  readonly digest: Uint8Array
}

export type HistoryOffer = {
  readonly kind: 'offer'
  readonly ask: Uint8Array
  /** The key of the parts, sealed to the asker's. */
  readonly sealedKey: Uint8Array
  /** The newest first. */
  readonly parts: readonly HistoryPart[]
  /** Places of which the giver has nothing, or nothing whose writer it could show. */
  readonly lacks: readonly PlaceRange[]
  /** Whether there was more than one handing over may bring. */
  readonly isCut: boolean
}

/** Somebody else has other things in that part than the offer says. */
export type HistoryObjection = { readonly kind: 'objection'; readonly ask: Uint8Array; readonly part: number }

export type HistoryWord = HistoryAsk | HistoryOffer | HistoryObjection

export const askLength = 16
const keyLength = 32
const hashLength = 32
const sealedKeyBytes = { least: 64, most: 128 }
/** So many holes can be told of; messages that were deleted are holes, too. */
export const mostRanges = 512
const mostDevices = 64
const highestPlace = 2 ** 40
const kinds = { ask: { before: 1, missing: 4 }, offer: 2, objection: 3 } as const

export function encodeHistoryWord(word: HistoryWord): Uint8Array {
  switch (word.kind) {
    case 'ask':
      return encodeCbor([
        ...[kinds.ask[word.purpose], word.ask, word.publicKey, rangesToCbor(word.wants)],
        word.not.map((device) => idBytes(device)),
      ])
    case 'offer':
      return encodeCbor([
        ...[kinds.offer, word.ask, word.sealedKey],
        word.parts.map(({ parcel, first, last, count, digest }) => [parcel, first, last, count, digest]),
        rangesToCbor(word.lacks),
        word.isCut,
      ])
    case 'objection':
      return encodeCbor([kinds.objection, word.ask, word.part])
  }
}

export function decodeHistoryWord(bytes: Uint8Array): Result<HistoryWord, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  return readingFields(() => {
    const f = new Fields(decoded.value, 'word about history')
    const kind = f.uint(255)
    const ask = f.bytes(askLength, askLength)
    const word = wordOf(f, kind, ask)
    f.end()
    return word
  })
}

function wordOf(f: Fields, kind: number, ask: Uint8Array): HistoryWord {
  switch (kind) {
    case kinds.ask.before:
    case kinds.ask.missing:
      return {
        ...({ kind: 'ask', purpose: kind === kinds.ask.before ? 'before' : 'missing', ask } as const),
        publicKey: f.bytes(keyLength, keyLength),
        wants: rangesFrom(f),
        not: devicesFrom(f),
      }
    case kinds.offer:
      return {
        ...({ kind: 'offer', ask } as const),
        sealedKey: f.bytes(sealedKeyBytes.most, sealedKeyBytes.least),
        parts: partsFrom(f),
        lacks: rangesFrom(f),
        isCut: f.boolean(),
      }
    case kinds.objection:
      return { kind: 'objection', ask, part: f.uint(limits.parcelsPerHandover) }
    default:
      return f.refuse('kind')
  }
}

function devicesFrom(f: Fields): readonly DeviceId[] {
  const rows = f.array()
  if (rows.length > mostDevices) f.refuse('too many devices')
  return rows.map((row) => {
    const device = row instanceof Uint8Array ? deviceIdFromBytes(row) : undefined
    return device ?? f.refuse('device')
  })
}

/** From the newest to the oldest, without holes between them: what is lacking is told as such. */
function partsFrom(f: Fields): readonly HistoryPart[] {
  const rows = f.array()
  if (rows.length > limits.parcelsPerHandover) f.refuse('too many parts')
  let before = highestPlace
  return rows.map((row) => {
    const part = new Fields(row, 'part of a history')
    const parcel = part.bytes(hashLength, hashLength)
    const [first, last] = [part.uint(highestPlace), part.uint(highestPlace)]
    const count = part.uint(limits.messagesPerHandover)
    const digest = part.bytes(hashLength, hashLength)
    part.end()
    if (first < 1 || first > last || last >= before) part.refuse('order')
    if (before !== highestPlace && last !== before - 1) part.refuse('hole')
    before = first
    return { parcel, first, last, count, digest }
  })
}

/** Rising, and none over another. */
function rangesFrom(f: Fields): readonly PlaceRange[] {
  const rows = f.array()
  if (rows.length > mostRanges) f.refuse('too many ranges')
  let before = 0
  return rows.map((row) => {
    const range = new Fields(row, 'range')
    const [first, last] = [range.uint(highestPlace), range.uint(highestPlace)]
    range.end()
    if (first <= before || first > last) range.refuse('order')
    before = last
    return { first, last }
  })
}

function rangesToCbor(ranges: readonly PlaceRange[]): Cbor {
  return ranges.map(({ first, last }) => [first, last])
}
