// How the app is built: one page, one service worker, the engine's worker and its wasm. Nothing that is
// emitted needs an inline script or style, so that the server can send a strict Content-Security-Policy.

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compress } from './build/compress.ts'
import { serviceWorkerShell } from './build/service-worker-shell.ts'

const server = process.env.SOTTO_DEV_SERVER ?? 'http://localhost:7688'

export default defineConfig({
  plugins: [react(), tailwindcss(), serviceWorkerShell(), compress()],
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['@journeyapps/wa-sqlite'] },
  server: {
    port: 5173,
    proxy: { '/v1': { target: server, ws: true } },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: 'index.html', sw: 'src/service-worker/sw.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
