// The list of conversations, and behind a line below it those that are archived, where there are any.

import type { ConversationSummary } from '@sotto/client'
import { Archive, ArrowLeft } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConversationList } from './conversation-list.tsx'
import { archiveRows, isArchived, listRows } from './list-rows.ts'

type Props = {
  readonly conversations: readonly ConversationSummary[]
  readonly open: string | undefined
}

export function ListAndArchive({ conversations, open }: Props) {
  const { t } = useTranslation()
  const [wantsArchive, setWantsArchive] = useState(false)
  const count = conversations.filter(isArchived).length
  const isArchive = wantsArchive && count > 0
  const rows = useMemo(
    () => (isArchive ? archiveRows(conversations) : listRows(conversations)),
    [conversations, isArchive],
  )
  const Icon = isArchive ? ArrowLeft : Archive
  return (
    <>
      {isArchive && <h2 className="px-5 pt-1 pb-2 text-sm font-semibold">{t('marks.archived')}</h2>}
      <ConversationList rows={rows} open={open} />
      {count > 0 && (
        <button
          type="button"
          data-nav
          onClick={() => setWantsArchive(!isArchive)}
          className="flex min-h-11 shrink-0 items-center gap-3 border-t border-line px-5 text-sm font-medium text-ink-soft outline-offset-[-2px] transition-colors hover:bg-hover"
        >
          <Icon aria-hidden="true" className="size-4" />
          {isArchive ? t('marks.backToList') : t('marks.archivedCount', { count })}
        </button>
      )}
    </>
  )
}
