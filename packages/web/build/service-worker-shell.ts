// Tells the service worker which files make the app: every emitted file and every public one. The list
// and its digest replace a marker in `sw.js`, so that a new build is a new service worker.

import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { Plugin } from 'vite'

const marker = '__SOTTO_SHELL__'
const worker = 'sw.js'

/** The Vite plugin; it acts on builds alone. */
export function serviceWorkerShell(): Plugin {
  let publicFiles: string[] = []
  return {
    name: 'sotto:service-worker-shell',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicFiles = config.publicDir === '' ? [] : filesUnder(config.publicDir)
    },
    generateBundle(_options, bundle) {
      const chunk = bundle[worker]
      if (chunk?.type !== 'chunk') throw new Error(`${worker} is missing from the build`)
      const emitted = Object.keys(bundle).filter((name) => name !== worker)
      const shell = describeShell([...emitted, ...publicFiles], (name) => contentOf(bundle[name]))
      if (!chunk.code.includes(marker)) throw new Error(`${worker} has no ${marker} to fill`)
      chunk.code = chunk.code.replace(marker, JSON.stringify(shell))
    },
  }
}

/** The sorted paths to keep, and a version that changes when any name or content changes. */
export function describeShell(
  names: readonly string[],
  content: (name: string) => string | Uint8Array,
): { readonly version: string; readonly files: readonly string[] } {
  const kept = [...new Set(names)].filter((name) => !name.endsWith('.map')).sort()
  const hash = createHash('sha256')
  for (const name of kept) hash.update(name).update('\0').update(content(name))
  const files = kept.map((name) => `/${name === 'index.html' ? '' : name}`)
  return { version: hash.digest('hex').slice(0, 16), files }
}

function contentOf(file: { type: string; code?: string; source?: string | Uint8Array } | undefined) {
  return file?.code ?? file?.source ?? ''
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(directory.length + 1))
}
