// What is being written, kept by the engine a moment after the last key and whenever the field goes away.

import type { ConversationId } from '@sotto/wire'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

const pause = 400

export type Draft = {
  readonly text: string
  readonly set: (text: string) => void
  /** Puts a text back that could not be sent, before whatever was written since. */
  readonly restore: (text: string) => void
}

/** `kept` is read once: the field, not the store, owns the text while it is open. */
export function useDraft(conversation: ConversationId, kept: string): Draft {
  const engine = useEngine()
  const [text, setText] = useState(kept)
  const unsaved = useRef<string>(undefined)

  const save = useCallback(() => {
    const value = unsaved.current
    if (value === undefined) return
    unsaved.current = undefined
    void engine.call('saveDraft', { conversation, text: value })
  }, [engine, conversation])

  const set = useCallback((value: string) => {
    unsaved.current = value
    setText(value)
  }, [])

  const restore = useCallback((lost: string) => {
    setText((since) => {
      const value = since === '' ? lost : `${lost}\n${since}`
      unsaved.current = value
      return value
    })
  }, [])

  useEffect(() => {
    if (unsaved.current !== text) return
    const timer = setTimeout(save, pause)
    return () => clearTimeout(timer)
  }, [text, save])

  useEffect(() => {
    window.addEventListener('pagehide', save)
    return () => {
      window.removeEventListener('pagehide', save)
      save()
    }
  }, [save])

  return { text, set, restore }
}
