// What of a message's content this version can show: texts, and of several parts those that are texts.

import type { Meaning, MimiContent } from '@sotto/wire'
import type { MessageSnapshot } from '../../api/messages.ts'

export type Shown = Pick<MessageSnapshot, 'text' | 'unsupported' | 'inReplyTo'>

/** Of what does not decode, or says that it comes from elsewhere. */
export const unreadable: Shown = { text: '', unsupported: 'unreadable' }

export function shown(meaning: Meaning, content: MimiContent): Shown {
  const reply = content.inReplyTo === undefined ? {} : { inReplyTo: content.inReplyTo }
  const { text, unsupported } = wordsOf(meaning)
  return { text, ...(unsupported === undefined ? {} : { unsupported }), ...reply }
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
