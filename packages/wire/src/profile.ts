// What a profile and a status say, inside their seals (spec/profiles.md PR-7 to PR-10): their form, their bounds, and
// which names are refused because they would pass for something else on a screen.

import { encodeCbor } from './cbor.ts'
import { decodeCbor } from './cbor-decode.ts'
import { Fields, readingFields, unfit } from './content/fields.ts'
import type { Malformed, Result } from './errors.ts'
import { limits } from './limits.ts'

/** Who is given the key: those one talks to, or, through the server, everyone who has an account on it. */
export type ProfileAudience = 'people' | 'everyone'

/** What somebody says of themselves. What they don't say is the empty text. */
export type ProfileFacts = {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly location: string
  readonly pronouns: string
}

export type Profile = ProfileFacts & {
  /** JPEG, PNG or WebP; no bytes for none. */
  readonly picture: Uint8Array
  readonly audience: ProfileAudience
}

/** What somebody has chosen; whether they are there is the gateway's to say (P). */
export type StatusKind = 'none' | 'away' | 'busy'

export type PersonStatus = {
  readonly kind: StatusKind
  /** One character as people see it, or nothing. */
  readonly emoji: string
  readonly text: string
  /** Milliseconds since 1970; 0: until it is changed. */
  readonly until: number
}

export type ProfileField = keyof ProfileFacts

/** Characters as people see them (Unicode UAX 29), and bytes of UTF-8. */
export const profileBounds: Readonly<Record<ProfileField | 'status', { characters: number; bytes: number }>> =
  {
    name: { characters: 64, bytes: 256 },
    title: { characters: 100, bytes: 400 },
    about: { characters: 512, bytes: 2048 },
    location: { characters: 100, bytes: 400 },
    pronouns: { characters: 40, bytes: 160 },
    status: { characters: 80, bytes: 320 },
  }
const fields = ['name', 'title', 'about', 'location', 'pronouns'] as const satisfies readonly ProfileField[]
const audiences: readonly ProfileAudience[] = ['people', 'everyone']
const statusKinds: readonly StatusKind[] = ['none', 'away', 'busy']
const emojiBytes = 64

/**
 * What turns the direction of what follows, can't be seen, or is no character: with it one name passes for another.
 * Joiners stay, since emoji and several scripts need them.
 */
const deceptive =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]|\u034f|\u17b4|\u17b5/u
/** More marks on one letter than any language writes; they reach into the lines above and below. */
const piled = /\p{M}{5}/u
/** A joiner that joins nothing. */
const loose = /(^|[\s\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](\s|$)/u

export type FieldProblem = 'too_long' | 'not_text'

/** As it is stored: composed, without space around it, every other space a plain one. */
export function tidyText(text: string, lines: 'one' | 'many' = 'one'): string {
  const composed = text.normalize('NFC')
  const plain = lines === 'many' ? composed.replace(/\r\n?/g, '\n') : composed.replace(/[\r\n]+/g, ' ')
  return plain.replace(/[\p{Zs}\t]+/gu, ' ').trim()
}

/** Why nobody may say this of themselves; undefined when they may. */
export function problemOfField(field: ProfileField | 'status', text: string): FieldProblem | undefined {
  const { characters, bytes } = profileBounds[field]
  if (new TextEncoder().encode(text).length > bytes || charactersOf(text) > characters) return 'too_long'
  const lines = field === 'about' ? text.replaceAll('\n', ' ') : text
  const isTidy = text === tidyText(text, field === 'about' ? 'many' : 'one')
  if (!isTidy || deceptive.test(lines) || piled.test(text) || loose.test(text)) return 'not_text'
  return text === '' || /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? undefined : 'not_text'
}

/** Nothing, or one emoji as people see it. */
export function isStatusEmoji(text: string): boolean {
  if (text === '') return true
  if (new TextEncoder().encode(text).length > emojiBytes || charactersOf(text) !== 1) return false
  return /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text)
}

/** What a picture is, by its first bytes; anything else is none. */
export function pictureTypeOf(bytes: Uint8Array): 'image/jpeg' | 'image/png' | 'image/webp' | undefined {
  const begins = (text: string, at = 0) =>
    [...text].every((one, index) => bytes[at + index] === one.charCodeAt(0))
  if (begins('\xff\xd8\xff')) return 'image/jpeg'
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png'
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : undefined
}

export function encodeProfile(profile: Profile): Uint8Array {
  const texts = fields.map((field) => profile[field])
  return encodeCbor([...texts, profile.picture, audiences.indexOf(profile.audience)])
}

/** Refuses what is out of bounds, or would pass for something else; what a later version adds is passed over. */
export function decodeProfile(bytes: Uint8Array): Result<Profile, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  return readingFields(() => {
    const f = new Fields(decoded.value, 'profile')
    const text = (field: ProfileField) => {
      const value = f.text()
      return problemOfField(field, value) === undefined ? value : f.refuse(field)
    }
    const facts = {
      name: text('name'),
      title: text('title'),
      about: text('about'),
      location: text('location'),
      pronouns: text('pronouns'),
    }
    const picture = f.bytes(limits.pictureBytes)
    if (picture.length > 0 && pictureTypeOf(picture) === undefined) f.refuse('picture')
    const audience = audiences[f.uint(255)] ?? f.refuse('audience')
    return { ...facts, picture, audience }
  })
}

export function encodeStatus({ kind, emoji, text, until }: PersonStatus): Uint8Array {
  return encodeCbor([statusKinds.indexOf(kind), emoji, text, until])
}

export function decodeStatus(bytes: Uint8Array): Result<PersonStatus, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  return readingFields(() => {
    const f = new Fields(decoded.value, 'status')
    const kind = statusKinds[f.uint(255)] ?? 'none'
    const [emoji, text, until] = [f.text(), f.text(), f.uint(Number.MAX_SAFE_INTEGER)]
    if (!isStatusEmoji(emoji) || problemOfField('status', text) !== undefined) unfit('status: text')
    return { kind, emoji, text, until }
  })
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Up to one more than any bound asks about, so that a long text costs no more than a short one. */
function charactersOf(text: string): number {
  let count = 0
  for (const _ of segmenter.segment(text)) if (++count > 1000) break
  return count
}

/** Letters of other scripts that nobody tells from these by looking (a choice from Unicode UTS 39). */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['aаα', 'bЬв', 'cсϲ', 'dԁ', 'eеε', 'gɡ', 'hһн', 'iіιıl1|', 'jј', 'kкκ', 'mм', 'nո', 'oоοσ0', 'pрρ'],
    ['qԛ', 'rг', 'sѕ5', 'tтτ', 'uυս', 'vνѵ', 'wԝω', 'xхχ', 'yуγ', 'zᴢ2'],
  ]
    .flat()
    .flatMap((group) => {
      const [first = '', ...others] = [...group]
      return others.map((other) => [other.toLowerCase(), first])
    }),
)

/** The same for names that can hardly be told apart. */
export function skeletonOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  const letters = plain.replace(/[^\p{L}\p{N}|]+/gu, '')
  return [...(letters === '' ? plain : letters)].map((one) => lookalikes[one] ?? one).join('')
}
