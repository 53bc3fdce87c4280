// The whole of `npm test`: chooses the parts, runs them, adds up. Parts that are asked for by name run one after the
// other. Without a name the tests of the packages and those in browsers run beside each other: both wait a lot, and
// neither may depend on how busy a machine is.

import { ensureInstalled } from '../setup/install.mjs'
import { SetupError, say } from '../setup/repository.mjs'
import { makeScratch } from './scratch.mjs'
import { sum, summaryLine } from './tally.mjs'

const known = ['verify', 'unit', 'vectors', 'e2e', 'all']
// A build machine runs everything for everybody, however long it takes.
const isBuildMachine = (process.env.CI ?? '') !== ''
const everything = [['verify'], ['tests', 'e2e']]
const everyday = [['verify'], ['unit', 'e2e']]

export async function main(/** @type {string[]} */ asked) {
  const unknown = asked.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    say(`There is no part "${unknown}". The parts are ${known.join(', ')}; without a name all of them run.`)
    process.exitCode = 2
    return
  }
  const isEveryday = asked.length === 0 && !isBuildMachine
  if (isEveryday) say('Without the thorough tests, which build machines run: npm run test:all.')
  const tally = await run(groupsOf(asked, isEveryday), isEveryday)
  // The summary is the last line whatever stream it is read from, so everything else has gone before.
  process.stdout.write(`\n${summaryLine(tally)}\n`)
  process.exitCode = tally.failed === 0 ? 0 : 1
}

/** @returns {string[][]} */
function groupsOf(/** @type {string[]} */ asked, /** @type {boolean} */ isEveryday) {
  if (isEveryday) return everyday
  return asked.length === 0 || asked.includes('all') ? everything : asked.map((name) => [name])
}

/** Each group when the one before it has ended. */
async function run(/** @type {string[][]} */ groups, /** @type {boolean} */ isEveryday) {
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
        runPart(part, { isQuiet: at > 0, isEveryday, scratch: scratch.folder }),
      )
      tallies.push(...(await Promise.all(running)))
    }
  } finally {
    scratch.remove()
  }
  return sum(tallies)
}
