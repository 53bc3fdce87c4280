// What is being written as rows of a given width, and where the cursor stands in them.

import { harmlessLine } from '../terminal/harmless.ts'
import { widthOf, wrapped } from './cells.ts'
import type { Draft } from './line-editor.ts'

export type ComposerRows = {
  readonly rows: readonly string[]
  readonly cursor: { readonly x: number; readonly y: number }
}

/** At most `most` rows: those around the cursor. A pasted control character is shown as a picture of itself. */
export function composerRows({ before, after }: Draft, width: number, most: number): ComposerRows {
  const all = [...before, ...after].map((one) => (one === '\n' ? one : harmlessLine(one)))
  const lines = wrapped(all, width)
  const at = Math.max(
    0,
    lines.findLastIndex(({ from }) => from <= before.length),
  )
  const from = lines[at]?.from ?? 0
  const x = Math.min(width, widthOf(all.slice(from, before.length).join('')))
  const first = Math.max(0, Math.min(at - Math.floor(most / 2), lines.length - most))
  return {
    rows: lines
      .slice(first, first + most)
      .map((line) => within(all.slice(line.from, line.to).join(''), width)),
    cursor: { x, y: at - first },
  }
}

/** Spaces at the edge are not seen. */
function within(line: string, width: number): string {
  return widthOf(line) > width ? line.trimEnd() : line
}
