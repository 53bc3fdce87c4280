// What can be done with a conversation, in a menu: pin it, mute it for a time or for good.

import { Menu } from '@base-ui/react/menu'
import type { ConversationSummary } from '@sotto/client'
import { Bell, EllipsisVertical, Pin, PinOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { iconLink } from '../ui/icon-link.ts'
import { MenuItem, menuPopup } from '../ui/menu.tsx'
import { MuteItems } from './mute-items.tsx'
import { useMarks } from './use-marks.ts'

export function ConversationMenu({ summary }: { readonly summary: ConversationSummary }) {
  const { t } = useTranslation()
  const marks = useMarks(summary)
  const label = t('marks.menu', { name: summary.name })
  return (
    <>
      {marks.failure !== undefined && (
        <p role="alert" className="max-w-60 truncate text-sm text-danger-text" title={marks.failure}>
          {marks.failure}
        </p>
      )}
      <Menu.Root modal={false}>
        <Menu.Trigger aria-label={label} title={label} className={`${iconLink} data-popup-open:bg-selected`}>
          <EllipsisVertical aria-hidden="true" className="size-5" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" sideOffset={4} className="z-40">
            <Menu.Popup className={menuPopup}>
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
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  )
}
