// The whole of `npm test`: chooses the parts, runs them one after the other, adds up.

import { ensureInstalled } from '../setup/install.mjs'
import { SetupError, say } from '../setup/repository.mjs'
import { sum, summaryLine } from './tally.mjs'

const known = ['verify', 'unit', 'vectors', 'e2e']
const everything = ['verify', 'tests', 'e2e']

export async function main(/** @type {string[]} */ asked) {
  const unknown = asked.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    say(`There is no part "${unknown}". The parts are ${known.join(', ')}; without a name all of them run.`)
    process.exitCode = 2
    return
  }
  const tally = await run(asked.length === 0 ? everything : asked)
  // The summary is the last line whatever stream it is read from, so everything else has gone before.
  process.stdout.write(`\n${summaryLine(tally)}\n`)
  process.exitCode = tally.failed === 0 ? 0 : 1
}

async function run(/** @type {string[]} */ names) {
  try {
    ensureInstalled()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const { parts, runPart } = await import('./parts.mjs')
  const tallies = []
  for (const name of names) {
    const part = parts[name]
    if (part === undefined) throw new Error(`no part ${name}`)
    tallies.push(await runPart(part))
  }
  return sum(tallies)
}
