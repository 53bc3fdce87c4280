// Where in a text the words stand that were looked for, by the rules of the full text: beginnings of words, whatever their case
// or accents.

import { type SearchTerm, wordsIn } from './query.ts'

export type Piece = { readonly text: string; readonly found: boolean }

/** The words by which messages are found, folded. */
export function wantedWords(terms: readonly SearchTerm[]): readonly string[] {
  const words = terms.flatMap(({ meaning }) => ('words' in meaning ? meaning.words : []))
  return [...new Set(words.map(folded))]
}

/** The whole text again, in pieces. */
export function piecesFound(text: string, words: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  const add = (to: number, found: boolean) => {
    if (to > at) pieces.push({ text: text.slice(at, to), found })
    at = to
  }
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)) {
    const length = lengthFound(match[0], words)
    if (length === 0) continue
    add(match.index, false)
    add(match.index + length, true)
  }
  add(text.length, false)
  return pieces
}

/** Whether every word of the query begins a word of this text. */
export function holdsWords(text: string, query: string): boolean {
  const there = wordsIn(text).map(folded)
  return wordsIn(query)
    .map(folded)
    .every((word) => there.some((one) => one.startsWith(word)))
}

export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** How much of the beginning of a word was looked for. */
function lengthFound(word: string, words: readonly string[]): number {
  const whole = folded(word)
  const lengths = words.filter((one) => whole.startsWith(one)).map((one) => one.length)
  const longest = Math.max(0, ...lengths)
  let length = 0
  let seen = 0
  for (const letter of longest === 0 ? '' : word) {
    const more = folded(letter).length
    if (seen >= longest && more > 0) break
    seen += more
    length += letter.length
  }
  return length
}
