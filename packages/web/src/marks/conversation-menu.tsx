// What can be done with a conversation, in a menu: pin it, mute it for a time or for good.

import { Menu } from '@base-ui/react/menu'
import type { ConversationSummary } from '@sotto/client'
import { Bell, EllipsisVertical, Pin, PinOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { DropDown, MenuItem } from '../ui/menu.tsx'
import { MuteItems } from './mute-items.tsx'
import { useMarks } from './use-marks.ts'

export function ConversationMenu({ summary }: { readonly summary: ConversationSummary }) {
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
        <Menu.Separator className="my-1 border-t border-line" />
        {marks.isMuted ? (
          <MenuItem icon={Bell} onClick={marks.unmute}>
            {t('marks.unmute')}
          </MenuItem>
        ) : (
          <MuteItems onMute={marks.mute} />
        )}
      </DropDown>
    </>
  )
}
