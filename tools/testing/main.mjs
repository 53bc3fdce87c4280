// The whole of `npm test`: chooses the parts, runs them, adds up. Parts that are asked for by name run one after the
// other. Without a name the tests of the packages and those in browsers run beside each other: both wait a lot, and
// neither may depend on how busy a machine is.

import { ensureInstalled } from '../setup/install.mjs'
import { SetupError, say } from '../setup/repository.mjs'
import { makeScratch } from './scratch.mjs'
import { sum, summaryLine } from './tally.mjs'

const known = ['verify', 'unit', 'vectors', 'e2e']
// The slow public vectors are of cipher suites that Sotto does not use: a build machine runs them for everybody.
const isBuildMachine = (process.env.CI ?? '') !== ''
const everything = [['verify'], [isBuildMachine ? 'tests' : 'unit', 'e2e']]

export async function main(/** @type {string[]} */ asked) {
  const unknown = asked.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    say(`There is no part "${unknown}". The parts are ${known.join(', ')}; without a name all of them run.`)
    process.exitCode = 2
    return
  }
  const isShort = asked.length === 0 && !isBuildMachine
  if (isShort) say('Without the slow public test vectors: npm run test:vectors.')
  const tally = await run(asked.length === 0 ? everything : asked.map((name) => [name]))
  // The summary is the last line whatever stream it is read from, so everything else has gone before.
  process.stdout.write(`\n${summaryLine(tally)}\n`)
  process.exitCode = tally.failed === 0 ? 0 : 1
}

/** Each group when the one before it has ended. */
async function run(/** @type {string[][]} */ groups) {
  try {
    ensureInstalled()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const { partsNamed, runPart } = await import('./parts.mjs')
  const scratch = makeScratch()
  const tallies = []
  try {
    for (const names of groups) {
      // one of them has the terminal; what the others say is shown when they have ended
      const running = partsNamed(names).map((part, at) =>
        runPart(part, { isQuiet: at > 0, scratch: scratch.folder }),
      )
      tallies.push(...(await Promise.all(running)))
    }
  } finally {
    scratch.remove()
  }
  return sum(tallies)
}
