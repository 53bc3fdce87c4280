// What a received message says, as far as this version understands it. Nothing is lost: what it does
// not understand is named `unsupported` and stays in the stored content for a later version
// (spec/content.md CT-11).

import { decodeCbor } from '../cbor-decode.ts'
import { limits } from '../limits.ts'
import { isReaction, leaveVersion, pinVersion } from './compose.ts'
import { decodeHistoryWord, type HistoryWord } from './history-word.ts'
import { mediaTypes, parseMediaType } from './media-type.ts'
import { decodeStatusReport, type MessageStatus } from './message-status.ts'
import type { MimiContent } from './mimi-content.ts'
import {
  dispositions,
  type ExternalPart,
  type MultiPart,
  type NestedPart,
  type SinglePart,
} from './nested-part.ts'
import { decodeProfileWord, type ToldProfile } from './profile-word.ts'

export type Meaning =
  | { readonly kind: 'text'; readonly text: string; readonly format: 'markdown' | 'plain' }
  | { readonly kind: 'reaction'; readonly reactions: readonly string[] }
  /** The message that `replaces` names is taken back. */
  | { readonly kind: 'deletion' }
  | { readonly kind: 'status'; readonly statuses: readonly MessageStatus[] }
  | { readonly kind: 'leave' }
  | { readonly kind: 'history'; readonly word: HistoryWord }
  | { readonly kind: 'profile'; readonly told: readonly ToldProfile[] }
  /** What `inReplyTo` names is pinned for everyone, or not any more. */
  | { readonly kind: 'pin'; readonly pinned: boolean }
  /** Several parts, each to be shown; at least one of them is understood. */
  | { readonly kind: 'several'; readonly parts: readonly Meaning[] }
  /** Something else: `contentType` says what, as far as its sender did. */
  | { readonly kind: 'unsupported'; readonly contentType: string }

/** Never fails: whatever decodes as content means something, if only `unsupported`. */
export function meaningOf(content: MimiContent): Meaning {
  if (content.body.cardinality === 'null') {
    return content.replaces === undefined ? unsupported('') : { kind: 'deletion' }
  }
  return meaningOfPart(content.body)
}

function meaningOfPart(part: NestedPart): Meaning {
  switch (part.cardinality) {
    case 'null':
      return unsupported('')
    case 'single':
      return part.disposition === dispositions.reaction ? meaningOfReaction(part) : meaningOfSingle(part)
    case 'external':
      return meaningOfExternal(part)
    case 'multi':
      return meaningOfMulti(part)
  }
}

function meaningOfSingle(part: SinglePart): Meaning {
  switch (parseMediaType(part.contentType).type) {
    case 'text/markdown':
    case 'text/plain':
      return meaningOfText(part)
    case mediaTypes.status: {
      const report = decodeStatusReport(part.content)
      return report.ok ? { kind: 'status', statuses: report.value } : unsupported(part.contentType)
    }
    case mediaTypes.leave:
      return isLeave(part.content) ? { kind: 'leave' } : unsupported(part.contentType)
    case mediaTypes.history: {
      const word = decodeHistoryWord(part.content)
      return word.ok ? { kind: 'history', word: word.value } : unsupported(part.contentType)
    }
    case mediaTypes.pin: {
      const pinned = pinIn(part.content)
      return pinned === undefined ? unsupported(part.contentType) : { kind: 'pin', pinned }
    }
    case mediaTypes.profile: {
      const told = decodeProfileWord(part.content)
      return told.ok ? { kind: 'profile', told: told.value } : unsupported(part.contentType)
    }
    default:
      return unsupported(part.contentType)
  }
}

function meaningOfText(part: SinglePart): Meaning {
  const { type, parameters } = parseMediaType(part.contentType)
  const charset = parameters.get('charset')?.toLowerCase() ?? 'utf-8'
  if (charset !== 'utf-8' && charset !== 'us-ascii') return unsupported(part.contentType)
  const text = part.content.length > limits.textBytes ? undefined : utf8(part.content)
  if (text === undefined) return unsupported(part.contentType)
  return { kind: 'text', text, format: type === 'text/markdown' ? 'markdown' : 'plain' }
}

function meaningOfReaction(part: SinglePart): Meaning {
  const meaning = meaningOfSingle(part)
  return meaning.kind === 'text' && isReaction(meaning.text)
    ? { kind: 'reaction', reactions: [meaning.text] }
    : unsupported(part.contentType)
}

function meaningOfExternal(part: ExternalPart): Meaning {
  return unsupported(part.contentType)
}

function meaningOfMulti(part: MultiPart): Meaning {
  const meanings = part.parts.map(meaningOfPart)
  const understood = meanings.filter((one) => one.kind !== 'unsupported')
  const [first] = understood
  if (first === undefined) return meanings[0] ?? unsupported('')
  switch (part.semantics) {
    case 'chooseOne':
      return first
    case 'singleUnit':
      return understood.length === meanings.length ? several(meanings) : unsupported(unknownType(meanings))
    case 'processAll':
      return several(meanings)
  }
}

/** Receipts, leave notices, pins and words about history and profiles count only as the whole of a message, so that none hides beside a text. */
function several(meanings: readonly Meaning[]): Meaning {
  const shown = meanings.map(withoutControl)
  const reactions = meanings.flatMap((one) => (one.kind === 'reaction' ? one.reactions : []))
  const onlyReactions = meanings.every((one) => one.kind === 'reaction')
  return onlyReactions ? { kind: 'reaction', reactions } : { kind: 'several', parts: shown }
}

function withoutControl(meaning: Meaning): Meaning {
  if (meaning.kind === 'status') return unsupported(mediaTypes.status)
  if (meaning.kind === 'history') return unsupported(mediaTypes.history)
  if (meaning.kind === 'profile') return unsupported(mediaTypes.profile)
  if (meaning.kind === 'pin') return unsupported(mediaTypes.pin)
  return meaning.kind === 'leave' ? unsupported(mediaTypes.leave) : meaning
}

function unknownType(meanings: readonly Meaning[]): string {
  const unknown = meanings.find((one) => one.kind === 'unsupported')
  return unknown?.kind === 'unsupported' ? unknown.contentType : ''
}

function isLeave(bytes: Uint8Array): boolean {
  const decoded = decodeCbor(bytes)
  return decoded.ok && Array.isArray(decoded.value) && decoded.value[0] === leaveVersion
}

function pinIn(bytes: Uint8Array): boolean | undefined {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value)) return undefined
  const [version, pinned] = decoded.value
  return version === pinVersion && (pinned === 0 || pinned === 1) ? pinned === 1 : undefined
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function unsupported(contentType: string): Meaning {
  return { kind: 'unsupported', contentType }
}
