// A message's Markdown as one line of words, for lists, quotes and announcements. It only has to read
// well; the real rendering is the timeline's.

import { plainMentions } from '@sotto/wire'

const rules: readonly (readonly [RegExp, string])[] = [
  [/```[^\n]*\n?/g, ' '],
  [/!?\[([^\]]*)\]\([^)]*\)/g, '$1'],
  [/^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?|\d+\.\s+)/gm, ''],
  [/(\*\*|__|~~)(?=\S)(.+?)\1/g, '$2'],
  [/(?<![\w*])[*_](?=\S)([^*_\n]+?)[*_](?![\w*])/g, '$1'],
  [/`([^`]+)`/g, '$1'],
  [/\s+/g, ' '],
]

/** A spoiler, and code, in which nothing is one. What opens with bars and isn't closed here may be closed further on. */
const codeOrSpoiler = /(`+)[\s\S]*?\1|\\\||\|\|(?=\S)[\s\S]*?(?:\S\|\||$)/g

const concealed = '▒▒▒▒'

/** At most `length` characters; longer texts end in an ellipsis. What the writer concealed stays concealed. */
export function plainPreview(markdown: string, length = 160): string {
  const head = plainMentions(markdown.slice(0, length * 4 + 200))
    .slice(0, length * 4)
    .replace(codeOrSpoiler, (found) => (found.startsWith('||') ? concealed : found))
  const words = rules.reduce((text, [pattern, by]) => text.replace(pattern, by), head).trim()
  const chars = Array.from(words)
  return chars.length > length ? `${chars.slice(0, length - 1).join('')}…` : words
}

/** Whether rendering as Markdown could differ from showing the text as it is. */
export function looksPlain(text: string): boolean {
  return !/[*_`~#>[\]|<&\\]|^\s*(?:[-+]|\d+[.)])\s|^(?: {4}|\t)|^\s*[-=]{2,}\s*$|https?:|www\.|\S@\S|@[a-z0-9]|\n\s*\n/im.test(
    text,
  )
}
