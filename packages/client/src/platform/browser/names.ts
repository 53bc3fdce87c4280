// Under which names tabs and workers of one profile find each other in the browser, and what a tab and its own
// worker say to each other before the bus is there. `scope` tells profiles of one origin apart.

export const engineLock = (scope: string): string => `sotto-engine:${scope}`
export const engineChannel = (scope: string): string => `sotto-engine:${scope}`
export const tabChannel = (scope: string, tab: string): string => `sotto-tab:${scope}:${tab}`
/** Held by a tab, and by a worker, as long as it lives. */
export const tabLock = (scope: string, tab: string): string => `sotto-tab:${scope}:${tab}`
export const workerLock = (scope: string, worker: string): string => `sotto-worker:${scope}:${worker}`

export type ToWorker =
  | { readonly type: 'start'; readonly scope: string; readonly worker: string }
  | { readonly type: 'close' }

/** `standing`: the worker holds its lock, so that from now on the lock tells of its end. */
export type FromWorker = { readonly type: 'standing' } | { readonly type: 'closed' }
