// The second half of `npm start`: sets up, starts the server, passes signals on to it and its exit code back.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { ensureAppBuilt } from './app.mjs'
import { ensureInstalled } from './install.mjs'
import { exitCodeOf, inRoot, pinnedEnvironment, pinnedNode, SetupError, say } from './repository.mjs'

export function serve(/** @type {string[]} */ args) {
  try {
    ensureInstalled()
    ensureAppBuilt()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exitCode = 1
    return
  }
  const child = spawn(
    pinnedNode,
    ['--disable-warning=ExperimentalWarning', inRoot('packages/server/src/main.ts'), ...args],
    { stdio: 'inherit', env: pinnedEnvironment() },
  )
  passSignals(child)
  followNpm(child)
  child.once('error', (error) => {
    say(`The server can't be started: ${error.message}`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => process.exit(exitCodeOf(code, signal)))
}

/** Ctrl-C on a terminal reaches the child by itself, as a member of our process group. */
function passSignals(/** @type {import('node:child_process').ChildProcess} */ child) {
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  process.on('SIGINT', () => {
    if (process.stdin.isTTY !== true) child.kill('SIGINT')
  })
}

/** npm that is told to end, or killed, does not always tell us: when it is gone, so is the wish for a server. */
function followNpm(/** @type {import('node:child_process').ChildProcess} */ child) {
  if (process.env.npm_lifecycle_event === undefined) return
  const before = ancestors()
  const watch = setInterval(() => {
    if (ancestors() === before) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
  watch.unref()
}

/** Our parent, and its parent where the system tells: npm puts a shell in between. */
function ancestors() {
  const parent = process.ppid
  try {
    const afterName = readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1)
    return `${parent} ${afterName?.split(' ')[1]}`
  } catch {
    return `${parent}`
  }
}
