// Overlays here are mounted while they are open. When one goes away, the focus returns to where it was; when
// one has taken the place of another (the palette opens a dialog), to where it was before both.

import { useEffect, useState } from 'react'

const overlay = '[role="dialog"], [role="alertdialog"]'
/** What had the focus when the page itself had it last. */
let onPage: HTMLElement | undefined

export function useReturnFocus(): void {
  // Read while drawing: an effect would already find the focus inside the overlay.
  const [before] = useState(focused)
  useEffect(
    () => () => {
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body
        if (lost) [before, onPage].find((element) => element?.isConnected === true)?.focus()
      }, 0)
    },
    [before],
  )
}

function focused(): HTMLElement | undefined {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || active === document.body) return undefined
  if (active.closest(overlay) === null) onPage = active
  return active
}
