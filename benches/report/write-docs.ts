// Puts the last results of all programs between the two marks of docs/benchmarks.md, so that no number there is
// typed by hand, and none stands there without when, of what and on what it was measured.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, isMet, tell } from './figure.ts'
import type { Result, Results } from './results.ts'
import { columns, rowOf } from './table.ts'

const page = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md')
const begin = '<!-- results: begin -->'
const end = '<!-- results: end -->'

export function writeDocs(programs: readonly string[], results: Results): void {
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new Error('docs/benchmarks.md has lost the marks of its results')
  const told = tellResults(programs, results)
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${told}\n${text.slice(to)}`)
}

/** The page's part that is made of results: the targets first, then each program. */
export function tellResults(programs: readonly string[], results: Results): string {
  const figures = programs.flatMap((program) => results[program]?.figures ?? [])
  const parts = programs.map((program) => tellProgram(program, results[program]))
  return [tellTargets(figures), ...parts].join('\n\n')
}

function tellTargets(figures: readonly Figure[]): string {
  const missed = figures.filter((figure) => isMet(figure) === false)
  const met = figures.filter((figure) => isMet(figure) === true).length
  if (missed.length === 0) return `**${met} targets met, none missed.**`
  const names = missed.map(({ bench, name }) => `${bench}: ${name}`).join('; ')
  return `**${met} targets met, ${missed.length} missed** (${names}).`
}

function tellProgram(program: string, result: Result | undefined): string {
  if (result === undefined) return `### ${program}\n\nNot measured yet.`
  const rows = [columns, columns.map(() => '---'), ...result.figures.map(rowOf)]
  const table = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  return [`### ${program}`, '', tellCircumstances(result), '', ...table].join('\n')
}

function tellCircumstances({ begun, seconds, commit, machine, load, failed }: Result): string {
  const of = commit === '' ? '' : ` at ${commit}`
  const broken = failed ? ' **It ended with an error, or was ended: figures are missing.**' : ''
  return `Measured ${begun.slice(0, 10)}${of} on ${machine}, in ${seconds} s; load before the run ${tell(load)}.${broken}`
}
