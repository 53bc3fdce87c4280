// The text somebody is writing, and where the cursor stands in it, with the keys of readline. Pure: a key in, the
// next text out. The cursor counts whole characters (graphemes), never halves of an emoji.

import { charactersOf, widthOf, wrapped } from './cells.ts'

export type Draft = {
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** What was cut last, for Ctrl-Y. */
  readonly cut?: string | undefined
}

/** What a key press does to the text, in the words of `useInput`. */
export type KeyPress = {
  readonly input: string
  readonly ctrl?: boolean
  readonly meta?: boolean
  readonly shift?: boolean
  readonly leftArrow?: boolean
  readonly rightArrow?: boolean
  readonly upArrow?: boolean
  readonly downArrow?: boolean
  readonly pageUp?: boolean
  readonly pageDown?: boolean
  readonly home?: boolean
  readonly end?: boolean
  readonly return?: boolean
  readonly escape?: boolean
  readonly tab?: boolean
  readonly backspace?: boolean
  readonly delete?: boolean
}

export function draftOf(text: string): Draft {
  return { before: charactersOf(text), after: [] }
}

export function textOf(draft: Draft): string {
  return [...draft.before, ...draft.after].join('')
}

export function isEmpty({ before, after }: Draft): boolean {
  return before.length === 0 && after.length === 0
}

export function insert(draft: Draft, text: string): Draft {
  const clean = text.replace(/\r\n?/g, '\n')
  return { ...draft, before: charactersOf(draft.before.join('') + clean) }
}

/** The draft after a key; the same one for a key that means nothing here. */
export function press(draft: Draft, key: KeyPress): Draft {
  if (key.leftArrow === true)
    return key.ctrl || key.meta ? moveBy(draft, wordBefore(draft)) : moveBy(draft, -1)
  if (key.rightArrow === true)
    return key.ctrl || key.meta ? moveBy(draft, wordAfter(draft)) : moveBy(draft, 1)
  if (key.home === true) return moveBy(draft, lineBefore(draft))
  if (key.end === true) return moveBy(draft, lineAfter(draft))
  if (key.backspace === true) return key.meta ? cut(draft, wordBefore(draft)) : erase(draft, -1)
  if (key.delete === true) return erase(draft, 1)
  if (key.ctrl === true) return withCtrl(draft, key.input)
  if (key.meta === true) return withMeta(draft, key.input)
  // What a terminal sends for a key that nobody here knows is not text.
  if (key.input === '' || /^[[O][\d;?<]*[A-Za-z~]$/.test(key.input)) return draft
  return insert(draft, key.input)
}

function withCtrl(draft: Draft, input: string): Draft {
  switch (input) {
    case 'a':
      return moveBy(draft, lineBefore(draft))
    case 'e':
      return moveBy(draft, lineAfter(draft))
    case 'b':
      return moveBy(draft, -1)
    case 'd':
      return erase(draft, 1)
    case 'h':
      return erase(draft, -1)
    case 'k':
      return cut(draft, lineAfter(draft) || Math.min(1, draft.after.length))
    case 't':
      return swapped(draft)
    case 'u':
      return cut(draft, lineBefore(draft))
    case 'w':
      return cut(draft, spacedWordBefore(draft))
    case 'y':
      return insert(draft, draft.cut ?? '')
    default:
      return draft
  }
}

function withMeta(draft: Draft, input: string): Draft {
  switch (input) {
    case 'b':
      return moveBy(draft, wordBefore(draft))
    case 'f':
      return moveBy(draft, wordAfter(draft))
    case 'd':
      return cut(draft, wordAfter(draft))
    default:
      return draft
  }
}

/** One line up (-1) or down (1) as they are wrapped at this width; undefined where there is none. */
export function moveLine(draft: Draft, width: number, direction: 1 | -1): Draft | undefined {
  const all = [...draft.before, ...draft.after]
  const lines = wrapped(all, width)
  const at = lines.findLastIndex(({ from }) => from <= draft.before.length)
  const [here, there] = [lines[at], lines[at + direction]]
  if (here === undefined || there === undefined) return undefined
  const column = widthOf(all.slice(here.from, draft.before.length).join(''))
  const isLast = at + direction === lines.length - 1
  // The end of a line that goes on below is where the next one begins.
  const most = isLast || all[there.to] === '\n' ? there.to : there.to - 1
  let to = there.from
  while (to < most && widthOf(all.slice(there.from, to + 1).join('')) <= column) to++
  return moveBy(draft, to - draft.before.length)
}

function moveBy(draft: Draft, by: number): Draft {
  const all = [...draft.before, ...draft.after]
  const at = Math.max(0, Math.min(all.length, draft.before.length + by))
  return at === draft.before.length ? draft : { ...draft, before: all.slice(0, at), after: all.slice(at) }
}

function erase(draft: Draft, by: 1 | -1): Draft {
  return by === 1
    ? { ...draft, after: draft.after.slice(1) }
    : { ...draft, before: draft.before.slice(0, -1) }
}

function cut(draft: Draft, by: number): Draft {
  if (by === 0) return draft
  return by < 0
    ? { ...draft, before: draft.before.slice(0, by), cut: draft.before.slice(by).join('') }
    : { ...draft, after: draft.after.slice(by), cut: draft.after.slice(0, by).join('') }
}

/** The character before the cursor goes behind the one under it; at the end the last two change places. */
function swapped(draft: Draft): Draft {
  const { before, after } = pastNext(draft)
  const [first, second] = before.slice(-2)
  if (first === undefined || second === undefined) return draft
  return { ...draft, before: [...before.slice(0, -2), second, first], after }
}

function pastNext(draft: Draft): Draft {
  return draft.after.length === 0 ? draft : moveBy(draft, 1)
}

function lineBefore({ before }: Draft): number {
  return before.lastIndexOf('\n') + 1 - before.length
}

function lineAfter({ after }: Draft): number {
  const end = after.indexOf('\n')
  return end === -1 ? after.length : end
}

const inWord = /[\p{L}\p{N}\p{M}]/u

function wordBefore({ before }: Draft): number {
  let at = before.length
  while (at > 0 && !inWord.test(before[at - 1] ?? '')) at--
  while (at > 0 && inWord.test(before[at - 1] ?? '')) at--
  return at - before.length
}

function wordAfter({ after }: Draft): number {
  let at = 0
  while (at < after.length && !inWord.test(after[at] ?? '')) at++
  while (at < after.length && inWord.test(after[at] ?? '')) at++
  return at
}

function spacedWordBefore({ before }: Draft): number {
  let at = before.length
  while (at > 0 && /^\s$/.test(before[at - 1] ?? '')) at--
  while (at > 0 && !/^\s$/.test(before[at - 1] ?? '')) at--
  return at - before.length
}
