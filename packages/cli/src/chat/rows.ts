// One row of the screen as parts with a look, before anything is drawn: what the views make, and the tests read.

import { fitted, widthOf } from './cells.ts'

export type Look = 'plain' | 'dim' | 'bold' | 'name' | 'own' | 'good' | 'warn'

export type Part = { readonly text: string; readonly look: Look }
export type Row = readonly Part[]

export function part(text: string, look: Look = 'plain'): Part {
  return { text, look }
}

export function rowText(row: Row): string {
  return row.map(({ text }) => text).join('')
}

export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** The row in at most so many cells; what is too long ends with `…`. */
export function fittedRow(row: Row, width: number): Row {
  let left = width
  const kept: Part[] = []
  for (const { text, look } of row) {
    const shown = fitted(text, left)
    kept.push(part(shown, look))
    left -= widthOf(shown)
    if (shown !== text) break
  }
  return kept
}

/** One part at the left, one at the right end; the left one gives way. */
export function spread(left: Row, right: Row, width: number): Row {
  const end = fittedRow(right, width)
  const start = fittedRow(left, Math.max(0, width - rowWidth(end) - 1))
  return [...start, part(' '.repeat(Math.max(0, width - rowWidth(start) - rowWidth(end)))), ...end]
}
