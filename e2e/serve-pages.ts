// Builds pages as the app is built, and serves them on a free port: those of the tests, and the app's gallery.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type InlineConfig, loadConfigFromFile, type Plugin, preview } from 'vite'

export type ServedPages = { readonly url: string; close(): Promise<void> }

/** `name`: the folder of one page under `e2e/pages`. */
export function servePages(name: string): Promise<ServedPages> {
  return serve({ root: join(import.meta.dirname, 'pages', name), worker: { format: 'es' } })
}

/** The app over an engine in memory, in any state that the address asks for: `gallery.html#world=…`. */
export async function serveGallery(): Promise<ServedPages> {
  const root = join(import.meta.dirname, '..', 'packages', 'web')
  const path = join(root, 'vite.config.ts')
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, path)
  if (loaded === null) throw new Error('The app has no build')
  const plugins = (loaded.config.plugins ?? []).flat().filter((plugin) => !isOurs(plugin))
  const input = join(root, 'gallery.html')
  const served = await serve({ root, plugins, build: { target: 'es2023', rolldownOptions: { input } } })
  // browsers have passkeys at names alone
  return { ...served, url: served.url.replace('127.0.0.1', 'localhost') }
}

/** What looks after the service worker and the delivery of the whole app. */
function isOurs(plugin: unknown): boolean {
  return (plugin as Plugin | undefined)?.name?.startsWith('sotto:') === true
}

async function serve(config: InlineConfig): Promise<ServedPages> {
  const outDir = mkdtempSync(join(tmpdir(), 'sotto-pages-'))
  const shared = {
    ...config,
    configFile: false,
    logLevel: 'warn',
    build: { ...config.build, outDir, emptyOutDir: true },
  } as const
  await build(shared)
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
