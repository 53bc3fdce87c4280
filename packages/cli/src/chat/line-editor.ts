// The text somebody is writing, and where the cursor stands in it. Pure: a key in, the next text out.
// The cursor counts whole characters (graphemes), never halves of an emoji.

export type Draft = { readonly before: readonly string[]; readonly after: readonly string[] }

/** What a key press does to the text, in the words of `useInput`. */
export type KeyPress = {
  readonly input: string
  readonly ctrl?: boolean
  readonly meta?: boolean
  readonly leftArrow?: boolean
  readonly rightArrow?: boolean
  readonly home?: boolean
  readonly end?: boolean
  readonly backspace?: boolean
  readonly delete?: boolean
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function draftOf(text: string): Draft {
  return { before: split(text), after: [] }
}

export function textOf(draft: Draft): string {
  return [...draft.before, ...draft.after].join('')
}

export function insert(draft: Draft, text: string): Draft {
  const clean = text.replace(/\r\n?/g, '\n')
  return { before: split(draft.before.join('') + clean), after: draft.after }
}

/** The draft after a key; the same one for a key that means nothing here. */
export function press(draft: Draft, key: KeyPress): Draft {
  const { before, after } = draft
  if (key.leftArrow === true) return moveTo(draft, before.length - 1)
  if (key.rightArrow === true) return moveTo(draft, before.length + 1)
  if (key.home === true || (key.ctrl === true && key.input === 'a')) return moveTo(draft, 0)
  if (key.end === true || (key.ctrl === true && key.input === 'e'))
    return moveTo(draft, Number.POSITIVE_INFINITY)
  if (key.backspace === true) return { before: before.slice(0, -1), after }
  if (key.delete === true) return { before, after: after.slice(1) }
  if (key.ctrl === true && key.input === 'u') return { before: [], after }
  if (key.ctrl === true && key.input === 'k') return { before, after: [] }
  if (key.ctrl === true && key.input === 'w') return { before: withoutLastWord(before), after }
  if (key.ctrl === true || key.meta === true || key.input === '') return draft
  return insert(draft, key.input)
}

function moveTo({ before, after }: Draft, cursor: number): Draft {
  const all = [...before, ...after]
  const at = Math.max(0, Math.min(all.length, cursor))
  return { before: all.slice(0, at), after: all.slice(at) }
}

function withoutLastWord(before: readonly string[]): string[] {
  return split(before.join('').replace(/\S*\s*$/u, ''))
}

function split(text: string): string[] {
  return [...graphemes.segment(text)].map((one) => one.segment)
}
