// Builds the test pages as the app is built, and serves them on a free port.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'

export type ServedPages = { readonly url: string; close(): Promise<void> }

/** `name`: the folder of one page under `e2e/pages`. */
export async function servePages(name: string): Promise<ServedPages> {
  const root = join(import.meta.dirname, 'pages', name)
  const outDir = mkdtempSync(join(tmpdir(), 'sotto-pages-'))
  const shared = { root, configFile: false, logLevel: 'warn', build: { outDir, emptyOutDir: true } } as const
  await build({ ...shared, worker: { format: 'es' } })
  const server = await preview({ ...shared, preview: { port: 0, host: '127.0.0.1' } })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The pages are not served')
  return {
    url,
    async close() {
      await server.close()
      rmSync(outDir, { recursive: true })
    },
  }
}
