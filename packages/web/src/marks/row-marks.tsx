// The small signs of a conversation in the list: what is not told of it, and pinned.

import type { ConversationSummary } from '@sotto/client'
import { AtSign, BellOff, Pin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useNoticeWords } from './use-notice-words.ts'

export function RowMarks({ summary }: { readonly summary: ConversationSummary }) {
  const { t } = useTranslation()
  const words = useNoticeWords(summary)
  const Icon = summary.level === 'mentions' ? AtSign : BellOff
  return (
    <>
      {words !== '' && <Icon role="img" aria-label={words} className="size-3.5 shrink-0 text-ink-quiet" />}
      {summary.pinnedAt !== undefined && (
        <Pin role="img" aria-label={t('marks.pinned')} className="size-3.5 shrink-0 text-ink-quiet" />
      )}
    </>
  )
}
