// The menu of a message where it is pressed with the other button, or for long: reactions first.

import { ContextMenu } from '@base-ui/react/context-menu'
import type { MessageSnapshot } from '@sotto/client'
import { type MouseEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MenuItem, menuLook } from '../ui/menu.tsx'
import type { Doable, MessageActions } from './actions.ts'
import { messageEntries } from './message-entries.ts'
import { QuickReactions } from './quick-reactions.tsx'

type Props = MessageActions & {
  readonly message: MessageSnapshot
  readonly doable: Doable
  readonly className: string
  readonly children: ReactNode
}

export function MessageMenu({ className, children, ...given }: Props) {
  const { t } = useTranslation()
  const { message, doable, onReact } = given
  const [open, setOpen] = useState(false)
  // The finger that held the message long enough is lifted above what has opened below it: that is no press.
  const isPressed = useRef(false)
  const entries = messageEntries(given)
  if (entries.length === 0) return <div className={className}>{children}</div>
  return (
    <ContextMenu.Root
      open={open}
      onOpenChange={(now) => {
        isPressed.current = false
        setOpen(now)
      }}
    >
      <ContextMenu.Trigger className={className} onContextMenuCapture={leaveToBrowser}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="z-40" collisionPadding={8}>
          <ContextMenu.Popup
            aria-label={t('message.actions')}
            className={menuLook}
            onPointerDownCapture={() => {
              isPressed.current = true
            }}
            onClickCapture={(event) => {
              if (event.detail > 0 && !isPressed.current) event.stopPropagation()
            }}
          >
            {doable.react && (
              <QuickReactions
                message={message}
                onReact={(...reaction) => {
                  setOpen(false)
                  onReact(...reaction)
                }}
              />
            )}
            {entries.map(({ key, icon, act }) => (
              <MenuItem key={key} icon={icon} onClick={act}>
                {t(`message.${key}`)}
              </MenuItem>
            ))}
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

/** Of a link, and of what is selected, the browser's own menu says more. */
function leaveToBrowser(event: MouseEvent): void {
  const isLink = event.target instanceof Element && event.target.closest('a') !== null
  if (isLink || window.getSelection()?.isCollapsed === false) event.stopPropagation()
}
