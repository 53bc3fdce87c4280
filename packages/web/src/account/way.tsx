// One way into the account in the settings: what it is for, and what can be done with it.

import type { LucideIcon } from 'lucide-react'
import { Button } from '../ui/button.tsx'

type Props = {
  readonly icon: LucideIcon
  readonly name: string
  readonly text: string
  readonly action: string
  /** For who doesn't see what the action stands beside. */
  readonly label?: string
  /** Nothing can be done where there is none. */
  readonly onOpen?: () => void
}

export function Way({ icon: Icon, name, text, action, label, onOpen }: Props) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
      <span className="min-w-0 flex-1 basis-48">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-ink-soft">{text}</span>
      </span>
      {onOpen !== undefined && (
        <Button small onClick={onOpen} {...(label === undefined ? {} : { 'aria-label': label })}>
          {action}
        </Button>
      )}
    </li>
  )
}
