// Keeps the app itself on the device, so that it opens without a network. It answers for the files of
// this build and for page loads alone; what the server says by itself never passes through here. And it is where a press
// on a notification arrives, whether the app is open or not.

declare const __SOTTO_SHELL__: { readonly version: string; readonly files: readonly string[] }

const scope = globalThis as unknown as ServiceWorkerGlobalScope

const shell = __SOTTO_SHELL__
const prefix = 'sotto-shell-'
const cacheName = prefix + shell.version
const files = new Set(shell.files)
const page = '/'
/** Paths that belong to the server: pages of its own, and everything it says. */
const served = /^\/(?:v1|oauth|docs|metrics|healthz|readyz|\.well-known)(?:\/|$)/

scope.addEventListener('install', (event) => {
  event.waitUntil(keepShell())
})

scope.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => scope.clients.claim()))
})

scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') void scope.skipWaiting()
})

scope.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== scope.location.origin || served.test(url.pathname))
    return
  if (event.request.mode === 'navigate') event.respondWith(fromShell(page, event.request))
  else if (files.has(url.pathname)) event.respondWith(fromShell(url.pathname, event.request))
})

scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.conversation))
})

/** In the tab that is in front, else in any, else in a new one. What it is about was written by the app itself. */
async function open(conversation: unknown): Promise<void> {
  const tabs = await scope.clients.matchAll({ type: 'window' })
  const tab = tabs.find(({ focused }) => focused) ?? tabs[0]
  if (tab === undefined) {
    await scope.clients.openWindow(
      typeof conversation === 'string' ? `/c/${encodeURIComponent(conversation)}` : page,
    )
    return
  }
  tab.postMessage({ type: 'open', conversation })
  await tab.focus()
}

async function keepShell(): Promise<void> {
  const cache = await caches.open(cacheName)
  // What is named by its content is what the page that is open has just loaded; the rest may be of an older build.
  const freshness = (path: string) => (path.startsWith('/assets/') ? 'default' : 'reload')
  await cache.addAll(shell.files.map((path) => new Request(path, { cache: freshness(path) })))
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(prefix) && name !== cacheName)
  await Promise.all(older.map((name) => caches.delete(name)))
}

async function fromShell(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(path)) ?? fetch(request)
}
