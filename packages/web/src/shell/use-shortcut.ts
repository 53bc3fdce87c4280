// A key together with Ctrl (or Cmd on a Mac) or Alt, anywhere in the app.

import { useEffect, useRef } from 'react'

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** Without either: Ctrl or Cmd alone. `alt` stands instead of them, `shift` beside them. */
type Held = { readonly shift?: boolean; readonly alt?: boolean }

/** `key` as `KeyboardEvent.key` has it, in small letters. */
export function useShortcut(key: string, act: () => void, { shift = false, alt = false }: Held = {}): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const main = isMac() ? event.metaKey : event.ctrlKey
      if (main === alt || event.altKey !== alt || event.key.toLowerCase() !== key) return
      // Where a sign needs Shift to be typed at all, it is part of the key.
      if (event.shiftKey !== shift && /^[a-z]$/.test(key)) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [key, shift, alt])
}

/** How the shortcut is written: `⌘K` or `Ctrl K`. */
export function shortcutWords(key: string, { shift = false, alt = false }: Held = {}): string {
  const last = key.toUpperCase()
  if (isMac()) return `${shift ? '⇧' : ''}${alt ? '⌥' : '⌘'}${last}`
  return `${alt ? 'Alt' : 'Ctrl'} ${shift ? 'Shift ' : ''}${last}`
}
