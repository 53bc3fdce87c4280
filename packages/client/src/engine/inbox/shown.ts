// What of a message's content this version can show: texts, and of several parts those that are texts; and what it does to
// another message that it names.

import { type Expiration, isForwarded, type Meaning, type MessageId, type MimiContent } from '@sotto/wire'

/** As the kinds of items that come of messages are called in the store. */
export const saidTypes = ['message', 'edit', 'deletion', 'reaction', 'pin'] as const
export type SaidType = (typeof saidTypes)[number]

export type Said = {
  readonly type: SaidType
  /** Of a reaction the JSON of those it gives, of a pin `pin` or `unpin`, of a deletion nothing. */
  readonly text: string
  /** What an edit, a deletion, a reaction or a pin is about. */
  readonly target?: MessageId
  readonly unsupported?: string
  readonly inReplyTo?: MessageId
  readonly forwarded?: true
  /** It goes by itself; of what changes a message, as that message does (CT-21). */
  readonly expires?: Expiration
}

/** Of what does not decode, or says that it comes from elsewhere. */
export const unreadable: Said = { type: 'message', text: '', unsupported: 'unreadable' }

export function shown(meaning: Meaning, content: MimiContent): Said {
  const { expires } = content
  return { ...saidIn(meaning, content), ...(expires === undefined ? {} : { expires }) }
}

function saidIn(meaning: Meaning, content: MimiContent): Said {
  const { replaces, inReplyTo } = content
  const { text, unsupported } = wordsOf(meaning)
  if (replaces !== undefined && meaning.kind === 'deletion')
    return { type: 'deletion', text: '', target: replaces }
  if (replaces !== undefined && text !== '') return { type: 'edit', text, target: replaces }
  if (meaning.kind === 'reaction' && replaces === undefined && inReplyTo !== undefined)
    return { type: 'reaction', text: JSON.stringify(meaning.reactions), target: inReplyTo }
  if (meaning.kind === 'pin' && replaces === undefined && inReplyTo !== undefined)
    return { type: 'pin', text: meaning.pinned ? 'pin' : 'unpin', target: inReplyTo }
  const reply = inReplyTo === undefined ? {} : { inReplyTo }
  const forwarded = isForwarded(content) ? { forwarded: true as const } : {}
  return {
    type: 'message',
    text,
    ...(unsupported === undefined ? {} : { unsupported }),
    ...reply,
    ...forwarded,
  }
}

function wordsOf(meaning: Meaning): { readonly text: string; readonly unsupported?: string } {
  switch (meaning.kind) {
    case 'text':
      return { text: meaning.text }
    case 'several': {
      const texts = meaning.parts.map((part) => wordsOf(part).text).filter((text) => text !== '')
      return texts.length > 0 ? { text: texts.join('\n\n') } : { text: '', unsupported: 'several' }
    }
    case 'unsupported':
      return { text: '', unsupported: meaning.contentType }
    default:
      return { text: '', unsupported: meaning.kind }
  }
}
