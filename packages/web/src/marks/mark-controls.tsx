// Pinning, archiving, and what the person is told, among the details of a conversation.

import type { ConversationDetails } from '@sotto/client'
import { Archive, ArchiveRestore, Bell, Pin, PinOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { detailsAction } from '../details/details-action.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { DropDown } from '../ui/menu.tsx'
import { NoticeItems } from './notice-items.tsx'
import { useMarks } from './use-marks.ts'
import { useNoticeWords } from './use-notice-words.ts'

export function MarkControls({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const marks = useMarks(details)
  const words = useNoticeWords(details)
  const ArchiveIcon = marks.isArchived ? ArchiveRestore : Archive
  const PinIcon = marks.isPinned ? PinOff : Pin
  return (
    <>
      <Button tone="quiet" className={detailsAction} onClick={marks.togglePin}>
        <PinIcon aria-hidden="true" className="size-4" />
        {t(marks.isPinned ? 'marks.unpin' : 'marks.pin')}
      </Button>
      <Button tone="quiet" className={detailsAction} onClick={marks.toggleArchive}>
        <ArchiveIcon aria-hidden="true" className="size-4" />
        {t(marks.isArchived ? 'marks.unarchive' : 'marks.archive')}
      </Button>
      <DropDown
        align="start"
        trigger={
          <Button tone="quiet" className={detailsAction}>
            <Bell aria-hidden="true" className="size-4" />
            {t('marks.notices')}
            <span className="ms-auto text-sm font-normal text-ink-quiet">
              {words === '' ? t('marks.levels.everything') : words}
            </span>
          </Button>
        }
      >
        <NoticeItems summary={details} marks={marks} />
      </DropDown>
      <FormError text={marks.failure} />
    </>
  )
}
