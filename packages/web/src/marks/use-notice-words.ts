// Says what somebody is told of a conversation, where that is not everything.

import type { ConversationSummary } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { clockTime, dayOf, shortDate } from '../text/times.ts'

/** Empty for one of which everything is told. */
export function useNoticeWords({
  mutedUntil,
  level,
}: Pick<ConversationSummary, 'mutedUntil' | 'level'>): string {
  const { t, i18n } = useTranslation()
  if (mutedUntil === undefined) return level === 'mentions' ? t('marks.levels.mentions') : ''
  if (mutedUntil === 'always') return t('marks.muted')
  const isToday = dayOf(mutedUntil) === dayOf(Date.now())
  const time = isToday
    ? clockTime(mutedUntil, i18n.language)
    : shortDate(mutedUntil, Date.now(), i18n.language)
  return t('marks.mutedUntil', { time })
}
