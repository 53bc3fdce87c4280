// What newcomers see, as a sentence.

import type { HistoryPolicy } from '@sotto/client'
import { useTranslation } from 'react-i18next'

export function useHistoryWords(history: HistoryPolicy): string {
  const { t, i18n } = useTranslation()
  if (history.kind !== 'from') return t(`newcomers.${history.kind}`)
  return t('newcomers.from', { day: dayIn(history.at, i18n.language) })
}

export function dayIn(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at)
}
