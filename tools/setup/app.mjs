// Builds the browser app when its sources have changed since the last build. A stamp over the content of
// everything that goes into it decides, so that a second start costs one quick read of the sources.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, root, runNpm, SetupError, say } from './repository.mjs'

const sources = ['packages/web', 'packages/client', 'packages/crypto', 'packages/wire', 'patches']
const alone = ['package-lock.json', 'tsconfig.base.json']
const skipped = new Set(['node_modules', 'dist', 'dev-dist', 'test-results'])

/** Builds when needed. Throws SetupError when the build fails. */
export function ensureAppBuilt() {
  const stampFile = inRoot('.cache', 'app-build')
  const stamp = stampOf(root)
  if (existsSync(inRoot('packages/web/dist/index.html')) && readStamp(stampFile) === stamp) return
  say('Building the app …')
  rmSync(stampFile, { force: true })
  const code = runNpm(['run', 'build', '--workspace', 'packages/web', '--silent', '--', '--logLevel', 'warn'])
  if (code !== 0) throw new SetupError(`The app did not build (exit code ${code}); the reason is above.`)
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

/** SHA-256 over paths and contents of what the build reads under `base`, as hex. */
export function stampOf(/** @type {string} */ base) {
  const hash = createHash('sha256')
  const files = [...sources.flatMap((folder) => filesUnder(base, folder)), ...alone].sort()
  for (const file of files) {
    const content = readIfThere(path.join(base, file))
    if (content === undefined) continue
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/**
 * @param {string} base
 * @param {string} folder
 * @returns {string[]}
 */
function filesUnder(base, folder) {
  const full = path.join(base, folder)
  if (!existsSync(full)) return []
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) return []
    const inside = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesUnder(base, inside) : [inside]
  })
}

function readIfThere(/** @type {string} */ file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

function readStamp(/** @type {string} */ file) {
  return readIfThere(file)?.toString('utf8')
}
