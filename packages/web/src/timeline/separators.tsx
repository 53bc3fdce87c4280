// The lines between messages: a new day, and where the unread ones begin.

import { useTranslation } from 'react-i18next'
import { dayLabel } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'

type DayProps = { readonly at: number; readonly onGoToDay: (at: number) => void }

export function DayLine({ at, onGoToDay }: DayProps) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const day = dayLabel(at, now, i18n.language)
  return (
    <h2 className="flex justify-center py-1.5 text-xs font-semibold text-ink-quiet">
      <button
        type="button"
        title={t('search.goToDay')}
        onClick={() => onGoToDay(at)}
        className="min-h-7 rounded-full px-3 hover:bg-hover hover:text-ink"
      >
        {day}
      </button>
    </h2>
  )
}

export function UnreadLine() {
  const { t } = useTranslation()
  return (
    <div className="flex items-center gap-3 py-3 text-xs font-semibold text-accent-text">
      <span className="h-px flex-1 bg-accent-text opacity-40" />
      {t('timeline.unread')}
      <span className="h-px flex-1 bg-accent-text opacity-40" />
    </div>
  )
}
