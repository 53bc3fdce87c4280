// Menus: what opens below its trigger, and one line of it.

import { Menu } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import { type ReactElement, type ReactNode, useRef } from 'react'

export const menuLook =
  'min-w-48 rounded-lg bg-raised py-1.5 text-base text-ink shadow-pop outline-none transition duration-150 ease-calm data-ending-style:opacity-0 data-starting-style:opacity-0'

type DropDownProps = {
  readonly trigger: ReactElement
  readonly align: 'start' | 'end'
  readonly children: ReactNode
}

/** Stays among what it belongs to, so that it is found where its trigger is. */
export function DropDown({ trigger, align, children }: DropDownProps) {
  const place = useRef<HTMLDivElement>(null)
  return (
    <div ref={place} className="contents">
      <Menu.Root modal={false}>
        <Menu.Trigger render={trigger} />
        <Menu.Portal container={place}>
          <Menu.Positioner positionMethod="fixed" align={align} sideOffset={4} className="z-40">
            <Menu.Popup className={menuLook}>{children}</Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}

type ItemProps = {
  readonly icon?: LucideIcon
  readonly onClick: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon: Icon, onClick, children }: ItemProps) {
  return (
    <Menu.Item
      onClick={onClick}
      className="flex min-h-10 cursor-default items-center gap-3 px-3 outline-none select-none data-highlighted:bg-hover"
    >
      {Icon === undefined ? (
        <span className="size-4" />
      ) : (
        <Icon aria-hidden="true" className="size-4 text-ink-soft" />
      )}
      {children}
    </Menu.Item>
  )
}
