// `npm run crash -- [--kills N] [--seed N]`: kills servers and devices under load and says whether anything
// that was acknowledged is missing. Exit code 1 when something is.

import { parseArgs } from 'node:util'
import { runCrash } from './run-crash.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const started = Date.now()
const report = await runCrash({
  kills: Number(values.kills),
  seed: Number(values.seed),
  say: (line) => process.stdout.write(`${line}\n`),
})
const { kills, serverKills, acknowledged, conversations, faults } = report
process.stdout.write(
  `${kills} kills (${serverKills} of the server), ${acknowledged} messages acknowledged in ${conversations} conversations, ` +
    `${faults.length} faults, ${Math.round((Date.now() - started) / 1000)} s\n`,
)
for (const fault of faults) process.stdout.write(`  ${fault}\n`)
process.exitCode = faults.length === 0 ? 0 : 1
