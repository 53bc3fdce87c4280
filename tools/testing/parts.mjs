// The parts of `npm test`: what each needs, how its runner is called, and how its report is read.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ensureAppBuilt } from '../setup/app.mjs'
import { ensureBrowser, findWindowlessBrowser } from '../setup/browser.mjs'
import { inRoot, runPinned, SetupError, say } from '../setup/repository.mjs'
import { tallyPlaywright, tallySteps, tallyVitest } from './tally.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */
/** @typedef {import('./tally.mjs').Finished} Finished */
/** @typedef {{ args: string[], env?: Record<string, string> }} Call */
/** @typedef {(report: string, isEveryday: boolean) => Call} MakeCall `isEveryday`: without the thorough tests */
/** @typedef {{ title: string, call: MakeCall, tally: (finished: Finished) => Tally }} Part */

const vitest = inRoot('node_modules/vitest/vitest.mjs')
const playwright = inRoot('node_modules/@playwright/test/cli.js')

const jsonTo = (/** @type {string} */ report) => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]

/** @type {Record<string, Part>} */
const parts = {
  verify: {
    title: 'Static checks',
    call: (report) => ({ args: [inRoot('tools/verify/main.ts'), '--report', report] }),
    tally: tallySteps,
  },
  unit: {
    title: 'Tests of the packages',
    call: (report, isEveryday) => {
      // Some tests start the server with the app, or the terminal against it.
      ensureAppBuilt()
      const tags = isEveryday ? ['--tagsFilter', '!thorough'] : []
      return { args: [vitest, 'run', '--project', '!vectors', ...tags, ...jsonTo(report)] }
    },
    tally: tallyVitest,
  },
  vectors: {
    title: 'Public test vectors',
    call: (report) => ({ args: [vitest, 'run', '--project', 'vectors', ...jsonTo(report)] }),
    tally: tallyVitest,
  },
  // both of the above in one run, in which no core waits for the other's last file
  tests: {
    title: 'Tests of the packages, public test vectors',
    call: (report) => {
      ensureAppBuilt()
      return { args: [vitest, 'run', ...jsonTo(report)] }
    },
    tally: tallyVitest,
  },
  e2e: {
    title: 'Real browsers, real server',
    call: (report, isEveryday) => {
      const browser = ensureBrowser()
      const windowless = findWindowlessBrowser(process.env)
      ensureAppBuilt()
      return {
        args: [
          ...[playwright, 'test', '--config', inRoot('e2e/playwright.config.ts'), '--reporter=list,json'],
          ...(isEveryday ? ['--grep-invert', '@thorough'] : []),
        ],
        env: {
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          // what it makes of the tests' sources, which outlives the run
          PWTEST_CACHE_DIR: inRoot('node_modules', '.cache', 'playwright'),
          ...(browser === undefined ? {} : { SOTTO_CHROMIUM: browser }),
          ...(browser === undefined || windowless === undefined ? {} : { SOTTO_HEADLESS_SHELL: windowless }),
        },
      }
    },
    tally: tallyPlaywright,
  },
}

export function partsNamed(/** @type {string[]} */ names) {
  return names.map((name) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`no part ${name}`)
    return part
  })
}

/**
 * Runs one part to its end. Never throws: what goes wrong is in the tally and has been said.
 * @param {Part} part
 * @param {{ isQuiet: boolean, isEveryday: boolean, scratch: string }} how `scratch`: the folder for what tests write
 * @returns {Promise<Tally>}
 */
export async function runPart(part, { isQuiet, isEveryday, scratch }) {
  say(`\n── ${part.title} ──${isQuiet ? ' (beside it; shown at its end)' : ''}`)
  const folder = mkdtempSync(path.join(scratch, 'report-'))
  const report = path.join(folder, 'report.json')
  try {
    const call = part.call(report, isEveryday)
    const exitCode = await runPinned(call.args, { env: { TMPDIR: scratch, ...call.env }, isQuiet })
    const tally = part.tally({ exitCode, report: readReport(report) })
    if (exitCode !== 0) say(`${part.title}: the runner ended with exit code ${exitCode}.`)
    return tally
  } catch (error) {
    say(error instanceof SetupError ? error.message : String(error))
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns {unknown} */
function readReport(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
