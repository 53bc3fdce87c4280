// A part of a message that is concealed until it is pressed, and again when it is pressed once more.

import { EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

export function Spoiler({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  if (!shown)
    return (
      <button
        type="button"
        aria-label={t('timeline.spoilerShow')}
        onClick={() => setShown(true)}
        className="spoiler-concealed"
      >
        <span inert>{children}</span>
      </button>
    )
  return (
    <span className="spoiler-shown">
      {children}
      <button type="button" aria-label={t('timeline.spoilerHide')} onClick={() => setShown(false)}>
        <EyeOff aria-hidden="true" className="ms-1 inline size-4 align-[-0.2em]" />
      </button>
    </span>
  )
}
