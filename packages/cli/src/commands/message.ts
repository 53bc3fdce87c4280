// How one message, and what somebody changes of one, is shown: the JSON of the contract, and a line for people.

import type { EngineEvent, MessageSnapshot } from '@sotto/client'
import { plainMentions } from '@sotto/wire'
import { harmless, harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'

/**
 * `{type, conversation, id, from, text, at, state}`, in this order: a stable contract. After them, where there is something
 * to tell: `replyTo` (an id), `edited` (when), `deleted` (true), `expires` (`{after, at}`: seconds, and when), `reactions`
 * (`[{reaction, by}]`), `forwarded`, `pinned` and `starred` (true).
 */
export function messageResult(message: MessageSnapshot): object {
  const {
    type,
    conversation,
    id,
    from,
    text,
    at,
    state,
    inReplyTo,
    edited,
    deleted,
    expires,
    reactions,
    forwarded,
    pinned,
    starred,
  } = message
  return {
    ...{ type, conversation, id, from, text, at, state },
    ...(inReplyTo === undefined ? {} : { replyTo: inReplyTo }),
    ...(edited === undefined ? {} : { edited: edited.at }),
    ...(deleted === undefined ? {} : { deleted: true }),
    ...(expires === undefined ? {} : { expires }),
    ...(reactions.length === 0 ? {} : { reactions: reactions.map(({ reaction, by }) => ({ reaction, by })) }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(starred === undefined ? {} : { starred }),
  }
}

/** `where`: the conversation's name, when several are mixed. */
export function messageLine(message: MessageSnapshot, style: Style, where?: string): string {
  const place = where === undefined || where === message.from ? '' : style.dim(` in ${harmlessLine(where)}`)
  const state = message.mine ? style.dim(` [${message.state}]`) : ''
  const head = `${style.dim(timeText(message.at))} ${style.name(message.from)}${place}${state}`
  const marks = [
    ...(message.starred === undefined ? [] : ['★']),
    ...(message.pinned === undefined ? [] : ['(pinned)']),
    ...(message.forwarded === undefined ? [] : ['(forwarded)']),
    ...(message.edited === undefined ? [] : ['(edited)']),
    ...(message.expires === undefined ? [] : ['(disappears)']),
    ...message.reactions.map(({ reaction, by }) => `${harmlessLine(reaction)} ${by.length}`),
  ]
  const after = marks.length === 0 ? '' : style.dim(`  ${marks.join('  ')}`)
  return `${head}:${quoteText(message, style)} ${wordsOf(message, style)}${after}`
}

function wordsOf({ text, unsupported, deleted }: MessageSnapshot, style: Style): string {
  if (deleted !== undefined) return style.dim('(deleted)')
  return unsupported === undefined
    ? harmless(plainMentions(text)).replaceAll('\n', '\n    ')
    : style.warn(`(${harmlessLine(unsupported)})`)
}

const quoteLength = 40

function quoteText({ quote }: MessageSnapshot, style: Style): string {
  if (quote === undefined) return ''
  if (quote.kind === 'missing') return style.dim(' (in reply to a message that is not here)')
  if (quote.kind === 'deleted') return style.dim(` (in reply to ${quote.from}: deleted)`)
  const letters = Array.from(harmlessLine(plainMentions(quote.text)))
  const text = letters.length > quoteLength ? `${letters.slice(0, quoteLength).join('')}…` : letters.join('')
  return style.dim(` (in reply to ${quote.from}: ${text})`)
}

type Change = Extract<EngineEvent, { readonly type: 'change' }>

/** `{type, conversation, id, by, at, change}`, and `text` or `reaction` where there is one. */
export function changeResult({ type, conversation, id, by, at, what }: Change): object {
  const { kind, ...said } = what
  return { type, conversation, id, by, at, change: kind, ...said }
}

export function changeLine({ by, at, id, what }: Change, style: Style): string {
  const head = `${style.dim(timeText(at))} ${style.name(by)}`
  switch (what.kind) {
    case 'edited':
      return `${head} ${style.dim(`edited ${id}:`)} ${harmless(plainMentions(what.text)).replaceAll('\n', '\n    ')}`
    case 'deleted':
    case 'pinned':
    case 'unpinned':
      return `${head} ${style.dim(`${what.kind} ${id}`)}`
    case 'reacted':
      return `${head} ${style.dim('reacted')} ${harmlessLine(what.reaction)} ${style.dim(`to ${id}`)}`
    case 'unreacted':
      return `${head} ${style.dim('took back')} ${harmlessLine(what.reaction)} ${style.dim(`from ${id}`)}`
  }
}
