// One way to open the app lock: what it is, and what can be done with it.

import { type LucideIcon, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'

type Props = {
  readonly icon: LucideIcon
  readonly name: string
  readonly text: string
  readonly action: string
  readonly onSet: () => void
  /** What removing it is called. */
  readonly remove: string
  /** Undefined for the only one. */
  readonly onRemove: (() => void) | undefined
}

export function LockWayRow({ icon: Icon, name, text, action, onSet, remove, onRemove }: Props) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
      <span className="min-w-0 flex-1 basis-44">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-ink-soft">{text}</span>
      </span>
      <span className="flex items-center gap-1">
        <Button small onClick={onSet}>
          {action}
        </Button>
        {onRemove !== undefined && (
          <IconButton small tone="danger-quiet" label={remove} onClick={onRemove}>
            <Trash2 aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </span>
    </li>
  )
}
