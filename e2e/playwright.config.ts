// How the end-to-end tests run: real Chromium against a real server that each test file starts for itself on
// a free port. `npm test -- e2e` names the browser in SOTTO_CHROMIUM; without it Playwright's own is used. What only
// looks at pages may run in a browser without windows, which SOTTO_HEADLESS_SHELL names.

import { availableParallelism } from 'node:os'
import { defineConfig } from '@playwright/test'
import { browserFlags } from './browser-flags.ts'

const program = process.env.SOTTO_CHROMIUM
const windowless = process.env.SOTTO_HEADLESS_SHELL ?? program
const pagesAlone = ['**/screens.e2e.ts', '**/timeline.e2e.ts']

const startedBy = (executablePath: string | undefined) => ({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: [...browserFlags],
})

export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'pages', testMatch: pagesAlone, use: { launchOptions: startedBy(windowless) } },
    {
      name: 'people',
      ...{ testMatch: '**/*.e2e.ts', testIgnore: pagesAlone },
      use: { launchOptions: startedBy(program) },
    },
  ],
  outputDir: '../test-results',
  globalSetup: './built-pages.ts',
  fullyParallel: false,
  // One more than there are cores, for when one of them waits; each has a browser of its own.
  workers: Math.min(4, availableParallelism() + 1),
  forbidOnly: process.env.CI !== undefined,
  // Generous: a busy machine is slow, not wrong.
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // A trace of everything takes a quarter of all the work; `--trace on` makes one of what has failed.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
