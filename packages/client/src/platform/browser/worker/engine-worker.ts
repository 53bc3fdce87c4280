// The entry of the engine's worker. Tabs start it by
// `new Worker(new URL('./worker/engine-worker.ts', import.meta.url), { type: 'module' })`, see connect-engine.ts.
//
// What a bundler needs: workers as ES modules (Vite: `worker: { format: 'es' }`), and the SQLite build left alone
// by Vite's development pre-bundling (`optimizeDeps: { exclude: ['@journeyapps/wa-sqlite'] }`), since its script
// finds its wasm file by `new URL(…, import.meta.url)`. A Content-Security-Policy needs
// `script-src 'self' 'wasm-unsafe-eval'` and `worker-src 'self'`.

import { holdEngine } from './engine-holder.ts'

holdEngine(async (platform) => {
  const { createEngine } = await import('../../../engine/create-engine.ts')
  return createEngine(platform)
})
