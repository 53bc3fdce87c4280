// Says that a conversation is muted, and until when.

import type { ConversationSummary } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { clockTime, dayOf, shortDate } from '../text/times.ts'

/** Empty for one that is not muted. */
export function useMuteWords({ mutedUntil }: Pick<ConversationSummary, 'mutedUntil'>): string {
  const { t, i18n } = useTranslation()
  if (mutedUntil === undefined) return ''
  if (mutedUntil === 'always') return t('marks.muted')
  const isToday = dayOf(mutedUntil) === dayOf(Date.now())
  const time = isToday
    ? clockTime(mutedUntil, i18n.language)
    : shortDate(mutedUntil, Date.now(), i18n.language)
  return t('marks.mutedUntil', { time })
}
