// Finds the browser in which the end-to-end tests run, or installs one: what is there already, else Debian's
// package where that is possible, else Playwright's own download.

import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { inRoot, pinnedEnvironment, pinnedNode, SetupError, say } from './repository.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const windowlessNames = ['chromium-headless-shell', 'chrome-headless-shell']

/**
 * The path of a Chromium or Chrome, or undefined when Playwright brings its own.
 * Throws SetupError when there is none and none can be installed.
 * @returns {string | undefined}
 */
export function ensureBrowser() {
  const found = findBrowser(process.env)
  if (found !== undefined) {
    say(`Browser for the tests: ${found}`)
    return found
  }
  return installFromDebian() ?? installFromPlaywright()
}

/** CHROME_PATH when it names a program, else the first known name in PATH. */
export function findBrowser(/** @type {Record<string, string | undefined>} */ env) {
  const named = env.CHROME_PATH
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw new SetupError(`CHROME_PATH names ${named}, which is no program.`)
  }
  return findProgram(names, env)
}

/** The same engine without the windows around it, where there is one: enough for tests that look at pages alone. */
export function findWindowlessBrowser(/** @type {Record<string, string | undefined>} */ env) {
  return env.CHROME_PATH ? undefined : findProgram(windowlessNames, env)
}

/**
 * @param {readonly string[]} programs
 * @param {Record<string, string | undefined>} env
 */
function findProgram(programs, env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')
  return programs.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram)
}

function isProgram(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installFromDebian() {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return undefined
  say('No browser found; installing Debian’s chromium (apt-get) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quietly = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status
  if (quietly('install', '-y', 'chromium') !== 0) {
    quietly('update')
    quietly('install', '-y', 'chromium')
  }
  return findBrowser(process.env)
}

function installFromPlaywright() {
  say('No browser found; downloading Playwright’s Chromium …')
  const withLibraries = process.getuid?.() === 0 ? ['--with-deps'] : []
  const done = spawnSync(
    pinnedNode,
    [inRoot('node_modules/@playwright/test/cli.js'), 'install', ...withLibraries, 'chromium'],
    { stdio: ['ignore', 'inherit', 'inherit'], env: pinnedEnvironment() },
  )
  if (done.status === 0) return undefined
  throw new SetupError(
    'No browser for the tests: install Chromium or Chrome, or name one in CHROME_PATH, and try again.',
  )
}
