// The messages that Sotto itself writes, as MIMI content (spec/content.md CT-5 to CT-10). The caller
// brings the salt, 16 random bytes, because this package holds no randomness.

import { encodeCbor } from '../cbor.ts'
import { ok, type Refusal, type Result, refuse } from '../errors.ts'
import { idBytes, type MessageId } from '../ids.ts'
import { limits } from '../limits.ts'
import { encodeHistoryWord, type HistoryWord } from './history-word.ts'
import { mediaTypes } from './media-type.ts'
import { encodeStatusReport, type MessageStatus, statusesPerReport } from './message-status.ts'
import {
  afterKey,
  type Expiration,
  type Extensions,
  forwardedKey,
  type MimiContent,
  treeHeadKey,
} from './mimi-content.ts'
import { dispositions, type NestedPart } from './nested-part.ts'
import { type After, type Origin, originExtensions } from './origin.ts'
import { encodeProfileWord, type ToldProfile } from './profile-word.ts'

/** What every message has: where it comes from and its salt. */
export type Heading = {
  readonly origin: Origin
  /** 16 fresh random bytes. */
  readonly salt: Uint8Array
  /** A signed head of the key log, for whoever reads to compare with theirs (CT-12). */
  readonly treeHead?: Uint8Array
  /** The newest message that the writer had when it was written (CT-14). */
  readonly after?: After
  /** The text is that of another message (CT-26). */
  readonly forwarded?: boolean
}

export type TextDraft = Heading & {
  /** Markdown in the GFM-MIMI variant. */
  readonly text: string
  readonly inReplyTo?: MessageId
  /** The first version of the message that this text edits. */
  readonly replaces?: MessageId
  readonly expires?: Expiration
}

/** A text message, a reply, or an edit. `too_large` over `limits.textBytes`, `bad_request` when empty. */
export function textMessage(draft: TextDraft): Result<MimiContent, Refusal> {
  const text = new TextEncoder().encode(draft.text)
  if (text.length === 0) return refuse('bad_request', 'The message is empty.')
  if (text.length > limits.textBytes) return refuse('too_large', 'The message is too long.')
  const body = single(dispositions.render, mediaTypes.markdown, text)
  return ok(message(draft, body, draft))
}

export type ReactionDraft = Heading & {
  /** One emoji, or what stands for one. */
  readonly reaction: string
  readonly inReplyTo: MessageId
  /** That of the message (CT-21). */
  readonly expires?: Expiration
}

const reactionBytes = 64

/** Something to be seen, in one line, no longer than any emoji (CT-7). */
export function isReaction(text: string): boolean {
  const bytes = new TextEncoder().encode(text).length
  return bytes <= reactionBytes && /[^\p{Z}\p{Cf}]/u.test(text) && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
}

/** A reaction to a message. `bad_request` for what is none. */
export function reactionMessage(draft: ReactionDraft): Result<MimiContent, Refusal> {
  if (!isReaction(draft.reaction)) return refuse('bad_request', 'That is not a reaction.')
  const text = new TextEncoder().encode(draft.reaction)
  return ok(message(draft, single(dispositions.reaction, mediaTypes.plain, text), draft))
}

/** Pins a message for everyone in the conversation, or takes the pin away (CT-25). */
export function pinMessage(
  draft: Heading & {
    readonly inReplyTo: MessageId
    readonly pinned: boolean
    /** That of the message (CT-21). */
    readonly expires?: Expiration
  },
): MimiContent {
  const content = encodeCbor([pinVersion, draft.pinned ? 1 : 0])
  return message(draft, single(dispositions.unspecified, mediaTypes.pin, content), draft)
}

/** Takes back a message, or a reaction, of one's own: `replaces` its first version by nothing. */
export function deletionMessage(
  draft: Heading & { readonly replaces: MessageId; readonly expires?: Expiration },
): MimiContent {
  return message(draft, { disposition: dispositions.render, language: '', cardinality: 'null' }, draft)
}

/** Receipts for messages of this conversation. `too_many` over `statusesPerReport`: send several. */
export function statusReport(
  draft: Heading & { readonly statuses: readonly MessageStatus[] },
): Result<MimiContent, Refusal> {
  if (draft.statuses.length > statusesPerReport) return refuse('too_many', 'Too many receipts in one report.')
  const content = encodeStatusReport(draft.statuses)
  return ok(message(draft, single(dispositions.unspecified, mediaTypes.status, content), {}))
}

/** The sealed word of a member that it leaves; without it nobody removes anybody (C-5). */
export function leaveNotice(heading: Heading): MimiContent {
  return message(heading, single(dispositions.unspecified, mediaTypes.leave, encodeCbor([leaveVersion])), {})
}

/** A word about history that a newcomer may see (CT-13). */
export function historyMessage(heading: Heading, word: HistoryWord): MimiContent {
  return message(heading, single(dispositions.unspecified, mediaTypes.history, encodeHistoryWord(word)), {})
}

/** Whose profile opens with which key (PR-3). */
export function profileMessage(heading: Heading, told: readonly ToldProfile[]): MimiContent {
  return message(heading, single(dispositions.unspecified, mediaTypes.profile, encodeProfileWord(told)), {})
}

export const leaveVersion = 1
export const pinVersion = 1

type Behaviour = Pick<MimiContent, 'replaces' | 'inReplyTo' | 'expires'>

function message(
  heading: Heading,
  body: NestedPart,
  { replaces, inReplyTo, expires }: Behaviour,
): MimiContent {
  return {
    salt: heading.salt,
    ...(replaces === undefined ? {} : { replaces }),
    topicId: new Uint8Array(0),
    ...(expires === undefined ? {} : { expires }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    extensions: extensionsOf(heading),
    body,
  }
}

function extensionsOf({ origin, treeHead, after, forwarded }: Heading): Extensions {
  return new Map([
    ...originExtensions(origin),
    ...(treeHead === undefined ? [] : [[treeHeadKey, treeHead] as const]),
    ...(forwarded === true ? [[forwardedKey, 1] as const] : []),
    ...(after === undefined ? [] : [[afterKey, [after.place, idBytes(after.id)]] as const]),
  ])
}

function single(disposition: number, contentType: string, content: Uint8Array): NestedPart {
  return { disposition, language: '', cardinality: 'single', contentType, content }
}
