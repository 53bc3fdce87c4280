// The lines between messages: a new day, and where the unread ones begin.

import { useTranslation } from 'react-i18next'
import { dayLabel } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'

export function DayLine({ at }: { readonly at: number }) {
  const { i18n } = useTranslation()
  const now = useNow()
  return (
    <h2 className="py-3 text-center text-xs font-semibold text-ink-quiet">
      {dayLabel(at, now, i18n.language)}
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
