// The menu of a message where it is pressed with the other button, or for long: reactions first. There is one for all
// messages of a list, since most are only read, and are drawn by the dozen while somebody turns the wheel.

import { ContextMenu } from '@base-ui/react/context-menu'
import type { MessageSnapshot } from '@sotto/client'
import { type MouseEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MenuItem, menuLook } from '../ui/menu.tsx'
import { doableWith, type MessageActions } from './actions.ts'
import { messageEntries } from './message-entries.ts'
import { QuickReactions } from './quick-reactions.tsx'

type Props = MessageActions & {
  /** The list, without what is in it. */
  readonly list: ReactElement
  readonly messageOf: (id: string) => MessageSnapshot | undefined
  readonly canWrite: boolean
  readonly children: ReactNode
}

/** What in a message can be pressed for its menu. */
export const pressable = { 'data-menu': true } as const

export function MessageMenu({ list, messageOf, canWrite, children, ...actions }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [message, setMessage] = useState<MessageSnapshot>()
  // The finger that held the message long enough is lifted above what has opened below it: that is no press.
  const isPressed = useRef(false)
  const given = (of: MessageSnapshot) => ({ ...actions, message: of, doable: doableWith(of, canWrite) })
  /** Whether something is pressed that has a menu. */
  const aim = (at: EventTarget): boolean => {
    const aimed = messageOf(pressedMessage(at) ?? '')
    if (aimed === undefined || messageEntries(given(aimed)).length === 0) return false
    setMessage(aimed)
    return true
  }
  return (
    <ContextMenu.Root
      open={open}
      onOpenChange={(now) => {
        isPressed.current = false
        setOpen(now)
      }}
    >
      <ContextMenu.Trigger
        render={list}
        onContextMenuCapture={(event) => {
          if (isForBrowser(event) || !aim(event.target)) event.stopPropagation()
        }}
        onTouchStart={(event) => {
          if (!aim(event.target)) event.preventBaseUIHandler()
        }}
      >
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
            {message !== undefined && <Entries {...given(message)} onClose={() => setOpen(false)} />}
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

type EntriesProps = Parameters<typeof messageEntries>[0] & { readonly onClose: () => void }

function Entries({ onClose, ...given }: EntriesProps) {
  const { t } = useTranslation()
  const { message, doable, onReact } = given
  return (
    <>
      {doable.react && (
        <QuickReactions
          message={message}
          onReact={(...reaction) => {
            onClose()
            onReact(...reaction)
          }}
        />
      )}
      {messageEntries(given).map(({ key, icon, act }) => (
        <MenuItem key={key} icon={icon} onClick={act}>
          {t(`message.${key}`)}
        </MenuItem>
      ))}
    </>
  )
}

function pressedMessage(at: EventTarget): string | undefined {
  const part = at instanceof Element ? at.closest('[data-menu]') : null
  return part?.closest<HTMLElement>('[data-message]')?.dataset.message
}

/** Of a link, and of what is selected, the browser's own menu says more. */
function isForBrowser({ target }: MouseEvent): boolean {
  const isLink = target instanceof Element && target.closest('a') !== null
  return isLink || window.getSelection()?.isCollapsed === false
}
