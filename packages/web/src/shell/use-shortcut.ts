// A key together with Ctrl (or Cmd on a Mac), anywhere in the app.

import { useEffect, useRef } from 'react'

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** `key` as `KeyboardEvent.key` has it, in small letters; with Shift when `shift`. */
export function useShortcut(key: string, act: () => void, shift = false): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const held = isMac() ? event.metaKey : event.ctrlKey
      if (!held || event.altKey || event.shiftKey !== shift || event.key.toLowerCase() !== key) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [key, shift])
}

/** How the shortcut is written: `⌘K` or `Ctrl K`. */
export function shortcutWords(key: string, shift = false): string {
  if (isMac()) return `${shift ? '⇧' : ''}⌘${key.toUpperCase()}`
  return `Ctrl ${shift ? 'Shift ' : ''}${key.toUpperCase()}`
}
