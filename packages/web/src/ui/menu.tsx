// Menus: how they look, and one line of them.

import { Menu } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export const menuPopup =
  'min-w-48 rounded-lg bg-raised py-1.5 text-base text-ink shadow-pop outline-none transition duration-150 ease-calm data-starting-style:opacity-0 data-ending-style:opacity-0'

type Props = {
  readonly icon?: LucideIcon
  readonly onClick: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon: Icon, onClick, children }: Props) {
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
