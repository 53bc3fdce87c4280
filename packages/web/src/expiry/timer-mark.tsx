// In a bubble: it goes by itself, and when.

import type { MessageSnapshot } from '@sotto/client'
import { Timer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { clockTime, dayOf, fullTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'
import { lengthWords } from './lengths.ts'

type Props = Required<Pick<MessageSnapshot, 'expires' | 'mine'>>

export function TimerMark({ expires: { after, at }, mine }: Props) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const { language } = i18n
  const label =
    at === undefined
      ? t(mine ? 'expiry.waitsOwn' : 'expiry.waits', { length: lengthWords(after ?? 0, language) })
      : t('expiry.goes', {
          time: dayOf(at) === dayOf(now) ? clockTime(at, language) : fullTime(at, language),
        })
  return (
    <span role="img" aria-label={label} title={label}>
      <Timer aria-hidden="true" className="size-3.5" strokeWidth={2.4} />
    </span>
  )
}
