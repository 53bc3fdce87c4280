// Which patches the installed packages carry. npm knows nothing of them: after a pull that changed one, the
// packages would stay as they were. Run as a program, behind patch-package, it notes those of this clone.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './repository.mjs'

const noteIn = (/** @type {string} */ base) => path.join(base, 'node_modules', '.sotto-patches')

/** Notes that the patches under `base` are applied. */
export function notePatches(base = root) {
  writeFileSync(noteIn(base), digestOf(base))
}

/** Whether the packages carry the patches as they are now. */
export function arePatched(base = root) {
  try {
    return readFileSync(noteIn(base), 'utf8') === digestOf(base)
  } catch {
    return false
  }
}

function digestOf(/** @type {string} */ base) {
  const hash = createHash('sha256')
  const folder = path.join(base, 'patches')
  const names = readdirSync(folder).filter((name) => name.endsWith('.patch'))
  for (const name of names.sort()) {
    const content = readFileSync(path.join(folder, name))
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) notePatches()
