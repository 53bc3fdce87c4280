// `npm run sim -- --seeds N --from S --verbose`, or `-- --seed A --seed B`: runs simulated worlds and says which
// of them broke what. `--plain` leaves out what befalls machines and what people change of messages, as worlds were told before there was any of it;
// `--accounts` tells of people who come with more devices, lose some, and bring stores back from backups.
// `--open` beside either: of groups that let newcomers see what was written before; `--fleeting`: of messages that disappear.
// Ends with one line of numbers; exit code 1 when anything broke.

import { parseArgs } from 'node:util'
import { makeCast } from './cast.ts'
import { runAccounts } from './run-accounts.ts'
import { runSeed, type Verdict } from './run-seed.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', multiple: true, default: [] },
    from: { type: 'string', default: '1' },
    longest: { type: 'string', default: '80' },
    plain: { type: 'boolean', default: false },
    accounts: { type: 'boolean', default: false },
    open: { type: 'boolean', default: false },
    fleeting: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const [count, from] = [Number(values.seeds), Number(values.from)]
const range = Array.from({ length: Math.max(0, Math.floor(count) || 0) }, (_, n) => from + n)
const seeds = values.seed.length > 0 ? values.seed.map(Number) : range
if (seeds.length === 0 || !seeds.every((seed) => Number.isInteger(seed))) {
  process.stderr.write(
    'Usage: npm run sim -- [--seeds N] [--from S] [--seed S]… [--longest N] [--plain | --accounts] [--open] [--fleeting] [--verbose]\n',
  )
  process.exit(2)
}

const begun = performance.now()
const cast = await makeCast()
process.stdout.write(`cast in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
const bad: number[] = []
let entries = 0
for (const seed of seeds) {
  const verdict = await run(seed)
  entries += verdict.entries
  if (verdict.breaches.length > 0) bad.push(seed)
  report(verdict)
}
await cast.discard()
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
process.stdout.write(`${seeds.length} seeds, ${entries} entries, ${bad.length} failed in ${seconds} s\n`)
if (bad.length > 0) process.stdout.write(`failed: ${bad.join(' ')}\n`)
process.exitCode = bad.length > 0 ? 1 : 0

function run(seed: number): Promise<Verdict> {
  const [longest, isOpen, isFleeting] = [Number(values.longest), values.open, values.fleeting]
  // what newcomers are handed of changes is not known to the log, which they are held against
  const hasChanges = !values.plain && !isOpen
  if (values.accounts) return runAccounts(cast, seed, { longest, isOpen, hasChanges, isFleeting })
  return runSeed(cast, seed, { longest, isStruck: !values.plain, isOpen, hasChanges, isFleeting })
}

function report({ seed, breaches, log }: Verdict): void {
  const isShown = values.verbose || breaches.length > 0
  if (!isShown) return
  process.stdout.write(`seed ${seed}: ${breaches.length === 0 ? 'well' : `${breaches.length} breaches`}\n`)
  if (values.verbose) for (const line of log) process.stdout.write(`${line}\n`)
  for (const one of breaches) process.stdout.write(`  ${one}\n`)
}
