// Says that nobody is to disturb, and until when.

import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { clockTime, dayOf, shortDate } from '../text/times.ts'

/** Undefined while everything is told. */
export function useQuietWords(): string | undefined {
  const { t, i18n } = useTranslation()
  const until = useTopic('settings', undefined)?.quietUntil ?? 'off'
  if (until === 'off') return undefined
  if (until === 'always') return t('notices.quietAlways')
  const now = Date.now()
  const clock = clockTime(until, i18n.language)
  const isToday = dayOf(until) === dayOf(now)
  return t('notices.quietUntil', {
    time: isToday ? clock : `${shortDate(until, now, i18n.language)}, ${clock}`,
  })
}
