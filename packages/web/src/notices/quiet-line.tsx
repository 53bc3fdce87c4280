// A quiet line below the list while nobody is to disturb, with the way to end it.

import { MoonStar } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { Button } from '../ui/button.tsx'
import { useQuietWords } from './use-quiet-words.ts'

export function QuietLine() {
  const { t } = useTranslation()
  const engine = useEngine()
  const words = useQuietWords()
  if (words === undefined) return null
  return (
    <div className="flex shrink-0 items-center gap-2 border-t border-line py-1 ps-5 pe-3 text-sm text-ink-soft">
      <MoonStar aria-hidden="true" className="size-4 shrink-0" />
      <p role="status" className="min-w-0 flex-1 truncate">
        {words}
      </p>
      <Button small tone="quiet" onClick={() => void engine.call('choose', { quietUntil: 'off' })}>
        {t('notices.turnOff')}
      </Button>
    </div>
  )
}
