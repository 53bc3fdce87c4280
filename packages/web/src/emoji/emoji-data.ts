// The emoji, their names and the words they are found by, as Emojibase has them. Loaded with the first picker.

import data from 'emojibase-data/en/data.json'
import type { EmojiData } from 'frimousse'

/** Newer ones are missing from the fonts of systems that are a few years old, and would be boxes. */
const newest = 15

/** Emojibase's groups, in its order; its third one holds parts of emoji alone. */
const groups = [
  [0, 'smileys'],
  [1, 'people'],
  [3, 'nature'],
  [4, 'food'],
  [5, 'travel'],
  [6, 'activities'],
  [7, 'things'],
  [8, 'symbols'],
  [9, 'flags'],
] as const

const tones = ['light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const
type Skins = Record<(typeof tones)[number], string>

type Words = {
  readonly group: (group: (typeof groups)[number][1]) => string
  readonly tone: (tone: (typeof tones)[number]) => string
}

/** `words`: how groups and tones of skin are called. */
export function emojiData(words: Words): EmojiData {
  return {
    locale: 'en',
    emojis: data.flatMap((one) => {
      if (one.group === undefined || one.group === 2 || one.version > newest) return []
      const skins = skinsOf(one.skins)
      return {
        emoji: qualified(one.emoji),
        category: one.group,
        label: one.label,
        version: one.version,
        tags: one.tags ?? [],
        ...(skins === undefined ? {} : { skins }),
      }
    }),
    categories: groups.map(([index, group]) => ({ index, label: words.group(group) })),
    skinTones: Object.fromEntries(tones.map((tone) => [tone, words.tone(tone)])) as Skins,
  }
}

/** As Unicode recommends it for interchange: Emojibase asks for the picture also where it is what everybody shows. */
function qualified(emoji: string): string {
  const bare = emoji.replaceAll('\ufe0f', '')
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji
}

/** One for each tone; what two people of different tones do has more, and stays in yellow. */
function skinsOf(skins: (typeof data)[number]['skins']): Skins | undefined {
  const found = tones.map((_, at) => skins?.find(({ tone }) => tone === at + 1)?.emoji)
  if (found.includes(undefined)) return undefined
  return Object.fromEntries(tones.map((tone, at) => [tone, found[at]])) as Skins
}
