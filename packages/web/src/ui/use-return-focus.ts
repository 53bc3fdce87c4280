// Overlays here are mounted while they are open. When one goes away, the focus returns to where it was.

import { useEffect, useState } from 'react'

export function useReturnFocus(): void {
  // Read while drawing: an effect would already find the focus inside the overlay.
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body
        if (lost && before instanceof HTMLElement && before.isConnected) before.focus()
      }, 0)
    },
    [before],
  )
}
