// `npm run bench`: all programs, one after the other, each as its own process; then one table, and the results
// in `benches/results/latest.json`. `-- --quick` makes every program short, `-- --only idle,relay` chooses.
// `-- --write-docs` puts the results of the last run into docs/benchmarks.md, and runs nothing.

import { parseArgs } from 'node:util'
import { isMet } from './report/figure.ts'
import { type Results, readResults, writeResults } from './report/results.ts'
import { runProgram } from './report/run-program.ts'
import { describeMachine, tellTable } from './report/table.ts'
import { writeDocs } from './report/write-docs.ts'

const programs = ['relay', 'idle', 'sign-in', 'engine', 'search', 'start-up'] as const

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
})

if (values['write-docs']) fillDocs()
else await runAll(programs.filter((name) => values.only?.split(',').includes(name) ?? true))

function fillDocs(): void {
  const results = readResults()
  if (results === undefined) {
    console.error('There are no results yet. Run "npm run bench" first.')
    process.exitCode = 1
    return
  }
  writeDocs(results)
  console.log('docs/benchmarks.md holds the results of the last run.')
}

async function runAll(chosen: readonly string[]): Promise<void> {
  if (chosen.length === 0) {
    console.error(`There is no such program. There are ${programs.join(', ')}.`)
    process.exitCode = 2
    return
  }
  const begun = new Date().toISOString()
  const figures: Results['figures'][number][] = []
  const failed: string[] = []
  for (const name of chosen) {
    console.log(`\n${name}`)
    const ended = await runProgram(new URL(`./${name}.ts`, import.meta.url), values.quick ? ['--quick'] : [])
    figures.push(...ended.figures)
    if (!ended.ok) failed.push(name)
  }
  const results: Results = { begun, quick: values.quick, machine: describeMachine(), figures, failed }
  writeResults(results)
  console.log(`\n${tellTable(figures)}\n\n${tellEnd(results)}`)
  process.exitCode = failed.length > 0 ? 1 : 0
}

function tellEnd({ figures, failed, machine, quick }: Results): string {
  const verdicts = figures.map(isMet)
  const count = (verdict: boolean) => verdicts.filter((one) => one === verdict).length
  const broken = failed.length === 0 ? '' : ` Ended with an error: ${failed.join(', ')}.`
  const short = quick ? ' This was a quick run: its numbers say that the programs work, not more.' : ''
  return `${machine}\n${count(true)} targets met, ${count(false)} not met.${broken}${short}`
}
