// Searches messages on this device a moment after the last key.

import type { SearchHit } from '@sotto/client'
import { useEffect, useState } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

const pause = 180
const shortest = 2
const limit = 30

/** `undefined` while it looks; empty for a query too short to look for. */
export function useMessageSearch(query: string): readonly SearchHit[] | undefined {
  const engine = useEngine()
  const text = query.trim()
  const [found, setFound] = useState<{ readonly text: string; readonly hits: readonly SearchHit[] }>()

  useEffect(() => {
    if (text.length < shortest) return
    let stale = false
    const timer = setTimeout(() => {
      void engine.call('search', { text, limit }).then((outcome) => {
        if (!stale) setFound({ text, hits: outcome.ok ? outcome.value : [] })
      })
    }, pause)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [engine, text])

  if (text.length < shortest) return []
  return found?.text === text ? found.hits : undefined
}
