// What the engine tells about a topic, as React state.

import type { Topics } from '@sotto/client'
import { useCallback, useRef, useSyncExternalStore } from 'react'
import { useTopics } from './engine-context.tsx'
import { keyOf } from './topic-cache.ts'

/** `undefined` until the first snapshot; then the present one, drawn again on every change. */
export function useTopic<T extends keyof Topics>(
  topic: T,
  params: Topics[T]['params'],
): Topics[T]['snapshot'] | undefined {
  const topics = useTopics()
  const key = keyOf(topic, params)
  const latest = useRef({ key, params })
  if (latest.current.key !== key) latest.current = { key, params }
  const held = latest.current
  const subscribe = useCallback(
    (listener: () => void) => topics.subscribe(topic, held.params, listener),
    [topics, topic, held],
  )
  const read = useCallback(() => topics.read(topic, held.params), [topics, topic, held])
  return useSyncExternalStore(subscribe, read)
}
