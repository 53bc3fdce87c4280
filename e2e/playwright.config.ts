// How the end-to-end tests run: real Chromium against a real server that each test file starts for itself on
// a free port. `npm test -- e2e` names the browser in SOTTO_CHROMIUM; without it Playwright's own is used.

import { defineConfig } from '@playwright/test'
import { browserFlags } from './browser-flags.ts'

const executablePath = process.env.SOTTO_CHROMIUM

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: '../test-results',
  globalSetup: './built-pages.ts',
  fullyParallel: false,
  workers: 2,
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
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...browserFlags],
    },
  },
})
