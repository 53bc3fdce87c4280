// The figures of a run as rows of text, for the terminal and for the page.

import { type Figure, isMet, ratioOf, tell, tellTarget } from './figure.ts'

export const columns = ['Program', 'Figure', 'Ours', 'Compared with', 'Ratio', 'Target', 'Met'] as const
export type Row = readonly [string, string, string, string, string, string, string]

export function rowOf(figure: Figure): Row {
  const { bench, name, ours, unit, limit, target } = figure
  const ratio = ratioOf(figure)
  const met = isMet(figure)
  return [
    bench,
    name,
    `${tell(ours)} ${unit}`,
    limit === undefined ? '' : `${limit.name}: ${tell(limit.value)}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    target === undefined ? '' : tellTarget(target),
    met === undefined ? '' : met ? 'yes' : 'no',
  ]
}

export function tellTable(figures: readonly Figure[]): string {
  const rows: readonly (readonly string[])[] = [columns, ...figures.map(rowOf)]
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
