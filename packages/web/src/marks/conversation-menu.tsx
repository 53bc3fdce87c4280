// What can be done with a conversation, in a menu: pin it, put it aside, and say what one is told of it.

import { Menu } from '@base-ui/react/menu'
import type { ConversationSummary } from '@sotto/client'
import { Archive, ArchiveRestore, CalendarDays, EllipsisVertical, MailOpen, Pin, PinOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { DropDown, MenuItem } from '../ui/menu.tsx'
import { NoticeItems } from './notice-items.tsx'
import { useMarks } from './use-marks.ts'

type Props = { readonly summary: ConversationSummary; readonly onGoToDay: () => void }

export function ConversationMenu({ summary, onGoToDay }: Props) {
  const { t } = useTranslation()
  const marks = useMarks(summary)
  const trigger = (
    <IconButton label={t('marks.menu', { name: summary.name })} className="data-popup-open:bg-selected">
      <EllipsisVertical aria-hidden="true" className="size-5" />
    </IconButton>
  )
  return (
    <>
      {marks.failure !== undefined && (
        <p role="alert" className="max-w-60 truncate text-sm text-danger-text" title={marks.failure}>
          {marks.failure}
        </p>
      )}
      <DropDown trigger={trigger} align="end">
        <MenuItem icon={marks.isPinned ? PinOff : Pin} onClick={marks.togglePin}>
          {t(marks.isPinned ? 'marks.unpin' : 'marks.pin')}
        </MenuItem>
        <MenuItem icon={MailOpen} onClick={marks.markUnread}>
          {t('marks.markUnread')}
        </MenuItem>
        <MenuItem icon={marks.isArchived ? ArchiveRestore : Archive} onClick={marks.toggleArchive}>
          {t(marks.isArchived ? 'marks.unarchive' : 'marks.archive')}
        </MenuItem>
        <MenuItem icon={CalendarDays} onClick={onGoToDay}>
          {t('search.goToDay')}
        </MenuItem>
        <Menu.Separator className="my-1 border-t border-line" />
        <NoticeItems summary={summary} marks={marks} />
      </DropDown>
    </>
  )
}
