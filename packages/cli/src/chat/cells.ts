// Text measured in the cells of a terminal, with the widths that the drawing library uses. Whatever is cut or
// wrapped here is cut between whole characters (graphemes), so that no mark leaves its letter and no emoji is halved.

import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function charactersOf(text: string): string[] {
  if (/^[\n\u0020-\u007e]*$/.test(text)) return text.split('')
  return [...segmenter.segment(text)].map((one) => one.segment)
}

export function widthOf(text: string): number {
  return stringWidth(text)
}

/** From the first character to before the last, of the characters that were given. */
export type Span = { readonly from: number; readonly to: number }

/**
 * The lines that characters make at a width, broken at line feeds, at spaces where there are any, else anywhere. Each
 * character is in exactly one line, but for the line feeds, which end theirs.
 */
export function wrapped(characters: readonly string[], width: number): Span[] {
  const lines: Span[] = []
  let from = 0
  let used = 0
  let space = -1
  for (const [index, character] of characters.entries()) {
    if (character === '\n') {
      lines.push({ from, to: index })
      ;[from, used, space] = [index + 1, 0, -1]
      continue
    }
    const cells = widthOf(character)
    if (used + cells > width && index > from) {
      // A space at the edge stays on its line, unseen.
      if (character === ' ') {
        space = index
        continue
      }
      const to = space >= from ? space + 1 : index
      lines.push({ from, to })
      ;[from, used, space] = [to, widthOf(characters.slice(to, index).join('')), -1]
    }
    used += cells
    if (character === ' ') space = index
  }
  lines.push({ from, to: characters.length })
  return lines
}

/** The lines of a text at a width; spaces at their ends are left out. */
export function linesOf(text: string, width: number): string[] {
  const characters = charactersOf(text.replaceAll('\t', '    '))
  // One character may be wider than the line, when somebody has heaped marks upon it.
  return wrapped(characters, Math.max(1, width)).map(({ from, to }) =>
    fitted(characters.slice(from, to).join('').trimEnd(), width),
  )
}

/** The text, or its beginning with `…`, in at most so many cells. */
export function fitted(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  if (width <= 0) return ''
  let kept = ''
  let used = 1
  for (const character of charactersOf(text)) {
    used += widthOf(character)
    if (used > width) break
    kept += character
  }
  return `${kept}…`
}

/** The same, filled up with spaces to exactly so many cells. */
export function padded(text: string, width: number): string {
  const shown = fitted(text, width)
  return shown + ' '.repeat(Math.max(0, width - widthOf(shown)))
}
