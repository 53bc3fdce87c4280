// The app as it is now, freshly built, and beside it the page that fills a profile, the one that the app is
// measured against, and the one that is a new device, in one folder that a server can serve: all must have the same origin to share a profile.

import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { build } from 'vite'

export const fillPath = '/bench/index.html'
export const barePath = '/bench/bare.html'
export const newDevicePath = '/bench/new-device.html'

export type BuiltApp = { readonly dir: string; remove(): void }

export async function buildApp(): Promise<BuiltApp> {
  const dir = freshFolder()
  const web = join(import.meta.dirname, '..', '..', 'packages', 'web')
  await build({
    root: web,
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: dir, emptyOutDir: true },
  })
  await buildPagesInto(dir)
  return { dir, remove: () => removeFolder(dir) }
}

/** The pages alone. */
export async function buildPages(): Promise<BuiltApp> {
  const dir = freshFolder()
  await buildPagesInto(dir)
  // a server serves a folder that has a first page
  copyFileSync(join(dir, newDevicePath), join(dir, 'index.html'))
  return { dir, remove: () => removeFolder(dir) }
}

async function buildPagesInto(dir: string): Promise<void> {
  const outDir = join(dir, 'bench')
  rmSync(outDir, { recursive: true, force: true })
  const root = join(import.meta.dirname, 'page')
  const input = ['index.html', 'bare.html', 'new-device.html'].map((page) => join(root, page))
  await build({
    root,
    base: '/bench/',
    configFile: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, rolldownOptions: { input } },
  })
}
