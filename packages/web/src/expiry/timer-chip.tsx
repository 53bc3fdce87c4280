// In the header of a conversation whose messages disappear: after how long, and the way to change it.

import type { ConversationDetails } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { Timer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { lengthWords } from './lengths.ts'

export function TimerChip({ details: { conversation, timer } }: { readonly details: ConversationDetails }) {
  const { t, i18n } = useTranslation()
  if (timer === 0) return null
  const label = t('expiry.header', { length: lengthWords(timer, i18n.language) })
  return (
    <Link
      to="/c/$conversation"
      params={{ conversation }}
      search={(before) => ({ ...before, panel: 'details' })}
      aria-label={label}
      title={label}
      className="flex min-h-6 shrink-0 items-center gap-1 rounded-full px-1.5 text-xs text-ink-quiet tabular-nums hover:bg-hover"
    >
      <Timer aria-hidden="true" className="size-3.5" />
      {lengthWords(timer, i18n.language, 'narrow')}
    </Link>
  )
}
