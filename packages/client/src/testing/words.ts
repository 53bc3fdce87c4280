// A made-up language for long histories: words by rank, the first ones common and the last ones rare, as in
// real ones, so that a search finds as much as it would.

import type { Random } from '../ports.ts'

export const wordCount = 5000
const consonants = 'bdfgklmnprst'
const vowels = 'aeiou'
const syllables = consonants.length * vowels.length

/** The word of this rank, from 0, the most common, to `wordCount` - 1. */
export function wordOf(rank: number): string {
  const first = rank % syllables
  const rest = Math.floor(rank / syllables)
  // Common words are short.
  return rest === 0 ? syllable(first) + syllable((first * 7) % syllables) : wordOf(rest - 1) + syllable(first)
}

function syllable(number: number): string {
  const consonant = consonants[number % consonants.length] ?? ''
  return consonant + (vowels[Math.floor(number / consonants.length)] ?? '')
}

/** Numbers from 0 to 1 that look random, out of one strong seed. */
export function fractions(random: Random): () => number {
  let state = random.bytes(4).reduce((number, byte) => (number << 8) | byte, 0) | 1
  return () => {
    // xorshift (Marsaglia 2003): quick, and nothing here is a secret
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** A sentence of 3 to 24 words; a word of rank n comes about 1/n as often as the first (Zipf). */
export function sentence(next: () => number): string {
  const length = 3 + Math.floor(next() * 22)
  const rank = () => Math.floor(wordCount ** next()) - 1
  return Array.from({ length }, () => wordOf(rank())).join(' ')
}
