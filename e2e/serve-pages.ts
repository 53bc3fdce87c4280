// Builds pages as the app is built, and serves them on a free port: those of the tests, and the app's gallery.

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type InlineConfig, loadConfigFromFile, type Plugin, preview } from 'vite'
import { builtPages } from './built-pages.ts'

export type ServedPages = { readonly url: string; close(): Promise<void> }

/** `name`: the folder of one page under `e2e/pages`. */
export function servePages(name: string): Promise<ServedPages> {
  return serve(name, { root: join(import.meta.dirname, 'pages', name), worker: { format: 'es' } })
}

/** The app over an engine in memory, in any state that the address asks for: `gallery.html#world=…`. */
export async function serveGallery(): Promise<ServedPages> {
  const root = join(import.meta.dirname, '..', 'packages', 'web')
  const path = join(root, 'vite.config.ts')
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, path)
  if (loaded === null) throw new Error('The app has no build')
  const plugins = (loaded.config.plugins ?? []).flat().filter((plugin) => !isOurs(plugin))
  const input = join(root, 'gallery.html')
  const served = await serve('gallery', {
    ...{ root, plugins },
    build: { target: 'es2023', rolldownOptions: { input } },
  })
  // browsers have passkeys at names alone
  return { ...served, url: served.url.replace('127.0.0.1', 'localhost') }
}

/** What looks after the service worker and the delivery of the whole app. */
function isOurs(plugin: unknown): boolean {
  return (plugin as Plugin | undefined)?.name?.startsWith('sotto:') === true
}

async function serve(name: string, config: InlineConfig): Promise<ServedPages> {
  const shared = { ...config, configFile: false, logLevel: 'warn' } as const
  const { folder, isOwn } = await builtOnce(name, (outDir) =>
    build({ ...shared, build: { ...config.build, outDir, emptyOutDir: true } }),
  )
  const server = await preview({
    ...shared,
    build: { ...config.build, outDir: folder },
    preview: { port: 0, host: '127.0.0.1' },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The pages are not served')
  return {
    url,
    async close() {
      await server.close()
      if (isOwn) rmSync(folder, { recursive: true })
    },
  }
}

type Build = (outDir: string) => Promise<unknown>

/** In a run of the tests whoever needs a page first builds it for all (built-pages.ts). */
async function builtOnce(name: string, build: Build): Promise<{ folder: string; isOwn: boolean }> {
  const home = process.env[builtPages]
  const folder = home === undefined ? mkdtempSync(join(tmpdir(), 'sotto-pages-')) : join(home, name)
  if (home === undefined) await build(folder)
  else while (!existsSync(folder)) await buildForAll(folder, build)
  return { folder, isOwn: home === undefined }
}

/** Of several that make the same folder one builds; the others wait a moment. */
async function buildForAll(folder: string, build: Build): Promise<void> {
  const turn = `${folder}.turn`
  try {
    mkdirSync(turn)
  } catch {
    return new Promise((resolve) => setTimeout(resolve, 50))
  }
  const unfinished = `${folder}.unfinished`
  try {
    if (existsSync(folder)) return
    await build(unfinished)
    renameSync(unfinished, folder)
  } finally {
    rmdirSync(turn)
  }
}
