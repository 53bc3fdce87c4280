// Where things are in the clone, and how a child process of it is run. Plain JavaScript without any
// dependency, because these files run before anything is installed, on whatever Node the machine has.

import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

export const inRoot = (/** @type {string[]} */ ...parts) => path.join(root, ...parts)

/** The pinned Node that the lock file brings; it exists after an install. */
export const pinnedNode = inRoot(
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)

/** A sentence for people about something that ends the program; it is shown without a stack. */
export class SetupError extends Error {}

/**
 * The environment in which `node` and every tool of the clone are the pinned ones, and what Node compiles is kept where
 * the server and the terminal keep it.
 */
export function pinnedEnvironment(/** @type {Record<string, string>} */ extra = {}) {
  const bin = inRoot('node_modules', '.bin')
  return {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: inRoot('node_modules', '.cache', 'compiled'),
    ...extra,
  }
}

/** How this machine's npm is called: the one that started us, else the one in PATH. */
export function npmCommand(/** @type {string[]} */ args) {
  const started = process.env.npm_execpath
  if (started?.endsWith('.js')) {
    return { command: process.execPath, args: [started, ...args], shell: false }
  }
  return { command: 'npm', args, shell: process.platform === 'win32' }
}

/** Runs npm to its end with its output shown. Returns the exit code. */
export function runNpm(/** @type {string[]} */ args) {
  const npm = npmCommand(args)
  const done = spawnSync(npm.command, npm.args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: npm.shell,
    env: process.env,
  })
  if (done.error !== undefined) throw new SetupError(`npm can't be started: ${done.error.message}`)
  return exitCodeOf(done.status, done.signal)
}

/**
 * Runs the pinned Node to its end, with our terminal. Resolves to the exit code, 128 plus the number
 * of the signal when one ended it. What is `isQuiet` is shown whole when it has ended.
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, stdin?: 'inherit' | 'ignore', isQuiet?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function runPinned(args, options = {}) {
  const out = options.isQuiet ? 'pipe' : 'inherit'
  const child = spawn(pinnedNode, args, {
    cwd: root,
    stdio: [options.stdin ?? 'ignore', out, out],
    env: pinnedEnvironment(options.env),
  })
  /** @type {Buffer[]} */
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.stderr.write(Buffer.concat(said))
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  if (code !== null) return code
  return 128 + (signal === null ? 0 : constants.signals[signal])
}

export function say(/** @type {string} */ sentence) {
  process.stderr.write(`${sentence}\n`)
}
