// The way back to where somebody was before they were taken elsewhere. It lies inside what scrolls, like the way to the end.

import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useWayBack } from '../conversation/way-back.tsx'
import { shortcutWords } from '../shell/use-shortcut.ts'

export function BackButton() {
  const { t } = useTranslation()
  const { hasWay, back } = useWayBack()
  if (!hasWay) return null
  return (
    <div className="pointer-events-none sticky bottom-0 z-10 -mt-14 flex h-14 shrink-0 items-start justify-center">
      <button
        type="button"
        title={shortcutWords('b', { shift: true })}
        onClick={back}
        className="pointer-events-auto flex h-10 animate-settle items-center gap-2 rounded-full bg-raised px-4 text-sm font-medium text-ink-soft shadow-pop hover:text-ink"
      >
        <Undo2 aria-hidden="true" className="size-4" />
        {t('search.wayBack')}
      </button>
    </div>
  )
}
