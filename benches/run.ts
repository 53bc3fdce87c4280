// `npm run bench`: all programs, one after the other, each as its own process; then one table. What was found is
// kept for each program in `benches/results/latest.json`, until that program is run again.
// `-- --only idle,relay` chooses. `-- --quick` makes every program short, and keeps nothing: its numbers say that
// the programs work, not more. `-- --write-docs` puts what is kept into docs/benchmarks.md, and runs nothing.

import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type Figure, isMet, tell } from './report/figure.ts'
import { describeCommit, describeMachine } from './report/measured.ts'
import { keepResult, readResults } from './report/results.ts'
import { runProgram } from './report/run-program.ts'
import { tellTable } from './report/table.ts'
import { writeDocs } from './report/write-docs.ts'

const programs = [
  'relay',
  'idle',
  'sign-in',
  'engine',
  'search',
  'start-up',
  'under-load',
  'new-device',
] as const

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
  if (programs.every((program) => results[program] === undefined)) {
    console.error('There are no results yet. Run "npm run bench" first.')
    process.exitCode = 1
    return
  }
  writeDocs(programs, results)
  console.log('docs/benchmarks.md holds the last results of each program.')
}

async function runAll(chosen: readonly string[]): Promise<void> {
  if (chosen.length === 0) {
    console.error(`There is no such program. There are ${programs.join(', ')}.`)
    process.exitCode = 2
    return
  }
  const measured = { commit: describeCommit(), machine: describeMachine(), load: loadavg()[0] ?? 0 }
  const figures: Figure[] = []
  const failed: string[] = []
  let total = 0
  for (const name of chosen) {
    console.log(`\n${name}`)
    const begun = new Date().toISOString()
    const ended = await runProgram(new URL(`./${name}.ts`, import.meta.url), values.quick ? ['--quick'] : [])
    const { ok, seconds } = ended
    console.log(`  ${seconds} s`)
    total += seconds
    figures.push(...ended.figures)
    if (!ok) failed.push(name)
    if (!values.quick) {
      keepResult(name, { begun, seconds, ...measured, figures: ended.figures, failed: !ok })
    }
  }
  console.log(`\n${tellTable(figures)}\n`)
  console.log(`${measured.machine}, load before ${tell(measured.load)}; ${total} s in all`)
  console.log(tellEnd(figures, failed))
  process.exitCode = failed.length > 0 ? 1 : 0
}

function tellEnd(figures: readonly Figure[], failed: readonly string[]): string {
  const verdicts = figures.map(isMet)
  const count = (verdict: boolean) => verdicts.filter((one) => one === verdict).length
  const broken = failed.length === 0 ? '' : ` Ended with an error: ${failed.join(', ')}.`
  const short = values.quick
    ? ' This was a quick run: its numbers say that the programs work, not more. Nothing was kept.'
    : ''
  return `${count(true)} targets met, ${count(false)} not met.${broken}${short}`
}
