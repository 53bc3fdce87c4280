// One watch on the engine per topic and parameters, however many components look at it. A topic that
// nobody looks at any more is let go of after the present task, so that a remount doesn't lose it.

import type { Engine, Topics } from '@sotto/client'

type Watched = {
  snapshot: unknown
  readonly listeners: Set<() => void>
  stop: () => void
}

export type TopicCache = {
  subscribe<T extends keyof Topics>(topic: T, params: Topics[T]['params'], listener: () => void): () => void
  /** `undefined` until the engine has told it for the first time. */
  read<T extends keyof Topics>(topic: T, params: Topics[T]['params']): Topics[T]['snapshot'] | undefined
}

export function createTopicCache(engine: Engine): TopicCache {
  const watched = new Map<string, Watched>()

  function begin<T extends keyof Topics>(key: string, topic: T, params: Topics[T]['params']): Watched {
    const entry: Watched = { snapshot: undefined, listeners: new Set(), stop: () => {} }
    watched.set(key, entry)
    entry.stop = engine.watch(topic, params, (snapshot) => {
      entry.snapshot = snapshot
      for (const listener of entry.listeners) listener()
    })
    return entry
  }

  function release(key: string, entry: Watched): void {
    if (entry.listeners.size > 0 || watched.get(key) !== entry) return
    watched.delete(key)
    entry.stop()
  }

  return {
    subscribe(topic, params, listener) {
      const key = keyOf(topic, params)
      const entry = watched.get(key) ?? begin(key, topic, params)
      entry.listeners.add(listener)
      return () => {
        entry.listeners.delete(listener)
        setTimeout(() => release(key, entry), 0)
      }
    },
    read<T extends keyof Topics>(topic: T, params: Topics[T]['params']) {
      return watched.get(keyOf(topic, params))?.snapshot as Topics[T]['snapshot'] | undefined
    },
  }
}

export function keyOf(topic: keyof Topics, params: unknown): string {
  return `${topic} ${JSON.stringify(params ?? null)}`
}
