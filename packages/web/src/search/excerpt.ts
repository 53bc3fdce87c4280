// The part of a message that shows why it was found, as one line of words.

import { piecesFound } from '@sotto/client/search'
import { plainPreview } from '../text/plain-preview.ts'

type Piece = ReturnType<typeof piecesFound>[number]

const length = 160
/** Characters before the first word that was found. */
const lead = 24

/** From a little before the first of these words; what the writer concealed stays concealed, and is not marked. */
export function excerpt(markdown: string, words: readonly string[]): readonly Piece[] {
  const whole = plainPreview(markdown, markdown.length)
  const [first] = piecesFound(whole, words)
  const at = first === undefined || first.found ? 0 : first.text.length
  if (at <= lead * 2 || at === whole.length) return piecesFound(cut(whole), words)
  const from = whole.indexOf(' ', at - lead) + 1
  return piecesFound(`…${cut(whole.slice(from === 0 || from > at ? at : from))}`, words)
}

function cut(text: string): string {
  const chars = Array.from(text)
  return chars.length > length ? `${chars.slice(0, length).join('')}…` : text
}
