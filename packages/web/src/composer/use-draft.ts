// What is being written, kept by the engine a moment after the last key and whenever the field goes away. What the account's
// other devices make of the draft appears here as soon as nothing is being typed.

import type { ConversationId } from '@sotto/wire'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

const pause = 400
/** So long after the last key what is kept is what was typed, and anything else came from another device. */
const quiet = 1500

export type Draft = {
  readonly text: string
  readonly set: (text: string) => void
  /** Puts a text back that could not be sent, before whatever was written since. */
  readonly restore: (text: string) => void
  /** The person goes elsewhere: other devices need not wait any longer. */
  readonly leave: () => void
  /** Writes what was kept beside the draft below it; settles when that is safe. */
  readonly append: (other: string) => Promise<boolean>
}

/** `kept`: as the engine has it. While somebody types, the field owns the text. */
export function useDraft(conversation: ConversationId, kept: string): Draft {
  const engine = useEngine()
  const [text, setText] = useState(kept)
  const unsaved = useRef<string>(undefined)
  const typedAt = useRef(0)
  const saving = useRef(0)

  const save = useCallback(
    async (settled = false) => {
      const value = unsaved.current
      if (value === undefined) return true
      unsaved.current = undefined
      saving.current += 1
      const outcome = await engine.call('saveDraft', { conversation, text: value, settled })
      saving.current -= 1
      if (!outcome.ok) unsaved.current ??= value
      return outcome.ok
    },
    [engine, conversation],
  )

  const set = useCallback((value: string) => {
    unsaved.current = value
    typedAt.current = Date.now()
    setText(value)
  }, [])

  const restore = useCallback((lost: string) => {
    typedAt.current = Date.now()
    setText((since) => {
      const value = since === '' ? lost : `${lost}\n${since}`
      unsaved.current = value
      return value
    })
  }, [])

  const leave = useCallback(() => void save(true), [save])
  const append = (other: string) => {
    set(text.trim() === '' ? other : `${text}\n${other}`)
    return save()
  }

  useEffect(() => {
    if (unsaved.current !== text) return
    const timer = setTimeout(() => void save(), pause)
    return () => clearTimeout(timer)
  }, [text, save])

  useEffect(() => {
    if (kept === text) return
    const adopt = () => {
      if (unsaved.current === undefined && saving.current === 0) setText(kept)
    }
    const timer = setTimeout(adopt, Math.max(0, typedAt.current + quiet - Date.now()))
    return () => clearTimeout(timer)
  }, [kept, text])

  useEffect(() => {
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [leave])

  return { text, set, restore, leave, append }
}
