// The app as it is now, freshly built, and beside it the page that fills a profile and the one that the app is
// measured against, in one folder that a server can serve: all must have the same origin to share a profile.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { build } from 'vite'

export const fillPath = '/bench/index.html'
export const barePath = '/bench/bare.html'

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
  const outDir = join(dir, 'bench')
  rmSync(outDir, { recursive: true, force: true })
  const root = join(import.meta.dirname, 'page')
  await build({
    root,
    base: '/bench/',
    configFile: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: {
      ...{ outDir, emptyOutDir: true },
      rolldownOptions: { input: [join(root, 'index.html'), join(root, 'bare.html')] },
    },
  })
  return { dir, remove: () => removeFolder(dir) }
}
