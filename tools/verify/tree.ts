// Reads the files of the clone that the rules look at: what git knows or would know, without what it ignores.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Files } from './house.ts'

const looked = /(?:^|\/)package\.json$|\.(?:ts|tsx|mts|mjs|js|jsx)$/

/** Paths relative to `root`. Without git (an unpacked archive) it throws with git's own words. */
export function listFiles(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
}

/** The sources and manifests under `packages`, `tools`, `benches` and `e2e`. */
export function readTree(root: string): Files {
  const files = listFiles(root).filter(
    (file) =>
      looked.test(file) && /^(?:packages|tools|benches|e2e)\//.test(file) && !file.includes('/vendor/'),
  )
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
}
