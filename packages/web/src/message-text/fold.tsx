// The beginning of a very long message, and a way to the rest, so that one message doesn't push the others
// off the screen.

import { type ReactNode, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'

const mostChars = 2000
const mostLines = 32

/** Whether a message is shown from its beginning only, until asked for the rest. */
export function isLong(text: string): boolean {
  if (text.length > mostChars) return true
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1 && lines <= mostLines; at = text.indexOf('\n', at + 1)) lines++
  return lines > mostLines
}

export function Fold({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  // A link in what is cut off can be reached by the keyboard: then all is shown.
  const whenFocused = useCallback((part: HTMLDivElement | null) => {
    const show = () => setOpen(true)
    part?.addEventListener('focusin', show)
    return () => part?.removeEventListener('focusin', show)
  }, [])
  if (open) return children
  return (
    <>
      <div
        ref={whenFocused}
        className="max-h-96 overflow-hidden [mask-image:linear-gradient(black_80%,transparent)]"
      >
        {children}
      </div>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="min-h-6 font-semibold underline-offset-2 hover:underline"
      >
        {t('timeline.showAll')}
      </button>
    </>
  )
}
