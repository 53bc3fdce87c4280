// Brings node_modules to what package-lock.json says, and does nothing when it is there already. It
// compares versions and patches, not file times, so that a pull, a branch switch or an install by hand is
// seen rightly.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { arePatched, notePatches } from './patches.mjs'
import { inRoot, pinnedNode, root, runNpm, SetupError, say } from './repository.mjs'

/** @typedef {{ version?: string, link?: boolean, resolved?: string, optional?: boolean, peer?: boolean }} LockEntry */
/** @typedef {{ packages?: Record<string, LockEntry> }} Lock */

/** Installs what is missing. Throws SetupError when that is impossible. */
export function ensureInstalled() {
  const wanted = readLock(inRoot('package-lock.json'))
  if (wanted === undefined) throw new SetupError('package-lock.json is missing or damaged; clone again.')
  const present = readLock(inRoot('node_modules', '.package-lock.json'))
  if (present === undefined || !satisfies(present, wanted) || !arePatched()) {
    say('Installing what package-lock.json names (npm ci) …')
    const code = runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    if (code !== 0) throw new SetupError(`npm ci failed with exit code ${code}; its output is above.`)
  }
  ensurePinnedNode()
}

/** An install without lifecycle scripts leaves out the pinned Node and our patches; both are made up for. */
function ensurePinnedNode() {
  if (existsSync(pinnedNode)) return
  say('Fetching the pinned Node …')
  const quietly = /** @type {const} */ (['ignore', 'ignore', 'inherit'])
  const installer = { cwd: inRoot('node_modules', 'node'), stdio: [...quietly] }
  spawnSync(process.execPath, ['installArchSpecificPackage.js'], installer)
  if (!existsSync(pinnedNode)) {
    throw new SetupError(
      `There is no Node for ${process.platform} on ${process.arch} in the npm package "node", or it can't be fetched.`,
    )
  }
  const patcher = inRoot('node_modules', 'patch-package', 'index.js')
  const patched = spawnSync(process.execPath, [patcher, '--error-on-fail'], {
    cwd: root,
    stdio: [...quietly],
  })
  if (patched.status !== 0) throw new SetupError('The patches in ./patches could not be applied; see above.')
  notePatches()
}

/**
 * Whether what is installed (npm's hidden lock file) is what the lock file wants. Optional packages
 * may be absent, since most are for other platforms.
 * @param {Lock} present
 * @param {Lock} wanted
 */
export function satisfies(present, wanted) {
  return Object.entries(wanted.packages ?? {}).every(([place, entry]) => {
    if (!place.includes('node_modules/')) return true
    const found = present.packages?.[place]
    if (found === undefined) return entry.optional === true
    return entry.link === true
      ? found.link === true && found.resolved === entry.resolved
      : found.version === entry.version
  })
}

/**
 * @param {string} file
 * @returns {Lock | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
