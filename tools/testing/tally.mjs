// What the test runners reported, as three numbers. Holds always: a runner that crashed, wrote no report,
// ran nothing, or ended with an error that no test accounts for, counts as a failure.

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ exitCode: number, report: unknown }} Finished `report` is the parsed JSON, undefined when there is none */

/** @type {Tally} */
export const nothing = { passed: 0, failed: 0, skipped: 0 }
const oneFailure = { passed: 0, failed: 1, skipped: 0 }

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
    }),
    nothing,
  )
}

/** The line that ends every run. */
export function summaryLine(/** @type {Tally} */ tally) {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`
}

/**
 * Vitest's JSON reporter. A file that fails without a failing test (it could not be loaded) counts as one.
 * @param {Finished} finished
 * @returns {Tally}
 */
export function tallyVitest({ exitCode, report }) {
  const files = list(field(report, 'testResults')).map((file) => {
    const tests = list(field(file, 'assertionResults')).map((test) => field(test, 'status'))
    const failed = tests.filter((status) => status === 'failed').length
    const broken = field(file, 'status') === 'failed' && failed === 0
    const passed = tests.filter((status) => status === 'passed').length
    return { passed, failed: failed + (broken ? 1 : 0), skipped: tests.length - passed - failed }
  })
  return accountedFor(sum(files), exitCode)
}

/**
 * Playwright's JSON reporter. No test has a second try; if one had, to need it would be to fail.
 * @param {Finished} finished
 * @returns {Tally}
 */
export function tallyPlaywright({ exitCode, report }) {
  const stats = field(report, 'stats')
  const tally = {
    passed: count(field(stats, 'expected')),
    failed: count(field(stats, 'unexpected')) + count(field(stats, 'flaky')),
    skipped: count(field(stats, 'skipped')),
  }
  return accountedFor(tally, exitCode)
}

/**
 * Our own runners: a list of `{ name, ok }`.
 * @param {Finished} finished
 * @returns {Tally}
 */
export function tallySteps({ exitCode, report }) {
  const steps = list(report).map((step) => field(step, 'ok') === true)
  const passed = steps.filter(Boolean).length
  return accountedFor({ passed, failed: steps.length - passed, skipped: 0 }, exitCode)
}

/**
 * @param {Tally} tally
 * @param {number} exitCode
 * @returns {Tally}
 */
function accountedFor(tally, exitCode) {
  const ranNothing = tally.passed + tally.failed === 0
  const unexplained = exitCode !== 0 && tally.failed === 0
  return ranNothing || unexplained ? sum([tally, oneFailure]) : tally
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown}
 */
function field(value, name) {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

/** @returns {unknown[]} */
function list(/** @type {unknown} */ value) {
  return Array.isArray(value) ? value : []
}

function count(/** @type {unknown} */ value) {
  return typeof value === 'number' ? value : 0
}
