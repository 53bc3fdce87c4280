// The app as it is now, freshly built, and beside it the page that fills a profile, in one folder that a
// server can serve: both must have the same origin to share a profile.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { build } from 'vite'

export const fillPath = '/bench-fill/index.html'

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
  const outDir = join(dir, 'bench-fill')
  rmSync(outDir, { recursive: true, force: true })
  await build({
    root: join(import.meta.dirname, 'page'),
    base: '/bench-fill/',
    configFile: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true },
  })
  return { dir, remove: () => removeFolder(dir) }
}
