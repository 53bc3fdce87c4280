// Puts results between the two marks of docs/benchmarks.md, so that no number there is typed by hand.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Results } from './results.ts'
import { columns, rowOf } from './table.ts'

const page = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md')
const begin = '<!-- results: begin -->'
const end = '<!-- results: end -->'

export function writeDocs(results: Results): void {
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new Error('docs/benchmarks.md has lost the marks of its results')
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${tell(results)}\n${text.slice(to)}`)
}

function tell({ begun, quick, machine, figures, failed }: Results): string {
  const day = begun.slice(0, 10)
  const short = quick ? ' A quick run: its numbers say that the programs work, not more.' : ''
  const broken = failed.length === 0 ? '' : ` Ended with an error: ${failed.join(', ')}.`
  const rows = [columns, columns.map(() => '---'), ...figures.map(rowOf)]
  const table = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  return [`Measured ${day} on ${machine}.${short}${broken}`, '', ...table].join('\n')
}
