// Looks for messages on this device a moment after the last key.

import type { SearchHit } from '@sotto/client'
import { useEffect, useState } from 'react'
import { useTopic } from '../engine/use-topic.ts'

const pause = 180
const shortest = 2
const limit = 50

/** `undefined` while it looks; empty for a query too short to look for. */
export function useFound(query: string): readonly SearchHit[] | undefined {
  const text = query.length < shortest ? '' : query
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), pause)
    return () => clearTimeout(timer)
  }, [text])
  const found = useTopic('found', { text: asked, limit })
  if (text === '') return []
  return asked === text ? found : undefined
}
