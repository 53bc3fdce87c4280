// Registers the service worker and knows when a newer version of the app waits. It takes over only when
// the person says so, because it reloads every tab.

import { useSyncExternalStore } from 'react'

let waiting: ServiceWorker | undefined
const listeners = new Set<() => void>()

function setWaiting(worker: ServiceWorker | null): void {
  waiting = worker ?? undefined
  for (const listener of listeners) listener()
}

/** Call once, after the first paint. Without service workers the app works all the same. */
export async function keepAppOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => undefined)
  if (registration === undefined) return
  if (navigator.serviceWorker.controller !== null) setWaiting(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) setWaiting(worker)
    })
  })
}

export function useUpdateReady(): boolean {
  return useSyncExternalStore(subscribe, () => waiting !== undefined)
}

export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waiting?.postMessage('take-over')
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
