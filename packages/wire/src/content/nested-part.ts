// The body of a MIMI message: one part, or several within each other (draft-ietf-mimi-content-08
// §4.4). Unknown dispositions, media types and languages are kept as they are; only what the draft
// calls nonsensical is refused (spec/content.md CT-4).

import type { Cbor } from '../cbor.ts'
import { Fields } from './fields.ts'

/** The registered dispositions; any other number up to 255 is treated as `render`. */
export const dispositions = {
  unspecified: 0,
  render: 1,
  reaction: 2,
  profile: 3,
  inline: 4,
  icon: 5,
  attachment: 6,
  session: 7,
  preview: 8,
} as const

/** `chooseOne`: the receiver picks one part; `singleUnit`: all or none; `processAll`: each that it can. */
export type PartSemantics = 'chooseOne' | 'singleUnit' | 'processAll'
const semantics: readonly PartSemantics[] = ['chooseOne', 'singleUnit', 'processAll']

export type SinglePart = {
  readonly cardinality: 'single'
  /** An IANA media type with its parameters. */
  readonly contentType: string
  readonly content: Uint8Array
}

export type ExternalPart = {
  readonly cardinality: 'external'
  readonly contentType: string
  readonly url: string
  /** Seconds since 1970; 0 when the content doesn't expire. */
  readonly expires: number
  /** Bytes; 0 when not said. */
  readonly size: number
  /** IANA AEAD number, 0 for content in the clear. */
  readonly encAlg: number
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly aad: Uint8Array
  /** IANA named information hash number, 0 for none. */
  readonly hashAlg: number
  readonly contentHash: Uint8Array
  readonly description: string
  readonly filename: string
}

export type MultiPart = {
  readonly cardinality: 'multi'
  readonly semantics: PartSemantics
  /** Two or more. */
  readonly parts: readonly NestedPart[]
}

export type NestedPart = {
  /** 0 to 255, see `dispositions`. */
  readonly disposition: number
  /** Empty, or RFC 5646 tags separated by commas. */
  readonly language: string
} & ({ readonly cardinality: 'null' } | SinglePart | ExternalPart | MultiPart)

const numbers = { null: 0, single: 1, external: 2, multi: 3 } as const
const deepest = 4
const mostParts = 1024
const uint16 = 0xffff
const uint32 = 0xffff_ffff

export function nestedPartToCbor(part: NestedPart): Cbor {
  const head = [part.disposition, part.language, numbers[part.cardinality]]
  switch (part.cardinality) {
    case 'null':
      return head
    case 'single':
      return [...head, part.contentType, part.content]
    case 'external':
      return [...head, ...externalFields(part)]
    case 'multi':
      return [...head, semantics.indexOf(part.semantics), part.parts.map(nestedPartToCbor)]
  }
}

function externalFields(part: ExternalPart): readonly Cbor[] {
  return [
    part.contentType,
    part.url,
    part.expires,
    part.size,
    part.encAlg,
    part.key,
    part.nonce,
    part.aad,
    part.hashAlg,
    part.contentHash,
    part.description,
    part.filename,
  ]
}

/** At most 4 levels and 1024 parts; to be called inside `readingFields`. */
export function nestedPartFromCbor(value: Cbor): NestedPart {
  return readPart(value, { level: 1, count: { parts: 0 } })
}

type Place = { readonly level: number; readonly count: { parts: number } }

function readPart(value: Cbor, place: Place): NestedPart {
  const f = new Fields(value, 'part')
  if (place.level > deepest) f.refuse('nested too deeply')
  if (++place.count.parts > mostParts) f.refuse('too many')
  const head = { disposition: f.uint(255), language: f.text() }
  const part = { ...head, ...readBody(f, place) }
  f.end()
  return part
}

function readBody(
  f: Fields,
  place: Place,
): { readonly cardinality: 'null' } | SinglePart | ExternalPart | MultiPart {
  switch (f.uint(255)) {
    case numbers.null:
      return { cardinality: 'null' }
    case numbers.single:
      return { cardinality: 'single', contentType: f.text(), content: f.bytes(Infinity) }
    case numbers.external:
      return readExternal(f)
    case numbers.multi:
      return readMulti(f, place)
    default:
      return f.refuse('unknown cardinality')
  }
}

function readExternal(f: Fields): ExternalPart {
  return {
    cardinality: 'external',
    contentType: f.text(),
    url: f.text(),
    expires: f.uint(uint32),
    size: f.uint(Number.MAX_SAFE_INTEGER),
    encAlg: f.uint(uint16),
    key: f.bytes(Infinity),
    nonce: f.bytes(Infinity),
    aad: f.bytes(Infinity),
    hashAlg: f.uint(255),
    contentHash: f.bytes(Infinity),
    description: f.text(),
    filename: f.text(),
  }
}

function readMulti(f: Fields, place: Place): MultiPart {
  const chosen = semantics[f.uint(255)] ?? f.refuse('unknown semantics')
  const parts = f.array()
  if (parts.length < 2) f.refuse('too few')
  const within = { ...place, level: place.level + 1 }
  return { cardinality: 'multi', semantics: chosen, parts: parts.map((part) => readPart(part, within)) }
}
