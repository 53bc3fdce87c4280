// Where the pages of one run of the tests are built, each once; gone when the run ends.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The environment's name for the folder. */
export const builtPages = 'SOTTO_BUILT_PAGES'

/** Playwright calls it before the first worker starts, and what it answers at the end. */
export default function prepare(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-pages-'))
  process.env[builtPages] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
