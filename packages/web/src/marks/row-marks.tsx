// The small signs of a conversation in the list: muted, and pinned.

import type { ConversationSummary } from '@sotto/client'
import { BellOff, Pin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useMuteWords } from './use-mute-words.ts'

export function RowMarks({ summary }: { readonly summary: ConversationSummary }) {
  const { t } = useTranslation()
  const muted = useMuteWords(summary)
  return (
    <>
      {muted !== '' && <BellOff role="img" aria-label={muted} className="size-3.5 shrink-0 text-ink-quiet" />}
      {summary.pinnedAt !== undefined && (
        <Pin role="img" aria-label={t('marks.pinned')} className="size-3.5 shrink-0 text-ink-quiet" />
      )}
    </>
  )
}
