// Copying to the clipboard, and for two seconds the word that it is done.

import { useEffect, useState } from 'react'

export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => void } {
  const [at, setAt] = useState(0)
  useEffect(() => {
    if (at === 0) return
    const timer = setTimeout(() => setAt(0), 2000)
    return () => clearTimeout(timer)
  }, [at])
  return {
    copied: at !== 0,
    copy: (text) => {
      void navigator.clipboard.writeText(text).then(
        () => setAt(Date.now()),
        () => setAt(0),
      )
    },
  }
}
