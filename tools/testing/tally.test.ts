import { expect, test } from 'vitest'
import { sum, summaryLine, tallyPlaywright, tallySteps, tallyVitest } from './tally.mjs'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
})

test('counts Vitest’s tests', () => {
  const report = {
    testResults: [file('failed', 'passed', 'failed'), file('passed', 'passed', 'pending', 'todo')],
  }
  expect(tallyVitest({ exitCode: 1, report })).toEqual({ passed: 2, failed: 1, skipped: 2 })
})

test('a file that could not be loaded is a failure', () => {
  const report = { testResults: [file('failed'), file('passed', 'passed')] }
  expect(tallyVitest({ exitCode: 1, report })).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test.each([
  ['Vitest', tallyVitest],
  ['Playwright', tallyPlaywright],
  ['our steps', tallySteps],
])('%s: no report, no tests, and an unexplained exit code are failures', (_name, tally) => {
  expect(tally({ exitCode: 137, report: undefined }).failed).toBe(1)
  expect(tally({ exitCode: 0, report: undefined }).failed).toBe(1)
  expect(tally({ exitCode: 0, report: {} }).failed).toBe(1)
  expect(tally({ exitCode: 0, report: 'nonsense' }).failed).toBe(1)
})

test('an error outside of any test is a failure', () => {
  const report = { testResults: [file('passed', 'passed')] }
  expect(tallyVitest({ exitCode: 1, report })).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('tests that were all skipped are not a success', () => {
  const report = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 3 } }
  expect(tallyPlaywright({ exitCode: 0, report })).toEqual({ passed: 0, failed: 1, skipped: 3 })
})

test('counts Playwright’s tests', () => {
  const report = { stats: { expected: 5, unexpected: 2, flaky: 1, skipped: 3 } }
  expect(tallyPlaywright({ exitCode: 1, report })).toEqual({ passed: 5, failed: 3, skipped: 3 })
})

test('counts steps', () => {
  const report = [{ name: 'a', ok: true }, { name: 'b', ok: false }, { name: 'c' }]
  expect(tallySteps({ exitCode: 1, report })).toEqual({ passed: 1, failed: 2, skipped: 0 })
})

test('sums, and says it in one line', () => {
  const tallies = [
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 0, skipped: 1 },
  ]
  expect(summaryLine(sum(tallies))).toBe('11 passed, 2 failed, 4 skipped')
})
