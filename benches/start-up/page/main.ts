// Fills this browser's profile when the bench that drives it asks. It belongs to the bench alone: the app's
// build holds none of it.

import type { Ask, Told } from './asks.ts'

declare global {
  interface Window {
    fill(ask: Omit<Ask, 'server'>): Promise<void>
  }
}

window.fill = (ask) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fill-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      worker.terminate()
      if ('done' in data) resolve()
      else reject(new Error(data.error))
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage({ ...ask, server: location.origin } satisfies Ask)
  })
